import * as v from 'valibot';
import { fieldName, SYSTEM_ATTRIBUTES, tagName } from './identity.js';
import { MESSAGE_TEXT_MAX, shortId } from './message.js';
import { isUnsafeKey, record, shape } from './shape.js';
import { line, text, uuid } from './text.js';

/**
 * A flow as it is drawn and published: steps, and for each step where its ports lead. Texts may hold placeholders
 * such as `{{name}}`, `{{user.order_no | default:"none"}}`, `{{system.language}}`; see packages/flow/README.md.
 */

/** Steps one flow may have. */
export const FLOW_STEPS_MAX = 2000;
/** How deep groups of conditions may be nested. */
export const CONDITION_DEPTH_MAX = 5;

/** A way out of a step. An unconnected port ends the flow quietly. */
export const portName = v.pipe(
  v.string(),
  v.regex(/^[a-z][a-z0-9_]{0,39}$/),
  v.check((name) => !isUnsafeKey(name), 'must not be a reserved name'),
);

/** port -> id of the step it leads to. */
const ports = record(portName, shortId);

const finite = v.pipe(v.number(), v.finite());
const template = text(MESSAGE_TEXT_MAX, 1);
const label = line(80, 1);
/** A value written by a flow's author: text (with placeholders), number or boolean. */
const scalar = v.union([text(2000), finite, v.boolean()]);

/** Where a step stands on the canvas. Means nothing to the engine. */
export const CanvasPosition = shape({ x: finite, y: finite });

const common = {
  id: shortId,
  /** For people: in the builder and in error logs. */
  title: v.optional(line(80)),
  position: v.optional(CanvasPosition),
  ports: v.optional(ports),
};

/** A step of the same flow, or another flow (from its start, or from one of its steps). */
export const FlowTarget = v.union([
  shape({ step_id: shortId }),
  shape({ flow_id: uuid, step_id: v.optional(shortId) }),
]);
export type FlowTarget = v.InferOutput<typeof FlowTarget>;

// ── send message ────────────────────────────────────────────────────────────────────────────────

/** A button under a text: opens a page, leaves by a port, or goes straight to a step or flow. */
export const FlowButton = v.variant('kind', [
  shape({ kind: v.literal('url'), id: shortId, label, url: line(2000, 1) }),
  shape({ kind: v.literal('reply'), id: shortId, label, port: portName }),
  shape({ kind: v.literal('go_to'), id: shortId, label, target: FlowTarget }),
]);
export type FlowButton = v.InferOutput<typeof FlowButton>;

export const FlowQuickReply = shape({ id: shortId, label, port: portName });
export type FlowQuickReply = v.InferOutput<typeof FlowQuickReply>;

/** One message of a Send message step. */
export const TextBlock = shape({
  kind: v.literal('text'),
  text: template,
  buttons: v.optional(v.pipe(v.array(FlowButton), v.maxLength(10))),
});

/**
 * Sends its blocks, one message each; quick replies stand under the last. Ports: `next`, `no_match`, and those its
 * buttons and quick replies name. With `next` connected it goes on at once; otherwise it waits for a press if there is
 * anything to press. Text that is no button's label leaves by `no_match`, if connected.
 */
export const SendMessageStep = shape({
  ...common,
  kind: v.literal('send_message'),
  blocks: v.pipe(v.array(v.variant('kind', [TextBlock])), v.minLength(1), v.maxLength(10)),
  quick_replies: v.optional(v.pipe(v.array(FlowQuickReply), v.maxLength(13))),
});
export type SendMessageStep = v.InferOutput<typeof SendMessageStep>;

// ── question ────────────────────────────────────────────────────────────────────────────────────

const length = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2000));

