import type { FlowStep, FlowStepKind } from '@chatku/schemas';
import { action } from './action/action.js';
import { condition } from './condition/condition.js';
import { goTo } from './go-to/go-to.js';
import { question } from './question/question.js';
import { sendMessage } from './send-message/send-message.js';
import type { StepModule } from './step-module.js';
import { wait } from './wait/wait.js';

/** Every kind of step and its module. A kind of the wire schema without a line here does not compile. */
export const STEP_MODULES = {
  send_message: sendMessage,
  question,
  condition,
  action,
  go_to: goTo,
  wait,
} satisfies { [K in FlowStepKind]: StepModule<Extract<FlowStep, { kind: K }>> };

/** The module of a step; undefined for a kind this engine does not know. */
export const moduleOf = (step: FlowStep): StepModule<FlowStep> | undefined =>
  // The registry pairs each kind with its own module, which the type of a lookup by kind cannot express.
  Object.hasOwn(STEP_MODULES, step.kind) ? (STEP_MODULES[step.kind] as StepModule<FlowStep>) : undefined;
