import type { GoToStep } from '@chatku/schemas';
import { EMPTY_OUTLINE, type StepModule } from '../step-module.js';

/** Go to: another step, or another flow that takes this one's place. */
export const goTo: StepModule<GoToStep> = {
  outline: (step) => ({ ...EMPTY_OUTLINE, jumps: [step.target] }),
  enter: (step) => ({ type: 'jump', target: step.target }),
};