/** What a question takes for an answer, and so what is saved: E.164 for a phone, a number for a number. */
export const AnswerRule = v.variant('type', [
  shape({ type: v.literal('text'), min_length: v.optional(length), max_length: v.optional(length) }),
  shape({ type: v.literal('email') }),
  /** `country`: ISO 3166 code whose national numbers are understood; unless told, the bot's. */
  shape({ type: v.literal('phone'), country: v.optional(v.pipe(v.string(), v.regex(/^[A-Z]{2}$/))) }),
  shape({
    type: v.literal('number'),
    min: v.optional(finite),
    max: v.optional(finite),
    whole: v.optional(v.boolean()),
  }),
  shape({ type: v.literal('choice') }),
]);
export type AnswerRule = v.InferOutput<typeof AnswerRule>;

/** A quick answer. `value` is what is saved (the label unless told); `port` is how it leaves (`answered` unless told). */
export const Choice = shape({
  id: shortId,
  label,
  value: v.optional(scalar),
  port: v.optional(portName),
});
export type Choice = v.InferOutput<typeof Choice>;

/**
 * Asks, waits, checks, saves. Ports: `answered`, `no_match` (after `max_attempts` answers that did not fit), and those
 * its choices name. For answer type `choice` only the choices fit; for others they are suggestions.
 */
export const QuestionStep = shape({
  ...common,
  kind: v.literal('question'),
  text: template,
  answer: AnswerRule,
  choices: v.optional(v.pipe(v.array(Choice), v.maxLength(13))),
  /** Field or attribute (`name`, `email`, `phone`) that gets the answer; only ever a valid one. */
  save_to: v.optional(fieldName),
  /** How many answers the visitor may try; 3 unless told. */
  max_attempts: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10))),
  /** Said after an answer that does not fit; unless told, the question is repeated. */
  retry_text: v.optional(template),
});
export type QuestionStep = v.InferOutput<typeof QuestionStep>;

// ── condition ───────────────────────────────────────────────────────────────────────────────────

/** Values every contact has, readable as `{{system.x}}`. */
export const SYSTEM_VALUES = [
  ...SYSTEM_ATTRIBUTES,
  'user_id',
  'custom_user_id',
  'language',
  'timezone',
  'channel',
  'is_guest',
  'is_verified',
] as const;
export type SystemValue = (typeof SYSTEM_VALUES)[number];

/** Values a running flow keeps of the conversation, readable as `{{flow.x}}`. */
export const FLOW_VALUES = ['last_input', 'last_answer'] as const;

/** Names a value: `user.<field>`, `bot.<field>`, `system.<value>` or `flow.<value>`. */
export const valueRef = v.pipe(v.string(), v.regex(/^(user|bot|system|flow)\.[A-Za-z][A-Za-z0-9_]{0,49}$/));

export const COMPARISONS = [
  'equals',
  'not_equals',
  'contains',
  'not_contains',
  'starts_with',
  'ends_with',
  'greater_than',
  'at_least',
  'less_than',
  'at_most',
] as const;
export type Comparison = (typeof COMPARISONS)[number];

export const VALUE_STATES = ['set', 'not_set', 'true', 'false'] as const;
export type ValueState = (typeof VALUE_STATES)[number];

/** A tree of conditions. What cannot be compared is not true; nothing throws. */
export type ConditionNode =
  | { kind: 'compare'; value: string; op: Comparison; to: string | number | boolean }
  | { kind: 'is'; value: string; state: ValueState }
  | { kind: 'tag'; tag: string; has: boolean }
  | { kind: 'group'; match: 'all' | 'any'; conditions: ConditionNode[] };

const leaves = [
  shape({ kind: v.literal('compare'), value: valueRef, op: v.picklist(COMPARISONS), to: scalar }),
  shape({ kind: v.literal('is'), value: valueRef, state: v.picklist(VALUE_STATES) }),
  shape({ kind: v.literal('tag'), tag: tagName, has: v.boolean() }),
] as const;

// Nested by hand to a fixed depth: a lazily recursive schema would follow a hostile body until the stack is gone.
const conditionNode = (depth: number): v.GenericSchema<ConditionNode> =>
  depth <= 1
    ? v.variant('kind', leaves)
    : v.variant('kind', [
        ...leaves,
        shape({
          kind: v.literal('group'),
          match: v.picklist(['all', 'any']),
          conditions: v.pipe(v.array(conditionNode(depth - 1)), v.minLength(1), v.maxLength(20)),
        }),
      ]);

