import {
  COMPARISONS,
  type ConditionNode,
  FIELD_TYPES,
  type FieldValue,
  type FlowGraph,
  type FlowStep,
  type FlowTarget,
  SYSTEM_VALUES,
  VALUE_STATES,
  type WaitTime,
} from '@chatku/schemas';
import fc from 'fast-check';
import type { ContactSnapshot } from './contact.js';
import type { Flow, FlowEnv } from './env.js';
import type { FlowEvent } from './event.js';
import type { FlowState } from './state.js';

/**
 * Anything the wire lets through: graphs with loops, dangling edges, ids used twice; states that fit no graph; text of
 * any characters. Names come from few, so that things meet.
 */
const FLOW_IDS = [
  '0190a000-0000-7000-8000-0000000000aa',
  '0190a000-0000-7000-8000-0000000000bb',
  '0190a000-0000-7000-8000-0000000000cc',
];
const VERSION_IDS = ['0190a000-0000-7000-8000-00000000aa01', '0190a000-0000-7000-8000-00000000aa02'];

/** Plain objects, as JSON gives them; fast-check would mix in some without a prototype. */
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record<T>(model, { noNullPrototype: true });
const optional = <T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(model, { requiredKeys: [], noNullPrototype: true });

const stepId = fc.constantFrom('a', 'b', 'c', 'd', 'e', '__proto__', 'constructor');
const buttonId = fc.constantFrom('b1', 'b2', 'b3', '__proto__');
const port = fc.constantFrom('next', 'written', 'no_match', 'answered', 'else', 'left', 'right', 'valueof');
const field = fc.constantFrom('size', 'Count', 'email', 'name', 'toString', 'hasOwnProperty');
const tag = fc.constantFrom('vip', 'VIP', 'new');

/** What a visitor or an attacker may write. */
export const hostileText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 }).map((units) => String.fromCharCode(...units)),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '\ud800',
    '1',
    '10',
    'Yes',
    'a@b.example',
    '012-345 6789',
    '{{name}}',
    '{{'.repeat(500),
    '}}',
    '__proto__',
  ),
  fc.constant('x'.repeat(9000)),
);

const placeholder = fc.constantFrom(
  '{{name}}',
  '{{user.size | upper}}',
  '{{system.is_guest}}',
  '{{flow.last_input}}',
  '{{nobody | default:"x"}}',
  '{{user.Count | json}}',
  '{{a b}}',
  '{{__proto__}}',
  '{{user.toString}}',
  '{{flow.last_answer | url}}',
);
const wireText = (max: number) =>
  fc.array(fc.oneof(placeholder, fc.string({ unit: 'grapheme' }), fc.constant('z'.repeat(1500))), { maxLength: 4 }).map(
    (parts) =>
      parts
        .join('')
        .replaceAll('\0', '')
        .slice(0, max)
        .replace(/\p{Cs}/gu, '') || 'text',
  );
const template = wireText(4000);
const label = wireText(80).map((text) => text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '') || 'label');
const url = fc.constantFrom(
  'https://shop.example/{{name}}',
  '{{name}}',
  'javascript:alert(1)',
  'https://{{user.size}}/',
  'https://a.example',
);
const scalar = fc.oneof(wireText(2000), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean());
const fieldValue: fc.Arbitrary<FieldValue> = fc.oneof(scalar, fc.constant(null));

const target: fc.Arbitrary<FlowTarget> = fc.oneof(
  { weight: 3, arbitrary: record({ step_id: stepId }) },
  record({ flow_id: fc.constantFrom(...FLOW_IDS) }),
  record({ flow_id: fc.constantFrom(...FLOW_IDS), step_id: stepId }),
);

const common = fc
  .tuple(stepId, fc.option(fc.dictionary(port, stepId, { noNullPrototype: true }), { nil: undefined, freq: 5 }))
  .map(([id, ports]) => (ports === undefined ? { id } : { id, ports }));

const button = fc.oneof(
  record({ kind: fc.constant('url' as const), id: buttonId, label, url }),
  record({ kind: fc.constant('reply' as const), id: buttonId, label, port }),
  record({ kind: fc.constant('go_to' as const), id: buttonId, label, target }),
);

