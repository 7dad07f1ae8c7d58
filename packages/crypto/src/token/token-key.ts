import { utf8 } from '../bytes.js';
import { checkUserId } from '../identifier.js';
import { checkSpecialKey } from '../special-key.js';
import { IdentityTokenError } from './identity-token-error.js';

/**
 * The shortest key that signs or verifies a token, in bytes of its UTF-8 text: HS256 must not be used with less than the
 * size of its hash. No key ring takes a shorter one in.
 * @see https://www.rfc-editor.org/rfc/rfc7518#section-3.2
 */
export const TOKEN_KEY_MIN_BYTES = 32;

/** Where a key stands in its life. */
export type TokenKeyState = 'primary' | 'active' | 'retired' | 'compromised';

/**
 * One entry of a ring of *token* keys. Keys for hashes never belong into one: a website that honestly hashes a user's
 * name shaped like `header.payload` would have signed a token for anyone.
 */
export interface TokenKeyEntry {
  /** What tokens call it in `kid`. */
  readonly id: string;
  readonly key: string;
  readonly state: TokenKeyState;
}

/** Does a key in this state verify? The states that do are listed, so that one nobody knows of does not. */
export function verifies(state: unknown): boolean {
  return state === 'primary' || state === 'active';
}

/** May tokens be made with this text? */
export function isTokenKey(key: unknown): key is string {
  const check = checkSpecialKey(key);
  return check.ok && utf8(check.key).length >= TOKEN_KEY_MIN_BYTES;
}

/**
 * The bytes of a token key.
 * @throws {IdentityTokenError} `malformed_key`
 */
export function tokenKeyBytes(key: unknown): Uint8Array {
  const check = checkSpecialKey(key);
  if (!check.ok) throw new IdentityTokenError(check.code, check.reason);
  const bytes = utf8(check.key);
  if (bytes.length < TOKEN_KEY_MIN_BYTES) throw new IdentityTokenError('malformed_key', 'too_short');
  return bytes;
}

/**
 * A name as it stands in a token, under the one rule for ids.
 * @throws {IdentityTokenError} with the code given
 */
export function requireName(value: unknown, code: 'malformed_id' | 'malformed_key_id' | 'malformed_bot_id'): string {
  const check = checkUserId(value);
  if (!check.ok) throw new IdentityTokenError(code, check.reason);
  return check.userId;
}

/** @throws {IdentityTokenError} `malformed_time` */
export function requireTime(nowMs: unknown): number {
  if (typeof nowMs === 'number' && nowMs >= 0 && nowMs <= Number.MAX_SAFE_INTEGER) return nowMs;
  throw new IdentityTokenError('malformed_time', 'not_a_time');
}
