import type { FieldValue } from '@chatku/schemas';
import { normalise } from '../text/normalise.js';
import { valueText } from '../text/template.js';
import { losslessNumber } from './number.js';

/** Types a bot's fields may have. */
export type FieldType = 'text' | 'number' | 'boolean';

/** Characters a field's text may hold. */
export const FIELD_TEXT_MAX = 2000;

/**
 * The value as the field's type keeps it: changed only where nothing is lost (`"12"` -> `12`, `true` -> `"true"`).
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
  }
};

/** `true` and `false` as words; undefined for anything else. */
export const readBoolean = (text: string): boolean | undefined => {
  const word = normalise(text);
  return word === 'true' ? true : word === 'false' ? false : undefined;
};
