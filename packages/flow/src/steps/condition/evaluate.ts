import { CONDITION_DEPTH_MAX, type ConditionNode } from '@chatku/schemas';
import { hasTag } from '../../contact.js';
import type { Turn } from '../../turn.js';
import { compareValues, isComparable, isInState } from '../../values/compare.js';

/**
 * Is the condition true of this contact, now? What cannot be evaluated is not true; where the fault is its author's, the
 * error log hears of it. Never throws.
 */
export const evaluate = (node: ConditionNode, turn: Turn, stepId: string, depth = 1): boolean => {
  switch (node.kind) {
    case 'compare': {
      const to = typeof node.to === 'string' ? turn.value(node.to) : node.to;
      const type = turn.typeOf(node.value);
      if (!isComparable(node.op, to, type)) {
        const detail = `What "${node.value}" is compared with does not fit a field of type ${type}.`;
        turn.error('comparison_mismatch', detail, stepId);
      }
      return compareValues(turn.lookup(node.value), node.op, to, type);
    }
    case 'is':
      return isInState(turn.lookup(node.value), node.state);
    case 'tag':
      return hasTag(turn.contact, node.tag) === node.has;
    case 'group': {
      // The schema allows no deeper tree; a deeper one must not cost the stack.
      if (depth >= CONDITION_DEPTH_MAX) return false;
      const holds = (one: ConditionNode): boolean => evaluate(one, turn, stepId, depth + 1);
      return node.match === 'all' ? node.conditions.every(holds) : node.conditions.some(holds);
    }
    default:
      return false;
  }
};

/** Every leaf of a tree, to the depth the schema allows. */
export const leavesOf = (node: ConditionNode, depth = 1): Exclude<ConditionNode, { kind: 'group' }>[] =>
  node.kind !== 'group'
    ? [node]
    : depth >= CONDITION_DEPTH_MAX
      ? []
      : node.conditions.flatMap((one) => leavesOf(one, depth + 1));
