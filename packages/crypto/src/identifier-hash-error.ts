import type { UserIdProblem } from './identifier.js';
import type { SpecialKeyProblem } from './special-key.js';

/** Every code an {@link IdentifierHashError} can carry. */
export const IDENTIFIER_HASH_ERROR_CODES = ['malformed_id', 'malformed_key'] as const;

export type IdentifierHashErrorCode = (typeof IDENTIFIER_HASH_ERROR_CODES)[number];

/** What each reason means to the person who reads the error. No sentence repeats the id or the key. */
export const REASON_SENTENCES: Record<UserIdProblem | SpecialKeyProblem, string> = {
  not_text: 'must be a string. Pass one object with the arguments by name',
  unsafe_number: 'must be a string or a safe integer',
  empty: 'must not be empty',
  too_long: 'must have at most 255 characters',
  too_short: 'must have at least 16 bytes',
  ill_formed: 'must be well-formed Unicode (it holds half of a surrogate pair)',
  control_character: 'must not hold control characters, such as a line feed',
  edge_white_space: 'must not begin or end with white space',
};

/**
 * Thrown by `createIdentifierHash` and `verifyIdentifierHash` for an id or a key that no hash may be made from.
 * Neither the message nor any property holds the id or the key, so it can be logged.
 */
export class IdentifierHashError extends Error {
  override readonly name = 'IdentifierHashError';
  readonly code: IdentifierHashErrorCode;
  readonly reason: UserIdProblem | SpecialKeyProblem;

  constructor(code: 'malformed_id', reason: UserIdProblem);
  constructor(code: 'malformed_key', reason: SpecialKeyProblem);
  constructor(code: IdentifierHashErrorCode, reason: UserIdProblem | SpecialKeyProblem) {
    super(`The ${code === 'malformed_id' ? 'user id' : 'special key'} ${REASON_SENTENCES[reason]}.`);
    this.code = code;
    this.reason = reason;
  }
}