export const ConditionNode = conditionNode(CONDITION_DEPTH_MAX);

/** Leaves by the port of the first branch that is true, else by `else`. */
export const ConditionStep = shape({
  ...common,
  kind: v.literal('condition'),
  branches: v.pipe(v.array(shape({ port: portName, when: ConditionNode })), v.minLength(1), v.maxLength(20)),
});
export type ConditionStep = v.InferOutput<typeof ConditionStep>;

// ── action ──────────────────────────────────────────────────────────────────────────────────────

export const FlowAction = v.variant('kind', [
  shape({ kind: v.literal('set_field'), field: fieldName, value: scalar }),
  shape({ kind: v.literal('clear_field'), field: fieldName }),
  shape({ kind: v.literal('add_tag'), tag: tagName }),
  shape({ kind: v.literal('remove_tag'), tag: tagName }),
]);
export type FlowAction = v.InferOutput<typeof FlowAction>;

/** Does its actions in order. Port: `next`. */
export const ActionStep = shape({
  ...common,
  kind: v.literal('action'),
  actions: v.pipe(v.array(FlowAction), v.minLength(1), v.maxLength(20)),
});
export type ActionStep = v.InferOutput<typeof ActionStep>;

// ── go to ───────────────────────────────────────────────────────────────────────────────────────

/** Goes on at another step, or in another flow, which takes this one's place. Has no ports. */
export const GoToStep = shape({ ...common, kind: v.literal('go_to'), target: FlowTarget });
export type GoToStep = v.InferOutput<typeof GoToStep>;

// ── wait ────────────────────────────────────────────────────────────────────────────────────────

/** Seconds of each unit a wait is given in. */
export const WAIT_UNITS = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 } as const;
export type WaitUnit = keyof typeof WAIT_UNITS;
/** The longest wait. */
export const WAIT_DAYS_MAX = 30;

/** How long a wait lasts: a span, or until a clock in the workspace's time zone shows a time, so many days later. */
export const WaitTime = v.pipe(
  v.variant('kind', [
    shape({
      kind: v.literal('span'),
      amount: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(WAIT_DAYS_MAX * WAIT_UNITS.days)),
      unit: v.picklist(['seconds', 'minutes', 'hours', 'days']),
    }),
    shape({
      kind: v.literal('clock'),
      /** `09:30`. */
      at: v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/)),
      /** Full days to let pass first; none unless told: the next time the clock shows it. */
      days: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(WAIT_DAYS_MAX - 1))),
    }),
  ]),
  v.check(
    (time) => time.kind === 'clock' || time.amount * WAIT_UNITS[time.unit] <= WAIT_DAYS_MAX * WAIT_UNITS.days,
    'must be 30 days at the most',
  ),
);
export type WaitTime = v.InferOutput<typeof WaitTime>;

/**
 * Lets time pass. Ports: `next`, when it has; `written`, where `if_written` is `leave` and the visitor wrote first. Unless
 * told the wait goes on, and what the visitor wrote is answered as if no flow ran. A button pressed ends it either way.
 */
export const WaitStep = shape({
  ...common,
  kind: v.literal('wait'),
  time: WaitTime,
  if_written: v.optional(v.picklist(['wait', 'leave'])),
});
export type WaitStep = v.InferOutput<typeof WaitStep>;

// ── graph ───────────────────────────────────────────────────────────────────────────────────────

/** Every kind of step. The engine has a folder for each (packages/flow/src/steps). */
export const FlowStep = v.variant('kind', [
  SendMessageStep,
  QuestionStep,
  ConditionStep,
  ActionStep,
  GoToStep,
  WaitStep,
]);
export type FlowStep = v.InferOutput<typeof FlowStep>;
export type FlowStepKind = FlowStep['kind'];

export const FlowGraph = shape({
  /** Id of the first step. */
  start: shortId,
  steps: v.pipe(v.array(FlowStep), v.minLength(1), v.maxLength(FLOW_STEPS_MAX)),
});
export type FlowGraph = v.InferOutput<typeof FlowGraph>;
