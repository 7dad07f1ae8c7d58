import { FlowGraph } from '@chatku/schemas';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { EMPTY_CONTACT, type Flow, FlowEffect, type FlowEnv, FlowEvent, FlowState, step } from './index.js';

declare global {
  interface ImportMeta {
    /** Vite's: every module of a pattern, by path. */
    glob<T>(pattern: string, options: { eager: true; import: 'default' }): Record<string, T>;
  }
}

interface VectorFile {
  flows: Record<string, unknown>;
  rows: {
    law: string;
    given: [flow: string, state: object | null, event: unknown];
    env?: Partial<FlowEnv> & { contact?: Partial<FlowEnv['contact']> };
    then: [state: object, effects: unknown[]];
  }[];
}

/** What a row leaves out of a state is as in a session of the row's flow in which nothing has happened. */
const state = (row: object): FlowState =>
  v.parse(FlowState, {
    flow_id: '0190a000-0000-7000-8000-0000000000aa',
    version_id: '0190a000-0000-7000-8000-00000000aa01',
    status: 'ended',
    step_id: null,
    waiting: null,
    transfer: null,
    run: { trail: [], messages: 0 },
    vars: {},
    ...row,
  });

const files = import.meta.glob<VectorFile>('./vectors/*.json', { eager: true, import: 'default' });

test('there are vectors', () => {
  expect(Object.keys(files).length).toBeGreaterThan(0);
});

describe.each(Object.entries(files))('%s', (_, { flows, rows }) => {
  test.each(rows.map((row) => [row.law, row] as const))('%s', (_law, row) => {
    const [name, before, event] = row.given;
    const flow: Flow = {
      id: '0190a000-0000-7000-8000-0000000000aa',
      version_id: '0190a000-0000-7000-8000-00000000aa01',
      graph: v.parse(FlowGraph, flows[name]),
    };
    const env: FlowEnv = { ...row.env, contact: { ...EMPTY_CONTACT, ...row.env?.contact } };
    const [after, effects] = row.then;
    expect(step(flow, before && state(before), v.parse(FlowEvent, event), env)).toStrictEqual({
      state: state(after),
      effects: v.parse(v.array(FlowEffect), effects),
    });
  });
});
