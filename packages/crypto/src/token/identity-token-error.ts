import type { UserIdProblem } from '../identifier.js';
import { REASON_SENTENCES } from '../identifier-hash-error.js';
import type { SpecialKeyProblem } from '../special-key.js';

/** Every code an {@link IdentityTokenError} can carry. The first two are those of an `IdentifierHashError`. */
export const IDENTITY_TOKEN_ERROR_CODES = [
  'malformed_id',
  'malformed_key',
  'malformed_key_id',
  'malformed_bot_id',
  'malformed_time',
  'malformed_lifetime',
  'malformed_attributes',
  'token_too_long',
] as const;

export type IdentityTokenErrorCode = (typeof IDENTITY_TOKEN_ERROR_CODES)[number];

/** Why an argument was refused. */
export type IdentityTokenProblem =
  | UserIdProblem
  | SpecialKeyProblem
  | 'not_a_time'
  | 'not_a_lifetime'
  | 'unknown_attribute'
  | 'not_a_value';

const SUBJECTS: Record<IdentityTokenErrorCode, string> = {
  malformed_id: 'user id',
  malformed_key: 'special key',
  malformed_key_id: 'key id',
  malformed_bot_id: 'bot id',
  malformed_time: 'time nowMs',
  malformed_lifetime: 'lifetime expiresInSeconds',
  malformed_attributes: 'signed attributes',
  token_too_long: 'token',
};

const SENTENCES: Record<IdentityTokenProblem, string> = {
  ...REASON_SENTENCES,
  too_short: 'must have at least 32 bytes',
  not_a_time: 'must be a number of milliseconds since 1970, such as Date.now() gives',
  not_a_lifetime: 'must be a whole number of seconds, from 1 to 86400',
  unknown_attribute: 'must be an object with name, email, phone, avatar_url and fields, and no other',
  not_a_value: 'must be well-formed text or null, and the values of fields text, numbers, booleans or null',
};

/**
 * What `createIdentityToken` and `verifyIdentityToken` reject with for arguments from which no token may be made or
 * verified. Neither the message nor any property holds the id, the key, a token or an attribute, so it can be logged.
 */
export class IdentityTokenError extends Error {
  override readonly name = 'IdentityTokenError';
  readonly code: IdentityTokenErrorCode;
  readonly reason: IdentityTokenProblem;

  constructor(code: IdentityTokenErrorCode, reason: IdentityTokenProblem) {
    const sentence = code === 'token_too_long' ? 'must have at most 8000 characters: sign fewer attributes' : undefined;
    super(`The ${SUBJECTS[code]} ${sentence ?? SENTENCES[reason]}.`);
    this.code = code;
    this.reason = reason;
  }
}
