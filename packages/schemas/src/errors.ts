import * as v from 'valibot';
import { shape } from './shape.js';
import { line, text } from './text.js';

/**
 * Every code an answer of the API can carry. Closed: the error filter's status table is checked against it, and a
 * client may switch over it. `identity_refused` is deliberately one code for every failed proof (see docs/identity.md).
 */
export const ERROR_CODES = [
  'invalid_request',
  'malformed_json',
  'body_too_large',
  'unsupported_media_type',
  'not_found',
  'method_not_allowed',
  'unauthenticated',
  'forbidden',
  'password_required',
  'csrf_refused',
  'origin_not_allowed',
  'browser_not_allowed',
  'too_many_requests',
  'conflict',
  'already_exists',
  'message_id_reused',
  'session_expired',
  'session_revoked',
  'identity_refused',
  'identity_superseded',
  'logged_out',
  'guests_not_allowed',
  'contact_blocked',
  'link_expired',
  'already_set_up',
  'setup_code_refused',
  'sign_in_refused',
  'sign_in_link_refused',
  'second_step_refused',
  'second_step_expired',
  'two_step_on',
  'invite_refused',
  'reset_link_refused',
  'last_owner',
  'mail_not_set',
  'set_by_environment',
  'key_refused',
  'key_in_use',
  'last_key',
  'undo_expired',
  'field_not_writable',
  'field_in_use',
  'page_right_missing',
  'flow_invalid',
  'bot_disabled',
  'protocol_too_old',
  'resync_required',
  'outbound_bad_url',
  'outbound_address_refused',
  'outbound_timeout',
  'outbound_too_large',
  'outbound_too_many_redirects',
  'outbound_failed',
  'storage_unavailable',
  'shutting_down',
  'internal_error',
] as const;

/** A stable error code. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/**
 * The body of every error answer: RFC 9457 `application/problem+json`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export const Problem = shape({
  /** A URI reference to the page that explains the code. */
  type: v.string(),
  /** A short name of the kind of problem; the same for every occurrence. */
  title: v.string(),
  /** The HTTP status, repeated. */
  status: v.pipe(v.number(), v.integer()),
  code: v.picklist(ERROR_CODES),
  /** What went wrong this time, for a person. */
  detail: text(2000),
  /** What to do about it. */
  fix: v.optional(text(2000)),
  /** Names this request in the logs. */
  request_id: line(64),
  /** For `invalid_request`: at most ten places that were wrong. */
  issues: v.optional(v.array(shape({ path: v.string(), message: v.string() }))),
});
export type Problem = v.InferOutput<typeof Problem>;
