import * as v from 'valibot';
import { record, shape } from '../shape.js';
import { cursor, instant, limitParam, line, text, uuid } from '../text.js';

/** The flow and step in which something went wrong. */
export const ErrorLogPlace = shape({
  flow_id: uuid,
  /** Null: the flow is gone. */
  flow_name: v.nullable(line(80)),
  /** Null: the flow as a whole. */
  step_id: v.nullable(line(64)),
  /** What its author calls the step, where that is said. */
  step_title: v.nullable(line(80)),
});
export type ErrorLogPlace = v.InferOutput<typeof ErrorLogPlace>;

/** A row of the error log, grouped by code and place. */
export const ErrorLogEntry = shape({
  id: uuid,
  code: line(60),
  detail: text(2000),
  /** Null: it happened in no flow. */
  place: v.nullable(ErrorLogPlace),
  count: v.number(),
  first_at: instant,
  last_at: instant,
});
export type ErrorLogEntry = v.InferOutput<typeof ErrorLogEntry>;

/** `GET .../error-log`: rows of one code only, where it is given. */
export const ErrorLogQuery = shape({ before: v.optional(cursor), limit: limitParam, code: v.optional(line(60, 1)) });
export type ErrorLogQuery = v.InferOutput<typeof ErrorLogQuery>;
/** All that went wrong under one code. */
export const ErrorLogCode = shape({
  code: line(60),
  /** How often, in all places. */
  count: v.number(),
  places: v.number(),
  first_at: instant,
  last_at: instant,
});
export type ErrorLogCode = v.InferOutput<typeof ErrorLogCode>;
/** Every code of a bot's error log, what happened last first. Codes are a closed list, and so is this. */
export const ErrorLogCodes = shape({ codes: v.array(ErrorLogCode) });
export type ErrorLogCodes = v.InferOutput<typeof ErrorLogCodes>;

/** A row of the audit log: who did what to what. Ids, counts and names of settings; never a secret. */
export const AuditLogEntry = shape({
  id: uuid,
  at: instant,
  /** Null: done at the server's terminal, or by nobody who is known. */
  user_id: v.nullable(uuid),
  user_name: v.nullable(line(80)),
  /** `thing.what-was-done`, for example `key.revealed`. */
  action: line(60),
  target_id: line(60),
  detail: v.nullable(record(v.string(), v.nullable(v.union([v.string(), v.number(), v.boolean()])))),
});
export type AuditLogEntry = v.InferOutput<typeof AuditLogEntry>;
export const AuditLogQuery = shape({
  before: v.optional(cursor),
  limit: limitParam,
  user_id: v.optional(uuid),
  /** A whole action, or the thing before its dot for all that was done to it. */
  action: v.optional(v.pipe(v.string(), v.regex(/^[a-z][a-z-]{0,29}(\.[a-z_-]{1,40})?$/))),
  from: v.optional(instant),
  /** Exclusive. */
  to: v.optional(instant),
});
export type AuditLogQuery = v.InferOutput<typeof AuditLogQuery>;
