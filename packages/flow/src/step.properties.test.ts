import { FlowGraph } from '@chatku/schemas';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { limitsOf } from './env.js';
import { anyEnv, anyEvent, anyFlow, anyGraph, anyState } from './flow.arbitrary.js';
import { checkFlow, converse, FlowEffect, FlowEvent, FlowState, type StepResult, step } from './index.js';

const deepFreeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
};

const copy = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copy) as T;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copy(part)])) as T;
};

const call = fc.tuple(anyFlow, fc.option(anyState), anyEvent, anyEnv).map(deepFreeze);

const wellShaped = ({ state, effects }: StepResult): void => {
  expect(v.safeParse(FlowState, state).issues).toBeUndefined();
  expect(v.safeParse(v.array(FlowEffect), effects).issues).toBeUndefined();
  expect(state.status).not.toBe('running');
};

describe('for any flow, state, event and contact', () => {
  test('what is drawn up here is what the wire lets through', () => {
    fc.assert(
      fc.property(call, ([flow, state, event]) => {
        expect(v.safeParse(FlowGraph, flow.graph).issues).toBeUndefined();
        expect(v.safeParse(v.nullable(FlowState), state).issues).toBeUndefined();
        expect(v.safeParse(FlowEvent, event).issues).toBeUndefined();
      }),
    );
  });

  test('a step does not throw, changes none of its arguments, and gives a state and effects of their shapes', () => {
    fc.assert(
      fc.property(call, ([flow, state, event, env]) => {
        const result = step(flow, state, event, env);
        // A state that was handed back as it came is as odd as it came.
        if (result.state !== state) wellShaped(result);
        else if (event.type !== 'timer') expect(result.effects.at(-1)?.type).toBe('unhandled');
        else expect(result.effects.filter(({ type }) => type !== 'error')).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  test('a step stays within its guards', () => {
    fc.assert(
      fc.property(call, ([flow, state, event, env]) => {
        const { stepsPerRun, messagesWithoutInput } = limitsOf(env);
        const { state: after, effects } = step(flow, state, event, env);
        const sent = effects.filter((effect) => effect.type === 'send').length;
        expect(sent).toBeLessThanOrEqual(messagesWithoutInput);
        if (after !== state) expect(after.run.trail.length).toBeLessThanOrEqual(stepsPerRun);
      }),
      { numRuns: 1000 },
    );
  });

  test('the same input gives the same output', () => {
    fc.assert(
      fc.property(call, ([flow, state, event, env]) => {
        const again = copy({ flow, state, event, env });
        expect(step(again.flow, again.state, again.event, again.env)).toStrictEqual(step(flow, state, event, env));
      }),
    );
  });

  test('a state survives being stored as JSON', () => {
    fc.assert(
      fc.property(call, ([flow, state, event, env]) => {
        const result = step(flow, state, event, env);
        expect(JSON.parse(JSON.stringify(result))).toStrictEqual(result);
      }),
    );
  });

  test('a conversation over several flows ends, within one set of guards', () => {
    fc.assert(
      fc.property(fc.array(anyFlow, { minLength: 1, maxLength: 3 }), call, (flows, [flow, state, event, env]) => {
        const result = converse((id) => flows.find((one) => one.id === id), flow, state, event, env);
        const sent = result.effects.filter((effect) => effect.type === 'send').length;
        expect(sent).toBeLessThanOrEqual(limitsOf(env).messagesWithoutInput);
        expect(result.effects.filter((effect) => effect.type === 'start_flow')).toEqual([]);
        if (result.state !== state) {
          wellShaped(result);
          expect(result.state.transfer).toBeNull();
          expect(result.state.run.trail).toEqual([]);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('a whole conversation, event by event, never leaves the rails', () => {
    fc.assert(
      fc.property(anyFlow, fc.array(anyEvent, { maxLength: 12 }), anyEnv, (flow, events, env) => {
        let state: FlowState | null = null;
        for (const event of events) {
          const result: StepResult = step(flow, state, event, env);
          wellShaped(result);
          expect(result.state.waiting !== null).toBe(result.state.status === 'waiting');
          state = result.state;
        }
      }),
    );
  });

  test('checking finds its problems without throwing, and changes nothing', () => {
    fc.assert(
      fc.property(anyGraph.map(deepFreeze), (graph) => {
        expect(checkFlow(graph, { fields: ['size'], flows: [] })).toStrictEqual(
          checkFlow(copy(graph), { fields: ['size'], flows: [] }),
        );
      }),
    );
  });

  test('a flow without dangling edges never fails for a step that is not there', () => {
    fc.assert(
      fc.property(anyFlow, fc.array(anyEvent, { maxLength: 8 }), anyEnv, (flow, events, env) => {
        fc.pre(!checkFlow(flow.graph).some(({ code }) => code === 'dangling_edge' || code === 'unknown_start'));
        let state: FlowState | null = null;
        for (const event of events) {
          if (event.type === 'start' && event.step_id !== undefined) continue;
          const result: StepResult = step(flow, state, event, env);
          state = result.state;
          const wrong = result.effects.filter((effect) => effect.type === 'error' && effect.code === 'unknown_step');
          expect(wrong).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('for any wait', () => {
  const timers = (effects: StepResult['effects']) => effects.filter((effect) => effect.type === 'wait');

  test('a session that begins to wait says so once, under the id of the call; any other call says nothing', () => {
    fc.assert(
      fc.property(call, ([flow, state, event, env]) => {
        const result = step(flow, state, event, { ...env, waitId: 'new' });
        const begins = result.state.waiting?.kind === 'timer' && result.state.waiting.wait_id === 'new';
        expect(timers(result.effects).map(({ wait_id }) => wait_id)).toEqual(begins ? ['new'] : []);
      }),
      { numRuns: 1000 },
    );
  });

  test('a timer fires for its own wait only, and twice is once', () => {
    fc.assert(
      fc.property(anyFlow, fc.array(anyEvent, { maxLength: 6 }), anyEnv, (flow, events, env) => {
        let state: FlowState | null = null;
        for (const [index, event] of events.entries()) {
          state = step(flow, state, event, { ...env, waitId: `call-${index}` }).state;
          const before: FlowState = state;
          const stale = step(flow, before, { type: 'timer', wait_id: 'of-another' }, env);
          expect(stale).toEqual({ state: before, effects: [] });
          if (before.waiting?.kind !== 'timer') continue;
          const timer = { type: 'timer' as const, wait_id: before.waiting.wait_id };
          const once = step(flow, before, timer, { ...env, waitId: `fired-${index}` });
          wellShaped(once);
          expect(step(flow, once.state, timer, env)).toEqual({ state: once.state, effects: [] });
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('however a flow goes round with nobody there, it ends', () => {
    fc.assert(
      fc.property(anyFlow, anyEnv, (flow, env) => {
        let { state } = step(flow, null, { type: 'start' }, { ...env, waitId: 'w' });
        const { waitsWithoutInput } = limitsOf(env);
        for (let fired = 0; state.waiting?.kind === 'timer'; fired++) {
          expect(fired).toBeLessThanOrEqual(waitsWithoutInput);
          state = step(flow, state, { type: 'timer', wait_id: 'w' }, { ...env, waitId: 'w' }).state;
        }
      }),
      { numRuns: 300 },
    );
  });
});
