import {
  FieldValue,
  fieldName,
  line,
  MessageBody,
  shape,
  shortId,
  tagName,
  text,
  uuid,
  WaitTime,
} from '@chatku/schemas';
import * as v from 'valibot';

/** A step as error effects and run counters name it: ids repeat between flows. */
export const StepRef = shape({ flow_id: uuid, step_id: shortId });
export type StepRef = v.InferOutput<typeof StepRef>;

/**
 * What can go wrong in a run. The first seven fail the session; the rest are for the error log, and the run goes on.
 *
 * - `too_many_steps`, `too_many_visits`, `too_many_messages`: a guard tripped; `cycle` names the steps.
 * - `too_many_waits`: the flow goes round and only lets time pass.
 * - `unknown_step`, `unknown_flow`: the flow leads to something that is not there.
 * - `unknown_kind`: the graph has a step this engine does not know.
 * - `version_mismatch`: the state belongs to another version of a flow than the one given; nothing was changed.
 * - `field_type_mismatch`: a value did not fit its field's type or length; the old one stays.
 * - `comparison_mismatch`: a field of some type was compared with what is none of it; the comparison is not true.
 * - `empty_message`: a text was empty once its placeholders were filled in, and was not sent.
 * - `unsafe_url`: an address was no http(s) one once filled in; its button was left out.
 */
export const FLOW_ERROR_CODES = [
  'too_many_steps',
  'too_many_visits',
  'too_many_messages',
  'too_many_waits',
  'unknown_step',
  'unknown_flow',
  'unknown_kind',
  'version_mismatch',
  'field_type_mismatch',
  'comparison_mismatch',
  'empty_message',
  'unsafe_url',
] as const;
export type FlowErrorCode = (typeof FLOW_ERROR_CODES)[number];

/** Where it came from, for the error log: the step, and where several flows were gone through (`converse`) the flow. */
const place = { flow_id: v.optional(uuid), step_id: v.optional(shortId) };

/** What a run wants done. Performed by the caller, in order, after the state is saved. */
export const FlowEffect = v.variant('type', [
  shape({ type: v.literal('send'), message: MessageBody }),
  /** `name` is a field of the bot, or an attribute: `name`, `email`, `phone`, `avatar_url`. */
  shape({ type: v.literal('set_field'), name: fieldName, value: FieldValue, ...place }),
  shape({ type: v.literal('clear_field'), name: fieldName, ...place }),
  shape({ type: v.literal('add_tag'), tag: tagName }),
  shape({ type: v.literal('remove_tag'), tag: tagName }),
  /** Another flow takes this one's place: `step(thatFlow, state, { type: 'start', step_id }, env)`. */
  shape({ type: v.literal('start_flow'), flow_id: uuid, step_id: v.optional(shortId) }),
  /** Hand in `{ type: 'timer', wait_id }` when this time has passed. */
  shape({ type: v.literal('wait'), wait_id: line(60, 1), time: WaitTime }),
  /** No step took the visitor's message: keywords, an answer from the FAQ or the default reply may. */
  shape({ type: v.literal('unhandled'), text: v.string() }),
  shape({
    type: v.literal('error'),
    code: v.picklist(FLOW_ERROR_CODES),
    /** One sentence for the author of the flow. Holds ids and names, never what the visitor wrote. */
    detail: text(2000),
    ...place,
    /** For a guard that tripped: the steps that go round. Empty where none repeats. */
    cycle: v.optional(v.array(StepRef)),
  }),
]);
export type FlowEffect = v.InferOutput<typeof FlowEffect>;
