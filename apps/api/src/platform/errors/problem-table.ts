import type { ErrorCode } from '@chatku/schemas';

interface ProblemKind {
  /** The HTTP status. */
  readonly status: number;
  /** The same short name for every occurrence. */
  readonly title: string;
}

/**
 * Code -> status and title. The only place that knows both; a code added to the schemas does not compile until it is
 * entered here.
 */
export const PROBLEMS = {
  invalid_request: { status: 400, title: 'The request is not of the expected shape' },
  malformed_json: { status: 400, title: 'The body is not JSON' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body is not of the expected type' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'The method does not fit the address' },
  unauthenticated: { status: 401, title: 'Credentials are missing or not valid' },
  forbidden: { status: 403, title: 'Not allowed' },
  password_required: { status: 403, title: 'The password is needed again' },
  csrf_refused: { status: 403, title: 'The request did not come from the console' },
  origin_not_allowed: { status: 403, title: 'The website is not allowed' },
  browser_not_allowed: { status: 403, title: 'Not to be called from a browser' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  conflict: { status: 409, title: 'Somebody else was faster' },
  already_exists: { status: 409, title: 'It exists already' },
  message_id_reused: { status: 409, title: 'The message id was used for another message' },
  session_expired: { status: 401, title: 'The session has expired' },
  session_revoked: { status: 401, title: 'The session has been ended' },
  identity_refused: { status: 403, title: 'The identity was not proven' },
  identity_superseded: { status: 409, title: 'A later identification took its place' },
  logged_out: { status: 409, title: 'The visitor has logged out' },
  guests_not_allowed: { status: 403, title: 'Guests are not allowed' },
  contact_blocked: { status: 403, title: 'The contact is blocked' },
  link_expired: { status: 410, title: 'The offer has expired' },
  already_set_up: { status: 409, title: 'The installation is set up already' },
  setup_code_refused: { status: 403, title: 'The code is not the one in the terminal' },
  sign_in_refused: { status: 403, title: 'Sign-in refused' },
  sign_in_link_refused: { status: 403, title: 'The sign-in link is used up or not valid' },
  second_step_refused: { status: 403, title: 'The code is not right' },
  second_step_expired: { status: 403, title: 'The sign-in has expired' },
  two_step_on: { status: 409, title: 'Two-step sign-in is on already' },
  invite_refused: { status: 403, title: 'The invitation is used up or not valid' },
  reset_link_refused: { status: 403, title: 'The link is used up or not valid' },
  last_owner: { status: 409, title: 'It is the last owner' },
  mail_not_set: { status: 409, title: 'Mail is not set up' },
  set_by_environment: { status: 409, title: 'The environment of the server decides this' },
  key_refused: { status: 400, title: 'The key cannot be used' },
  key_in_use: { status: 409, title: 'The key is in use already' },
  last_key: { status: 409, title: 'It is the last key' },
  undo_expired: { status: 410, title: 'It is too late to undo' },
  field_in_use: { status: 409, title: 'The field is in use' },
  field_not_writable: { status: 403, title: 'The field cannot be written from here' },
  page_right_missing: { status: 403, title: 'The page may not do this' },
  flow_invalid: { status: 400, title: 'The flow cannot be published' },
  bot_disabled: { status: 403, title: 'The bot is switched off' },
  protocol_too_old: { status: 409, title: 'The page is older than the server' },
  resync_required: { status: 410, title: 'The cursor is too old' },
  outbound_bad_url: { status: 400, title: 'The address cannot be called' },
  outbound_address_refused: { status: 400, title: 'The address may not be called' },
  // 424 and not 502 or 504: this server is well, and proxies put pages of their own in place of those.
  outbound_timeout: { status: 424, title: 'The other server took too long' },
  outbound_too_large: { status: 424, title: 'The other server sent too much' },
  outbound_too_many_redirects: { status: 424, title: 'The other server redirects too often' },
  outbound_failed: { status: 424, title: 'The other server could not be called' },
  storage_unavailable: { status: 503, title: 'Nothing can be stored right now' },
  shutting_down: { status: 503, title: 'The server is closing down' },
  internal_error: { status: 500, title: 'The server failed' },
} as const satisfies Record<ErrorCode, ProblemKind>;

/** Where a code is explained, as a reference relative to the server. */
export function problemType(code: ErrorCode): string {
  return `/docs/errors#${code}`;
}
