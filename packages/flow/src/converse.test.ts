import type { FlowGraph } from '@chatku/schemas';
import { describe, expect, test } from 'vitest';
import { converse, EMPTY_CONTACT, type Flow, type FlowEnv, type FlowState } from './index.js';

const A = '0190a000-0000-7000-8000-0000000000aa';
const B = '0190a000-0000-7000-8000-0000000000bb';
const flow = (id: string, graph: FlowGraph): Flow => ({ id, version_id: `${id.slice(0, -1)}0`, graph });
const env: FlowEnv = { contact: EMPTY_CONTACT };

const toB: FlowGraph = {
  start: 'tag',
  steps: [
    { id: 'tag', kind: 'action', actions: [{ kind: 'set_field', field: 'from', value: 'A' }], ports: { next: 'go' } },
    { id: 'go', kind: 'go_to', target: { flow_id: B } },
  ],
};
const sayFrom: FlowGraph = {
  start: 'ask',
  steps: [{ id: 'ask', kind: 'question', text: 'You come from {{user.from}}?', answer: { type: 'text' } }],
};
const find =
  (...flows: Flow[]) =>
  (id: string) =>
    flows.find((one) => one.id === id);

describe('where a flow hands over to another', () => {
  test('the other begins at once, and sees what the first one did', () => {
    const { state, effects } = converse(find(flow(B, sayFrom)), flow(A, toB), null, { type: 'start' }, env);
    expect(effects).toEqual([
      { type: 'set_field', name: 'from', value: 'A', flow_id: A, step_id: 'tag' },
      { type: 'send', message: { text: 'You come from A?', step_id: 'ask' } },
    ]);
    expect(state).toMatchObject({ flow_id: B, status: 'waiting', transfer: null, run: { trail: [], messages: 1 } });
  });

  test('to one that is not there, the session fails and says so', () => {
    const { state, effects } = converse(find(), flow(A, toB), null, { type: 'start' }, env);
    expect(effects.at(-1)).toEqual({
      type: 'error',
      code: 'unknown_flow',
      detail: `There is no published flow ${B}.`,
      flow_id: A,
      step_id: 'go',
    });
    expect(state).toMatchObject({ flow_id: A, status: 'failed', transfer: null, run: { trail: [] } });
  });

  test('and that one hands back, for ever, the guard names the steps of both', () => {
    const back = flow(B, { start: 'back', steps: [{ id: 'back', kind: 'go_to', target: { flow_id: A } }] });
    const here = flow(A, { start: 'go', steps: [{ id: 'go', kind: 'go_to', target: { flow_id: B } }] });
    const { state, effects } = converse(find(here, back), here, null, { type: 'start' }, env);
    expect(state.status).toBe('failed');
    expect(effects).toEqual([
      expect.objectContaining({
        code: 'too_many_visits',
        cycle: [
          { flow_id: A, step_id: 'go' },
          { flow_id: B, step_id: 'back' },
        ],
      }),
    ]);
  });

  test('what goes wrong after that names the flow and the step it went wrong in', () => {
    const mute: FlowGraph = {
      start: 'say',
      steps: [{ id: 'say', kind: 'send_message', blocks: [{ kind: 'text', text: '{{user.nothing}}' }] }],
    };
    const { effects } = converse(find(flow(B, mute)), flow(A, toB), null, { type: 'start' }, env);
    expect(effects.at(-1)).toMatchObject({ code: 'empty_message', flow_id: B, step_id: 'say' });
  });

  test('a step of the other may be named', () => {
    const far: FlowGraph = {
      start: 'go',
      steps: [{ id: 'go', kind: 'go_to', target: { flow_id: B, step_id: 'ask' } }],
    };
    const other: FlowGraph = { ...sayFrom, start: 'nowhere' };
    expect(converse(find(flow(B, other)), flow(A, far), null, { type: 'start' }, env).state.status).toBe('waiting');
  });
});

test('a session that once handed over is not handed over again by a message nobody takes', () => {
  const stale: FlowState = {
    flow_id: A,
    version_id: flow(A, toB).version_id,
    status: 'ended',
    step_id: 'go',
    waiting: null,
    transfer: { flow_id: B },
    run: { trail: [], messages: 0 },
    vars: {},
  };
  const result = converse(find(flow(B, sayFrom)), flow(A, toB), stale, { type: 'message', text: 'hi' }, env);
  expect(result).toEqual({ state: stale, effects: [{ type: 'unhandled', text: 'hi' }] });
});
