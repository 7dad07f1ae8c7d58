import { equalInConstantTime, fromHex, toHex, utf8 } from './bytes.js';
import { hmacSha256, hmacSha256Under } from './hmac-sha256.js';
import { checkUserId, isIdentifierHashShape } from './identifier.js';
import { IdentifierHashError } from './identifier-hash-error.js';
import { checkSpecialKey } from './special-key.js';

/** One entry of a key ring: a name for the key, and its text. Callers may carry further properties along. */
export interface KeyEntry {
  readonly id: string;
  readonly key: string;
}

/** The outcome of {@link verifyIdentifierHash}: the entry, as it was passed in, whose key made the hash; or not. */
export type Verification<Entry> = { readonly verified: true; readonly key: Entry } | { readonly verified: false };

function userIdBytes(value: unknown): Uint8Array {
  const check = checkUserId(value);
  if (!check.ok) throw new IdentifierHashError(check.code, check.reason);
  return utf8(check.userId);
}

function specialKeyBytes(value: unknown): Uint8Array {
  const check = checkSpecialKey(value);
  if (!check.ok) throw new IdentifierHashError(check.code, check.reason);
  return utf8(check.key);
}

/** The signer of the key used last: a website has one key and signs with it at every page. No other key is kept. */
let lastSigner: { readonly key: string; readonly sign: (message: Uint8Array) => Uint8Array } | undefined;

function signerFor(key: unknown): (message: Uint8Array) => Uint8Array {
  if (lastSigner !== undefined && lastSigner.key === key) return lastSigner.sign;
  const sign = hmacSha256Under(specialKeyBytes(key));
  lastSigner = { key: key as string, sign };
  return sign;
}

/**
 * The identifier hash of a user, made in the website's own backend: HMAC-SHA-256 of the user id's text under the special
 * key's text, both as UTF-8, as 64 lower-case hex digits. Arguments go by name because id and key are easily swapped.
 * @throws {IdentifierHashError} `malformed_id` or `malformed_key`
 */
export function createIdentifierHash({ userId, key }: { readonly userId: string; readonly key: string }): string {
  return toHex(signerFor(key)(userIdBytes(userId)));
}

/**
 * Which of these keys, if any, made this hash of this user id? Raw input of any JSON type may be passed: a hash that is
 * not 64 hex digits (in either letter case) verifies nothing. Every key is tried, and 32 bytes are compared in constant
 * time, so the time says neither which key matched nor how nearly. Of two entries with one key the first is named.
 * @throws {IdentifierHashError} `malformed_id`; `malformed_key` if any entry's key may not be used
 */
export function verifyIdentifierHash<Entry extends KeyEntry>({
  userId,
  identifierHash,
  keys,
}: {
  readonly userId: unknown;
  readonly identifierHash: unknown;
  readonly keys: readonly Entry[];
}): Verification<Entry> {
  const message = userIdBytes(userId);
  const ring = keys.map((entry) => ({ entry, bytes: specialKeyBytes(entry.key) }));
  const presented = isIdentifierHashShape(identifierHash) ? fromHex(identifierHash) : null;
  if (presented === null) return { verified: false };
  return findSigner(message, presented, ring, hmacSha256);
}

/**
 * The comparing half of {@link verifyIdentifierHash}. The HMAC function is an argument so that a test can count that
 * no key is spared.
 */
export function findSigner<Entry>(
  message: Uint8Array,
  presented: Uint8Array,
  ring: readonly { readonly entry: Entry; readonly bytes: Uint8Array }[],
  hmac: typeof hmacSha256,
): Verification<Entry> {
  let signer: Verification<Entry> = { verified: false };
  for (const { entry, bytes } of ring) {
    const matches = equalInConstantTime(hmac(bytes, message), presented);
    if (matches && !signer.verified) signer = { verified: true, key: entry };
  }
  return signer;
}