const block = fc
  .tuple(template, fc.option(fc.array(button, { maxLength: 4 }), { nil: undefined }))
  .map(([text, buttons]) => ({ kind: 'text' as const, text, ...(buttons === undefined ? {} : { buttons }) }));

const ref = fc.oneof(
  fc.constantFrom(...SYSTEM_VALUES).map((name) => `system.${name}`),
  field.map((name) => `user.${name}`),
  fc.constantFrom('flow.last_input', 'flow.last_answer', 'system.nothing'),
);

const conditionNode = fc.letrec<{ node: ConditionNode; leaf: ConditionNode; group: ConditionNode }>((tie) => ({
  node: fc.oneof({ maxDepth: 3, withCrossShrink: true }, tie('leaf'), tie('group')),
  leaf: fc.oneof(
    record({ kind: fc.constant('compare' as const), value: ref, op: fc.constantFrom(...COMPARISONS), to: scalar }),
    record({ kind: fc.constant('is' as const), value: ref, state: fc.constantFrom(...VALUE_STATES) }),
    record({ kind: fc.constant('tag' as const), tag, has: fc.boolean() }),
  ),
  group: record({
    kind: fc.constant('group' as const),
    match: fc.constantFrom('all' as const, 'any' as const),
    conditions: fc.array(tie('node'), { minLength: 1, maxLength: 3 }),
  }),
})).node;

const answer = fc.oneof(
  fc.constant({ type: 'text' as const }),
  record({
    type: fc.constant('text' as const),
    min_length: fc.integer({ min: 1, max: 9 }),
    max_length: fc.integer({ min: 1, max: 9 }),
  }),
  fc.constant({ type: 'email' as const }),
  fc.constantFrom(
    { type: 'phone' as const },
    { type: 'phone' as const, country: 'MY' },
    { type: 'phone' as const, country: 'ZZ' },
  ),
  record({ type: fc.constant('number' as const), min: fc.integer(), whole: fc.boolean() }),
  fc.constant({ type: 'choice' as const }),
);

const choice = fc
  .tuple(buttonId, label, optional({ value: scalar, port }))
  .map(([id, text, rest]) => ({ id, label: text, ...rest }));

const oneAction = fc.oneof(
  record({ kind: fc.constant('set_field' as const), field, value: scalar }),
  record({ kind: fc.constant('clear_field' as const), field }),
  record({ kind: fc.constantFrom('add_tag' as const, 'remove_tag' as const), tag }),
);

const waitTime: fc.Arbitrary<WaitTime> = fc.oneof(
  record({
    kind: fc.constant('span' as const),
    amount: fc.integer({ min: 1, max: 30 }),
    unit: fc.constantFrom('seconds' as const, 'minutes' as const, 'hours' as const, 'days' as const),
  }),
  fc.constantFrom({ kind: 'clock' as const, at: '09:30' }, { kind: 'clock' as const, at: '23:59', days: 29 }),
);
const waitId = fc.constantFrom('w1', 'w2', 'w3');

const step: fc.Arbitrary<FlowStep> = fc
  .tuple(
    common,
    fc.oneof(
      fc
        .tuple(
          fc.array(block, { minLength: 1, maxLength: 3 }),
          optional({ quick_replies: fc.array(record({ id: buttonId, label, port }), { maxLength: 3 }) }),
        )
        .map(([blocks, rest]) => ({ kind: 'send_message' as const, blocks, ...rest })),
      fc
        .tuple(
          template,
          answer,
          optional({
            choices: fc.array(choice, { maxLength: 4 }),
            save_to: field,
            max_attempts: fc.integer({ min: 1, max: 3 }),
            retry_text: template,
          }),
        )
        .map(([text, rule, rest]) => ({ kind: 'question' as const, text, answer: rule, ...rest })),
      record({
        kind: fc.constant('condition' as const),
        branches: fc.array(record({ port, when: conditionNode }), { minLength: 1, maxLength: 3 }),
      }),
      record({ kind: fc.constant('action' as const), actions: fc.array(oneAction, { minLength: 1, maxLength: 3 }) }),
      record({ kind: fc.constant('go_to' as const), target }),
      fc
        .tuple(waitTime, optional({ if_written: fc.constantFrom('wait' as const, 'leave' as const) }))
        .map(([time, rest]) => ({ kind: 'wait' as const, time, ...rest })),
    ),
  )
  .map(([base, rest]) => ({ ...base, ...rest }) as FlowStep);

