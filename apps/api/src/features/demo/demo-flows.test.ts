import { checkFlow } from '@chatku/flow';
import { FlowGraph } from '@chatku/schemas';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { GUEST_FLOW, KNOWN_FLOW } from './demo-flows.js';

test.each([
  ['guest', GUEST_FLOW],
  ['known customer', KNOWN_FLOW],
])('the flow for a %s is of the wire’s shape and has no problem', (_name, graph) => {
  expect(v.safeParse(FlowGraph, graph).success).toBe(true);
  expect(checkFlow(graph)).toEqual([]);
});
