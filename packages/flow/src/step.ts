import type { FlowEffect } from './effect.js';
import type { Flow, FlowEnv } from './env.js';
import type { FlowEvent } from './event.js';
import type { FlowState } from './state.js';
import { moduleOf } from './steps/registry.js';
import type { Outcome } from './steps/step-module.js';
import { Turn } from './turn.js';
import { findStep, walk } from './walk.js';

/** What one event leads to: the state to save, and then the effects to perform, in their order. */
export interface StepResult {
  state: FlowState;
  effects: FlowEffect[];
}

/**
 * The engine: one event in, the next state and the effects out. Synchronous, pure and total: it reads no clock, calls
 * nothing, changes none of its arguments, never throws, and ends within its guards whatever the graph looks like.
 *
 * - `start` begins `flow`, whatever the state; if the state handed over to this flow, its guards count on.
 * - `message` goes to the step that waits for it; where none takes it, there is one effect `unhandled` and the state is
 *   returned as it was.
 * - `reply` leaves by its own edge, even when the session has moved on, ended, or is in another flow or version: then
 *   it goes on in the `flow` given. A button the flow does not know is a message with the button's text.
 * - `timer` goes on where the session waits for this very time to pass; else the state is returned as it was.
 *
 * @param flow the version the state is pinned to; for `start` the flow to start; for `reply` the button's flow, see
 *   {@link knowsReply}
 * @param state what the last call returned, or null where there is none yet
 */
export const step = (flow: Flow, state: FlowState | null, event: FlowEvent, env: FlowEnv): StepResult => {
  if (event.type === 'start') {
    const begun = begin(flow, state);
    const turn = new Turn(flow, begun, env);
    const first: Outcome = { type: 'jump', target: { step_id: event.step_id ?? flow.graph.start } };
    return { state: walk(turn, begun, undefined, first), effects: turn.effects };
  }
  const current = state ?? idle(flow);
  if (event.type === 'timer') return expire(flow, current, event.wait_id, env);
  return event.type === 'reply' && knowsReply(flow, event)
    ? press(flow, current, event, env)
    : hear(flow, current, event.text, env);
};

/** Is this a button, quick reply or choice of that flow? Tells which of several flows a press belongs to. */
export const knowsReply = (flow: Flow, reply: { step_id: string; button_id: string }): boolean => {
  const pressed = findStep(flow, reply.step_id);
  const outline = pressed && moduleOf(pressed)?.outline(pressed);
  return outline?.replies.includes(reply.button_id) ?? false;
};

/** A session in which nothing has happened yet. */
const idle = (flow: Flow): FlowState => ({
  flow_id: flow.id,
  version_id: flow.version_id,
  status: 'ended',
  step_id: null,
  waiting: null,
  transfer: null,
  run: { trail: [], messages: 0 },
  vars: {},
});

/** A fresh session; the guards count on where the state before handed over to this flow, so that flows cannot loop. */
const begin = (flow: Flow, before: FlowState | null): FlowState => ({
  ...idle(flow),
  status: 'running',
  ...(before?.transfer?.flow_id === flow.id ? { run: before.run } : {}),
});

/** The visitor did something: the guards begin anew. */
const refreshed = (state: FlowState): FlowState => ({ ...state, run: { trail: [], messages: 0 } });

const press = (
  flow: Flow,
  state: FlowState,
  reply: { step_id: string; button_id: string; text: string },
  env: FlowEnv,
): StepResult => {
  const own = state.flow_id === flow.id ? state : idle(flow);
  const base = refreshed(own);
  const turn = new Turn(flow, base, env);
  turn.keep('last_input', reply.text);
  const pressed = findStep(flow, reply.step_id);
  const outcome = (pressed && moduleOf(pressed)?.reply?.(pressed, turn, reply.button_id)) ?? { type: 'unhandled' };
  if (outcome.type === 'unhandled') return untouched(state, reply.text);
  return { state: walk(turn, base, pressed, outcome), effects: turn.effects };
};

const isOfAnother = (flow: Flow, state: FlowState): boolean =>
  state.flow_id !== flow.id || state.version_id !== flow.version_id;
const OF_ANOTHER = 'The session belongs to another version of a flow than the one given.';
const LOST: Outcome = {
  type: 'error',
  code: 'unknown_step',
  detail: 'The session waits at a step that is not there.',
};

/** Time has passed. The guards of messages and waits count on: nobody has said anything. */
const expire = (flow: Flow, state: FlowState, waitId: string, env: FlowEnv): StepResult => {
  const { waiting } = state;
  if (state.status !== 'waiting' || waiting?.kind !== 'timer' || waiting.wait_id !== waitId) {
    return { state, effects: [] };
  }
  const base = { ...state, run: { ...state.run, trail: [] } };
  const turn = new Turn(flow, base, env);
  if (isOfAnother(flow, state)) {
    turn.error('version_mismatch', OF_ANOTHER, waiting.step_id);
    return { state, effects: turn.effects };
  }
  const waitingStep = findStep(flow, waiting.step_id);
  const outcome: Outcome = waitingStep === undefined ? LOST : { type: 'next', port: 'next' };
  return { state: walk(turn, base, waitingStep, outcome), effects: turn.effects };
};

const hear = (flow: Flow, state: FlowState, text: string, env: FlowEnv): StepResult => {
  if (state.waiting === null || state.status !== 'waiting') return untouched(state, text);
  const base = refreshed(state);
  const turn = new Turn(flow, base, env);
  if (isOfAnother(flow, state)) {
    turn.error('version_mismatch', OF_ANOTHER, state.waiting.step_id);
    return { state, effects: [...turn.effects, { type: 'unhandled', text }] };
  }
  const waitingStep = findStep(flow, state.waiting.step_id);
  if (waitingStep === undefined) {
    return { state: walk(turn, base, undefined, LOST), effects: turn.effects };
  }
  turn.keep('last_input', text);
  const outcome = moduleOf(waitingStep)?.answer?.(waitingStep, turn, text) ?? { type: 'unhandled' };
  if (outcome.type === 'unhandled') return untouched(state, text);
  return { state: walk(turn, base, waitingStep, outcome), effects: turn.effects };
};

const untouched = (state: FlowState, text: string): StepResult => ({ state, effects: [{ type: 'unhandled', text }] });
