import type { ConditionNode, FlowGraph } from '@chatku/schemas';
import { expect, test } from 'vitest';
import { checkFlow, EMPTY_CONTACT, step } from '../../index.js';

test('a tree deeper than the wire lets through is not true, and costs no stack', () => {
  let when: ConditionNode = { kind: 'tag', tag: 'x', has: false };
  for (let depth = 0; depth < 100_000; depth++) when = { kind: 'group', match: 'all', conditions: [when] };
  const graph: FlowGraph = {
    start: 'if',
    steps: [{ id: 'if', kind: 'condition', branches: [{ port: 'yes', when }], ports: { yes: 'gone' } }],
  };
  const flow = { id: 'f', version_id: 'v', graph };
  expect(step(flow, null, { type: 'start' }, { contact: EMPTY_CONTACT }).state.status).toBe('ended');
  expect(checkFlow(graph).map(({ code }) => code)).toEqual(['dangling_edge']);
});
