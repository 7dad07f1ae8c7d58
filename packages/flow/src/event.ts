import { line, shape, shortId } from '@chatku/schemas';
import * as v from 'valibot';

/** What happens to a flow. */
export const FlowEvent = v.variant('type', [
  /** Begin at the graph's start, or at one of its steps. */
  shape({ type: v.literal('start'), step_id: v.optional(shortId) }),
  /** The visitor wrote something. */
  shape({ type: v.literal('message'), text: v.string() }),
  /** The visitor pressed a button or quick reply of a step. `text` is its label, as the visitor saw it. */
  shape({ type: v.literal('reply'), step_id: shortId, button_id: shortId, text: v.string() }),
  /** The time of a wait is up. Changes nothing where the session waits for another one, or for none. */
  shape({ type: v.literal('timer'), wait_id: line(60, 1) }),
]);
export type FlowEvent = v.InferOutput<typeof FlowEvent>;
