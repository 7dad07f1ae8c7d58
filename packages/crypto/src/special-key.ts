import { toHex, utf8 } from './bytes.js';

/** The shortest special key that is ever used, in bytes of its UTF-8 text. */
export const SPECIAL_KEY_MIN_BYTES = 16;

/** The shortest special key that may be brought along from elsewhere, in Unicode code points. */
export const IMPORTED_KEY_MIN_CHARACTERS = 32;

/** How many random bytes a new special key is made from. */
const GENERATED_KEY_BYTES = 32;

/** The example key printed in the public documentation this feature comes from: everybody knows it. */
const PUBLISHED_KEYS: readonly string[] = ['b02612a8bdf5e736c41ce2002181d124'];

/** Why a value is no special key. */
export type SpecialKeyProblem = 'not_text' | 'too_short' | 'ill_formed' | 'control_character' | 'edge_white_space';

/** The outcome of {@link checkSpecialKey}. */
export type SpecialKeyCheck =
  | { readonly ok: true; readonly key: string }
  | { readonly ok: false; readonly code: 'malformed_key'; readonly reason: SpecialKeyProblem };

/** The outcome of {@link checkImportedKey}. */
export type ImportedKeyCheck =
  | SpecialKeyCheck
  | { readonly ok: false; readonly code: 'imported_key_too_short' }
  | { readonly ok: false; readonly code: 'published_key' };

const refused = (reason: SpecialKeyProblem): SpecialKeyCheck => ({ ok: false, code: 'malformed_key', reason });

/**
 * May this text be used as a special key: 16 bytes or more, well-formed, no control characters (NUL among them) and no
 * white space at its edges, which a copied key brings along unseen? Both ends refuse the rest. Never throws.
 */
export function checkSpecialKey(value: unknown): SpecialKeyCheck {
  if (typeof value !== 'string') return refused('not_text');
  if (/\p{Cs}/u.test(value)) return refused('ill_formed');
  if (/\p{Cc}/u.test(value)) return refused('control_character');
  if (value.trim() !== value) return refused('edge_white_space');
  // By byte length, never by truthiness: an empty or a short text must not pass as "some key".
  if (utf8(value).length < SPECIAL_KEY_MIN_BYTES) return refused('too_short');
  return { ok: true, key: value };
}

/**
 * May this key, made elsewhere, enter a key ring? Beyond {@link checkSpecialKey} it needs 32 characters and must not be
 * the key published in the source's page (in any letter case). A generated key is better: {@link generateSpecialKey}.
 */
export function checkImportedKey(value: unknown): ImportedKeyCheck {
  const check = checkSpecialKey(value);
  if (!check.ok) return check;
  if (PUBLISHED_KEYS.includes(check.key.toLowerCase())) return { ok: false, code: 'published_key' };
  if ([...check.key].length < IMPORTED_KEY_MIN_CHARACTERS) return { ok: false, code: 'imported_key_too_short' };
  return check;
}

/** A new special key: 32 bytes from the platform's cryptographic random source, as 64 lower-case hex digits of text. */
export function generateSpecialKey(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(GENERATED_KEY_BYTES)));
}
