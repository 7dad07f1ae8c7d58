/**
 * The rule for a user id and the shape of an identifier hash, with no secret in sight: the page's SDK and the API
 * import this same file, so an id is judged alike on both ends. It has no dependency and stays small, because a
 * visitor downloads it before the launcher shows.
 */

/** The longest user id, in Unicode code points. UTF-8 spends at most 4 bytes on each, so this also means 1,020 bytes. */
export const USER_ID_MAX_CODE_POINTS = 255;

/** Why a value is no user id. `unsafe_number` is only said by {@link normaliseUserId}. */
export type UserIdProblem = 'not_text' | 'unsafe_number' | 'empty' | 'too_long' | 'ill_formed' | 'control_character';

/** The outcome of a check: the id exactly as it was given, or one stable code with the reason beside it. */
export type UserIdCheck =
  | { readonly ok: true; readonly userId: string }
  | { readonly ok: false; readonly code: 'malformed_id'; readonly reason: UserIdProblem };

const refused = (reason: UserIdProblem): UserIdCheck => ({ ok: false, code: 'malformed_id', reason });

/**
 * Is this a user id as it travels on the wire: a string of 1 to 255 code points, well-formed, without control characters?
 * Nothing is trimmed, folded or normalised: joiners, spaces and U+FEFF belong to the id. Never throws.
 */
export function checkUserId(value: unknown): UserIdCheck {
  if (typeof value !== 'string') return refused('not_text');
  if (value === '') return refused('empty');
  // A code point takes one or two UTF-16 units, so only lengths between need counting; a huge string is never spread.
  if (value.length > USER_ID_MAX_CODE_POINTS) {
    if (value.length > 2 * USER_ID_MAX_CODE_POINTS || [...value].length > USER_ID_MAX_CODE_POINTS) {
      return refused('too_long');
    }
  }
  // In a `u` pattern \p{Cs} meets lone surrogates only. All of them encode to U+FFFD, so two ids would share one hash.
  // (String.prototype.isWellFormed is missing in Firefox 115.)
  if (/\p{Cs}/u.test(value)) return refused('ill_formed');
  if (/\p{Cc}/u.test(value)) return refused('control_character');
  return { ok: true, userId: value };
}

/**
 * What the page's SDK does with the first argument of `setUser`: a safe integer becomes its decimal string once,
 * a string is checked as it is, and anything else is refused. Never throws and runs no code of the value.
 */
export function normaliseUserId(value: unknown): UserIdCheck {
  if (typeof value !== 'number') return checkUserId(value);
  return Number.isSafeInteger(value) ? { ok: true, userId: String(value) } : refused('unsafe_number');
}

/** Has this value the shape of an identifier hash: 64 hexadecimal digits in either letter case, nothing around them? */
export function isIdentifierHashShape(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-fA-F]{64}$/.test(value);
}

const MASK = '••••';

/**
 * A user id for logs and lists: its first and last code point (two of each from nine on) around a mask of fixed length,
 * so that the length stays private. Under 5 code points, and for a value that is no string, nothing is shown.
 * What could disturb a line of text (controls, bidi and other format characters, lone surrogates) is masked too.
 */
export function maskUserId(value: unknown): string {
  const points = typeof value === 'string' ? [...value] : [];
  if (points.length < 5) return MASK;
  const shown = points.length < 9 ? 1 : 2;
  const visible = (part: string[]): string => part.join('').replace(/\p{C}/gu, '•');
  return visible(points.slice(0, shown)) + MASK + visible(points.slice(-shown));
}
