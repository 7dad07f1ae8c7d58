import type { ActionStep } from '@chatku/schemas';
import { EMPTY_OUTLINE, type StepModule } from '../step-module.js';

/** Action: changes the contact's fields and tags, in order; a later one sees what an earlier one did. */
export const action: StepModule<ActionStep> = {
  outline: (step) => ({
    ...EMPTY_OUTLINE,
    ports: ['next'],
    passes: ['next'],
    writes: step.actions.flatMap((one) => ('field' in one ? [one.field] : [])),
    templates: step.actions.flatMap((one, index) =>
      one.kind === 'set_field' && typeof one.value === 'string'
        ? [{ place: `actions.${index}.value`, text: one.value }]
        : [],
    ),
  }),
  enter: (step, turn) => {
    for (const one of step.actions) {
      switch (one.kind) {
        case 'set_field':
          turn.setField(step.id, one.field, turn.value(one.value));
          break;
        case 'clear_field':
          turn.clearField(step.id, one.field);
          break;
        case 'add_tag':
        case 'remove_tag':
          turn.emit({ type: one.kind, tag: one.tag });
          break;
      }
    }
    return { type: 'next', port: 'next' };
  },
};
