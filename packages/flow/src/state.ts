import { FieldValue, fieldName, line, shape, shortId, uuid } from '@chatku/schemas';
import * as v from 'valibot';
import { StepRef } from './effect.js';

/** What a session waits for. `attempts` counts answers that did not fit. */
export const Waiting = v.variant('kind', [
  shape({ kind: v.literal('question'), step_id: shortId, attempts: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
  shape({ kind: v.literal('buttons'), step_id: shortId }),
  /** For time to pass: `wait_id` tells this wait from every other one. */
  shape({ kind: v.literal('timer'), step_id: shortId, wait_id: line(60, 1) }),
]);
export type Waiting = v.InferOutput<typeof Waiting>;

/** Where a conversation stands in a flow. Plain JSON, to be stored as it is and given back with the next event. */
export const FlowState = shape({
  flow_id: uuid,
  /** The published version this session is pinned to. */
  version_id: uuid,
  status: v.picklist(['running', 'waiting', 'ended', 'failed']),
  /** The step the session stands at, or stood at last. */
  step_id: v.nullable(shortId),
  /** Present exactly while `status` is `waiting`. */
  waiting: v.nullable(Waiting),
  /** The flow that takes this one's place; `status` is `ended` then. */
  transfer: v.nullable(shape({ flow_id: uuid, step_id: v.optional(shortId) })),
  /** Counters of the loop guards. `trail` outlives a run only while it goes on in another flow. */
  run: shape({
    trail: v.array(StepRef),
    /** Messages sent since the visitor last wrote or pressed. */
    messages: v.pipe(v.number(), v.integer(), v.minValue(0)),
    /** Waits begun since then; left out where there were none. */
    waits: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  }),
  /** Values of this session, readable as `{{flow.x}}`. */
  vars: v.record(fieldName, FieldValue),
});
export type FlowState = v.InferOutput<typeof FlowState>;
