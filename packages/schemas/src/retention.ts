import * as v from 'valibot';
import { shape } from './shape.js';

/** Days something is kept; null: for good. */
const days = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3650)));

/** How long a bot keeps what it knows of people. Nothing goes unless somebody says so. */
export const Retention = shape({
  /** Conversations of guests, from their last message on. */
  guest_conversations_days: days,
  /** Guests who were not seen and wrote nothing, with all that is known of them. */
  idle_guests_days: days,
  /** The same of contacts with a custom user id, verified ones included. */
  idle_known_days: days,
});
export type Retention = v.InferOutput<typeof Retention>;
