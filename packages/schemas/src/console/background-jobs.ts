import * as v from 'valibot';
import { shape } from '../shape.js';
import { instant, line, text, uuid } from '../text.js';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** How much of a workspace waits to be done outside of anybody's request. */
export const BackgroundJobFigures = shape({
  /** Due now or later: mails to be sent, waits of flows. */
  waiting: count,
  running: count,
  /** Given up, for an admin to look at. */
  parked: count,
  /** When the longest overdue one was to be done. Null: none is overdue. */
  oldest_due_at: v.nullable(instant),
});
export type BackgroundJobFigures = v.InferOutput<typeof BackgroundJobFigures>;

/** Something that was tried in vain. Says neither what it holds nor to whom it was to go. */
export const BackgroundJob = shape({
  id: uuid,
  /** `mail`, `flow.wait`. */
  kind: line(60),
  bot_id: v.nullable(uuid),
  attempts: count,
  /** Why the last attempt failed: a code, and what the far end said, if anything. */
  error_code: line(60),
  error_detail: v.nullable(text(300)),
  due_at: instant,
  parked_at: instant,
});
export type BackgroundJob = v.InferOutput<typeof BackgroundJob>;

export const ReplayedJobs = shape({ replayed: count });
export type ReplayedJobs = v.InferOutput<typeof ReplayedJobs>;