export const anyGraph: fc.Arbitrary<FlowGraph> = record({
  start: stepId,
  steps: fc.array(step, { minLength: 1, maxLength: 7 }),
});

export const anyFlow: fc.Arbitrary<Flow> = record({
  id: fc.constantFrom(...FLOW_IDS),
  version_id: fc.constantFrom(...VERSION_IDS),
  graph: anyGraph,
});

/** States of every kind, most of which no flow ever leaves a session in. */
export const anyState: fc.Arbitrary<FlowState> = record({
  flow_id: fc.constantFrom(...FLOW_IDS),
  version_id: fc.constantFrom(...VERSION_IDS),
  status: fc.constantFrom(
    'running' as const,
    'waiting' as const,
    'waiting' as const,
    'ended' as const,
    'failed' as const,
  ),
  step_id: fc.option(stepId),
  waiting: fc.option(
    fc.oneof(
      record({ kind: fc.constant('question' as const), step_id: stepId, attempts: fc.nat({ max: 5 }) }),
      record({ kind: fc.constant('buttons' as const), step_id: stepId }),
      record({ kind: fc.constant('timer' as const), step_id: stepId, wait_id: waitId }),
    ),
  ),
  transfer: fc.option(record({ flow_id: fc.constantFrom(...FLOW_IDS) })),
  run: record({
    trail: fc.array(record({ flow_id: fc.constantFrom(...FLOW_IDS), step_id: stepId }), { maxLength: 5 }),
    messages: fc.nat({ max: 40 }),
  }),
  vars: fc.constantFrom<FlowState['vars'][]>({}, { last_input: 'x' }, { last_answer: 3, last_input: '{{name}}' }),
});

export const anyEvent: fc.Arbitrary<FlowEvent> = fc.oneof(
  fc.oneof(fc.constant({ type: 'start' as const }), record({ type: fc.constant('start' as const), step_id: stepId })),
  record({ type: fc.constant('message' as const), text: hostileText }),
  record({ type: fc.constant('reply' as const), step_id: stepId, button_id: buttonId, text: hostileText }),
  record({ type: fc.constant('timer' as const), wait_id: waitId }),
);

const anyContact: fc.Arbitrary<ContactSnapshot> = record({
  fields: fc.dictionary(field, fc.oneof(fieldValue, hostileText), { noNullPrototype: true }),
  tags: fc.array(tag, { maxLength: 3 }),
  system: optional(
    Object.fromEntries(SYSTEM_VALUES.map((name) => [name, fc.oneof(fieldValue, hostileText)])) as Record<
      string,
      fc.Arbitrary<FieldValue>
    >,
  ),
});

export const anyEnv: fc.Arbitrary<FlowEnv> = fc
  .tuple(
    anyContact,
    optional({
      fieldTypes: fc.dictionary(field, fc.constantFrom(...FIELD_TYPES), {
        noNullPrototype: true,
      }),
      waitId,
      fieldAliases: fc.dictionary(field, field, { noNullPrototype: true }),
      defaultCountry: fc.constantFrom('MY', 'US', '', 'toString'),
      limits: optional({
        stepsPerRun: fc.constantFrom(0, 3, 200, Number.NaN, -1, Number.POSITIVE_INFINITY),
        visitsPerStep: fc.constantFrom(0, 2, 25, Number.NaN),
        messagesWithoutInput: fc.constantFrom(0, 2, 30, Number.NaN),
        waitsWithoutInput: fc.constantFrom(0, 2, 200, Number.NaN),
      }),
    }),
  )
  .map(([contact, rest]) => ({ contact, ...rest }));
