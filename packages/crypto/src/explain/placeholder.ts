import type { DiagnosisVariant } from '../diagnoses.js';

/** The names a snippet or a sample uses for what the installer should have put in. */
const ID_NAME = /^(?:(?:your|my|the|custom|current)[\s_.-]*)*(?:user|customer|member)[\s_.-]*id(?:entifier)?$/i;
const TOKEN_NAME = /^(?:(?:your|my|the|user)[\s_.-]*)*(?:identity[\s_.-]*)?(?:token|jwt)$/i;
const HASH_NAME = /^(?:(?:your|my|the|user)[\s_.-]*)*(?:identifier|identity|user)[\s_.-]*hash$/i;

/**
 * A template that was sent unrendered. A website may mean `{{user}}` as an id, and then its hash verifies; here the
 * proof has failed already.
 */
const TEMPLATE = /^(?:\{\{[\s\S]*\}\}|\$\{[\s\S]*\}|<\?[\s\S]*\?>|<%[\s\S]*%>|#\{[\s\S]*\})$/;

/** One pair of single brackets around a name: `{user_id}`, `<user_id>`, `[user_id]`, `%user_id%`, or a bare `$user_id`. */
const BRACKETED = /^(?:\{([^{}]*)\}|<([^<>]*)>|\[([^[\]]*)\]|%([^%]*)%|\$([^$]*))$/;

/** Longer texts are no placeholder; the bound keeps the patterns from being run over a whole request body. */
const LONGEST_PLACEHOLDER = 255;

function isPlaceholder(value: unknown, name: RegExp): boolean {
  if (typeof value !== 'string' || value.length > LONGEST_PLACEHOLDER) return false;
  const text = value.trim();
  if (TEMPLATE.test(text)) return true;
  const inner = BRACKETED.exec(text)
    ?.slice(1)
    .find((group) => group !== undefined);
  return name.test((inner ?? text).trim());
}

/** Was the snippet pasted with one of its placeholders still in it? Says which argument of `setUser` holds it. */
export function findPlaceholder(userId: unknown, identifierHash: unknown): DiagnosisVariant | null {
  if (isPlaceholder(userId, ID_NAME)) return 'placeholder_as_id';
  if (isPlaceholder(identifierHash, HASH_NAME)) return 'placeholder_as_hash';
  return null;
}

/** The same for the second form of the proof. */
export function findTokenPlaceholder(userId: unknown, token: unknown): DiagnosisVariant | null {
  if (isPlaceholder(userId, ID_NAME)) return 'placeholder_as_id';
  if (isPlaceholder(token, TOKEN_NAME)) return 'placeholder_as_token';
  return null;
}

/** What a backend hashes when a sample's placeholder, or PHP's variable inside single quotes, was left in its code. */
export const HASHED_PLACEHOLDERS: readonly string[] = ['{user_id}', '$user_id'];

/** The key of the samples on the settings page. */
export const KEY_PLACEHOLDER = 'THE_SPECIAL_KEY';
