import type { ConditionStep } from '@chatku/schemas';
import { EMPTY_OUTLINE, type StepModule } from '../step-module.js';
import { evaluate, leavesOf } from './evaluate.js';

/** Condition: the first branch that is true, else `else`. */
export const condition: StepModule<ConditionStep> = {
  outline: (step) => {
    const leaves = step.branches.flatMap((branch) => leavesOf(branch.when));
    const ports = [...step.branches.map((branch) => branch.port), 'else'];
    return {
      ...EMPTY_OUTLINE,
      ports,
      passes: ports,
      reads: leaves.flatMap((leaf) => (leaf.kind === 'tag' ? [] : [leaf.value])),
      templates: leaves.flatMap((leaf) =>
        leaf.kind === 'compare' && typeof leaf.to === 'string'
          ? [{ place: `comparison with ${leaf.value}`, text: leaf.to }]
          : [],
      ),
    };
  },
  enter: (step, turn) => ({
    type: 'next',
    port: step.branches.find((branch) => evaluate(branch.when, turn, step.id))?.port ?? 'else',
  }),
};
