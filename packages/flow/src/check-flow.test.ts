import type { FlowGraph, FlowStep } from '@chatku/schemas';
import { describe, expect, test } from 'vitest';
import { checkFlow, FLOW_PROBLEM_CODES, type FlowProblemCode, type KnownNames } from './index.js';

const B = '0190a000-0000-7000-8000-0000000000bb';
const say = (id: string, text: string, ports: Record<string, string> = {}): FlowStep => ({
  id,
  kind: 'send_message',
  blocks: [{ kind: 'text', text }],
  ports,
});
const graph = (...steps: FlowStep[]): FlowGraph => ({ start: steps[0]?.id ?? 'none', steps });
const codes = (flow: FlowGraph, known?: KnownNames) =>
  checkFlow(flow, known).map(({ code, step_id }) => `${code} ${step_id}`);

const choice = (...labels: string[]): FlowStep => ({
  id: 'ask',
  kind: 'question',
  text: 'Which?',
  answer: { type: 'choice' },
  choices: labels.map((label, index) => ({ id: `c${index}`, label })),
});

/** The smallest flow that has each problem. The type makes a new code come with its case. */
const CASES: Record<Exclude<FlowProblemCode, 'unknown_kind'>, [FlowGraph, string[], KnownNames?]> = {
  duplicate_step_id: [graph(say('a', 'x'), say('a', 'y')), ['duplicate_step_id a']],
  duplicate_reply_id: [
    graph({
      ...say('a', 'x'),
      kind: 'send_message',
      blocks: [{ kind: 'text', text: 'x', buttons: [{ kind: 'reply', id: 'b', label: 'B', port: 'b' }] }],
      quick_replies: [{ id: 'b', label: 'C', port: 'c' }],
    }),
    ['duplicate_reply_id a'],
  ],
  unknown_start: [{ start: 'z', steps: [say('a', 'x')] }, ['unknown_start null', 'unreachable_step a']],
  dangling_edge: [graph(say('a', 'x', { next: 'z' })), ['dangling_edge a']],
  unknown_flow: [graph({ id: 'a', kind: 'go_to', target: { flow_id: B } }), ['unknown_flow a'], { flows: [] }],
  unknown_target_step: [
    graph({ id: 'a', kind: 'go_to', target: { flow_id: B, step_id: 'z' } }),
    ['unknown_target_step a'],
    { flows: [{ id: B, step_ids: ['a'] }] },
  ],
  unknown_port: [graph(say('a', 'x', { nexxt: 'b', next: 'b' }), say('b', 'y')), ['unknown_port a']],
  unknown_name: [graph(say('a', '{{system.shoe_size}}')), ['unknown_name a']],
  unknown_filter: [graph(say('a', '{{name | shout}}')), ['unknown_filter a']],
  malformed_placeholder: [graph(say('a', '{{first name}}')), ['malformed_placeholder a']],
  unknown_field: [
    graph({ id: 'a', kind: 'action', actions: [{ kind: 'set_field', field: 'sise', value: 'M' }] }),
    ['unknown_field a'],
    { fields: ['size'] },
  ],
  no_choices: [graph(choice()), ['no_choices ask']],
  ambiguous_choices: [graph(choice('Yes', ' YES ')), ['ambiguous_choices ask']],
  impossible_answer: [
    graph({ id: 'ask', kind: 'question', text: 'How many?', answer: { type: 'number', min: 3, max: 2 } }),
    ['impossible_answer ask'],
  ],
  unsafe_url: [
    graph({
      id: 'a',
      kind: 'send_message',
      blocks: [{ kind: 'text', text: 'x', buttons: [{ kind: 'url', id: 'u', label: 'U', url: 'https://{{name}}/' }] }],
    }),
    ['unsafe_url a'],
  ],
  unreachable_step: [graph(say('a', 'x'), say('b', 'y')), ['unreachable_step b']],
  loop_without_wait: [graph(say('a', 'x', { next: 'b' }), say('b', 'y', { next: 'a' })), ['loop_without_wait a']],
};

describe('a problem is found:', () => {
  test.each(Object.entries(CASES))('%s', (_code, [flow, expected, known]) => {
    expect(codes(flow, known)).toEqual(expected);
  });

  test('unknown_kind', () => {
    const foreign = { ...say('a', 'x'), kind: 'teleport' } as unknown as FlowStep;
    expect(codes(graph(foreign))).toEqual(['unknown_kind a']);
  });

  test('every code has its case', () => {
    expect([...Object.keys(CASES), 'unknown_kind'].sort()).toEqual([...FLOW_PROBLEM_CODES].sort());
  });
});

test('a wait lets a loop be, and has a way out for what is written only where it minds that', () => {
  const wait = (ports: Record<string, string>, if_written?: 'leave'): FlowStep => ({
    id: 'w',
    kind: 'wait',
    time: { kind: 'span', amount: 1, unit: 'days' },
    ports,
    ...(if_written && { if_written }),
  });
  expect(codes(graph(say('a', 'x', { next: 'w' }), wait({ next: 'a' })))).toEqual([]);
  expect(codes(graph(say('a', 'x', { next: 'w' }), wait({ written: 'a' })))).toEqual(['unknown_port w']);
  expect(codes(graph(say('a', 'x', { next: 'w' }), wait({ written: 'a' }, 'leave')))).toEqual([]);
});

test('a flow with nothing wrong has no problem', () => {
  const flow = graph(
    {
      id: 'menu',
      kind: 'send_message',
      blocks: [
        {
          kind: 'text',
          text: 'Hi {{name | default:"there"}}, {{user.Order_No}} {{order_no}} {{user.email}} {{flow.last_input}}',
          buttons: [
            { kind: 'reply', id: 'a', label: 'A', port: 'a' },
            { kind: 'go_to', id: 'b', label: 'B', target: { step_id: 'far' } },
          ],
        },
      ],
      ports: { next: 'if', a: 'menu', no_match: 'if' },
    },
    {
      id: 'if',
      kind: 'condition',
      branches: [{ port: 'yes', when: { kind: 'is', value: 'user.order_no', state: 'set' } }],
      ports: { yes: 'far', else: 'far' },
    },
    {
      id: 'far',
      kind: 'question',
      text: 'E-mail?',
      answer: { type: 'email' },
      save_to: 'email',
      ports: { answered: 'menu' },
    },
  );
  expect(checkFlow(flow, { fields: ['order_no'], flows: [] })).toEqual([]);
});

test('what a condition reads and compares with is looked at, however deep', () => {
  const flow = graph({
    id: 'if',
    kind: 'condition',
    branches: [
      {
        port: 'yes',
        when: {
          kind: 'group',
          match: 'any',
          conditions: [
            { kind: 'tag', tag: 'x', has: true },
            {
              kind: 'group',
              match: 'all',
              conditions: [{ kind: 'compare', value: 'flow.mood', op: 'equals', to: '{{page.mood}}' }],
            },
          ],
        },
      },
    ],
  });
  expect(codes(flow)).toEqual(['unknown_name if', 'unknown_name if']);
});

test('only what cannot work stops publishing', () => {
  const severity = (flow: FlowGraph) => checkFlow(flow).map((problem) => problem.severity);
  expect(severity(CASES.unreachable_step[0])).toEqual(['warning']);
  expect(severity(CASES.loop_without_wait[0])).toEqual(['warning']);
  expect(severity(CASES.dangling_edge[0])).toEqual(['error']);
});
