import * as v from 'valibot';

/** True for text every engine stores byte for byte: well-formed Unicode without NUL. */
const isStorable = (value: string): boolean => {
  if (value.includes('\0')) return false;
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if (unit < 0xd800 || unit > 0xdfff) continue;
    const next = value.charCodeAt(i + 1);
    if (unit > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return false;
    i++;
  }
  return true;
};

/**
 * Text of `min` to `max` UTF-16 units. Ill-formed Unicode and NUL are refused: Postgres cannot store NUL, and a lone
 * surrogate turns into U+FFFD on its way to any database.
 */
export const text = (max: number, min = 0) =>
  v.pipe(v.string(), v.minLength(min), v.maxLength(max), v.check(isStorable, 'must be well-formed text without NUL'));

/** One line of text: as `text`, without control characters. */
export const line = (max: number, min = 0) =>
  v.pipe(
    v.string(),
    v.minLength(min),
    v.maxLength(max),
    v.check(isStorable, 'must be well-formed text without NUL'),
    v.regex(/^[^\u0000-\u001f\u007f-\u009f]*$/, 'must be one line without control characters'),
  );

/** An id made by the server (UUIDv7) or by a client (any UUID). Lower case. */
export const uuid = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/));

/** A UTC instant, ISO 8601 with milliseconds. */
export const instant = v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/));

/** An opaque cursor: hand it back as it came. */
export const cursor = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,200}$/));

/** 256 bits made by a client or the server, base64url without padding. */
export const secret256 = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/));

/** Query parameter `limit`: 1 to 100, 30 unless told. */
export const limitParam = v.optional(v.pipe(v.string(), v.regex(/^([1-9]|[1-9]\d|100)$/), v.toNumber()), '30');

/** An http or https URL of at most 2,000 characters. */
export const webUrl = v.pipe(v.string(), v.maxLength(2000), v.regex(/^https?:\/\/[^\s<>"'\\]+$/i));
