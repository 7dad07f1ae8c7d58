/**
 * The flow engine: `step(flow, state, event, env) -> { state, effects }`. Synchronous and pure; the same file answers a
 * visitor on the server and runs the tester in the console.
 */
export { callingCode } from './answers/phone.js';
export {
  checkFlow,
  FLOW_PROBLEM_CODES,
  type FlowProblem,
  type FlowProblemCode,
  type KnownNames,
} from './check-flow.js';
export { applyEffects, type ContactSnapshot, EMPTY_CONTACT } from './contact.js';
export { converse, type FindFlow } from './converse.js';
export { FLOW_ERROR_CODES, FlowEffect, type FlowErrorCode, StepRef } from './effect.js';
export { DEFAULT_LIMITS, type Flow, type FlowEnv, type FlowLimits } from './env.js';
export { FlowEvent } from './event.js';
export { FlowState, Waiting } from './state.js';
export { knowsReply, type StepResult, step } from './step.js';
export { normalise } from './text/normalise.js';
export { stepsUsingField } from './uses.js';
export { instantText, readDay, readInstant } from './values/moment.js';
