import type { FieldType, FieldValue } from '@chatku/schemas';
import { normalise } from '../text/normalise.js';
import { valueText } from '../text/template.js';
import { instantText, readDay, readInstant } from './moment.js';
import { losslessNumber } from './number.js';

/** Characters a field's text may hold. */
export const FIELD_TEXT_MAX = 2000;

/**
 * The value as the field's type keeps it: changed only where nothing is lost (`"12"` -> `12`, `true` -> `"true"`,
 * `2026-11-24T09:30+08:00` -> the same instant in UTC, JSON without its spaces).
 * Undefined where it does not fit: the old value stays then. Without a type the value is kept as it is.
 */
export const coerce = (value: FieldValue, type: FieldType | undefined): FieldValue | undefined => {
  if (value === null) return null;
  if (typeof value === 'string' && value.length > FIELD_TEXT_MAX) return undefined;
  if (typeof value === 'number' && !Number.isFinite(value)) return undefined;
  // JSON has no -0: what is kept must read the same once it was stored.
  if (Object.is(value, -0)) return coerce(0, type);
  switch (type) {
    case undefined:
      return value;
    case 'text':
      return valueText(value);
    case 'number':
      return typeof value === 'number' ? value : typeof value === 'string' ? losslessNumber(value) : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : typeof value === 'string' ? readBoolean(value) : undefined;
    case 'date':
      return typeof value === 'string' && readDay(value) !== undefined ? value.trim() : undefined;
    case 'datetime': {
      const instantMs = typeof value === 'string' ? readInstant(value) : undefined;
      return instantMs === undefined ? undefined : instantText(instantMs);
    }
    case 'json':
      return jsonText(typeof value === 'string' ? value : JSON.stringify(value));
  }
};

const jsonText = (text: string): string | undefined => {
  try {
    const kept = JSON.stringify(JSON.parse(text));
    return kept.length <= FIELD_TEXT_MAX ? kept : undefined;
  } catch {
    return undefined;
  }
};

/** `true` and `false` as words; undefined for anything else. */
export const readBoolean = (text: string): boolean | undefined => {
  const word = normalise(text);
  return word === 'true' ? true : word === 'false' ? false : undefined;
};
