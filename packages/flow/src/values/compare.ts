import type { Comparison, FieldValue, ValueState } from '@chatku/schemas';
import { normalise } from '../text/normalise.js';
import { valueText } from '../text/template.js';
import { type FieldType, readBoolean } from './coerce.js';
import { losslessNumber } from './number.js';

/** A value that is there: not undefined, null or empty text. */
export const isSet = (value: FieldValue | undefined): value is string | number | boolean =>
  value !== undefined && value !== null && value !== '';

/** Whether a value is in a state; `true` and `false` also as words. */
export const isInState = (value: FieldValue | undefined, state: ValueState): boolean => {
  if (state === 'set') return isSet(value);
  if (state === 'not_set') return !isSet(value);
  const truth = typeof value === 'string' ? readBoolean(value) : value;
  return truth === (state === 'true');
};

/**
 * Typed comparison. The field's declared type rules; without one, numbers on both sides compare as numbers ("12" is
 * one, "007" is not), anything else as text without regard to case. What cannot be compared is not true; the negative
 * comparisons are the exact opposite of the positive ones. Never throws.
 */
export const compareValues = (
  left: FieldValue | undefined,
  op: Comparison,
  right: FieldValue,
  type?: FieldType,
): boolean => {
  switch (op) {
    case 'not_equals':
      return !compareValues(left, 'equals', right, type);
    case 'not_contains':
      return !compareValues(left, 'contains', right, type);
    case 'equals':
      if (!isSet(left) || !isSet(right)) return !isSet(left) && !isSet(right);
      return equal(left, right, type);
    case 'contains':
      return inText(left, right, (text, part) => text.includes(part));
    case 'starts_with':
      return inText(left, right, (text, part) => text.startsWith(part));
    case 'ends_with':
      return inText(left, right, (text, part) => text.endsWith(part));
    case 'greater_than':
      return order(left, right, type) === 1;
    case 'at_least':
      return (order(left, right, type) ?? -1) >= 0;
    case 'less_than':
      return order(left, right, type) === -1;
    case 'at_most':
      return (order(left, right, type) ?? 1) <= 0;
  }
};

const asNumber = (value: FieldValue): number | undefined =>
  typeof value === 'number' ? value : typeof value === 'string' ? losslessNumber(value) : undefined;

const asBoolean = (value: FieldValue): boolean | undefined =>
  typeof value === 'boolean' ? value : typeof value === 'string' ? readBoolean(value) : undefined;

const equal = (left: FieldValue, right: FieldValue, type: FieldType | undefined): boolean => {
  if (type === 'number' || (type === undefined && (typeof left === 'number' || typeof right === 'number'))) {
    const [a, b] = [asNumber(left), asNumber(right)];
    return a !== undefined && a === b;
  }
  if (type === 'boolean' || (type === undefined && (typeof left === 'boolean' || typeof right === 'boolean'))) {
    const [a, b] = [asBoolean(left), asBoolean(right)];
    return a !== undefined && a === b;
  }
  return normalise(valueText(left)) === normalise(valueText(right));
};

const inText = (
  left: FieldValue | undefined,
  right: FieldValue,
  test: (text: string, part: string) => boolean,
): boolean => {
  const part = normalise(valueText(right));
  return isSet(left) && part !== '' && test(normalise(valueText(left)), part);
};

/** -1, 0 or 1; undefined where the two have no order. */
const order = (
  left: FieldValue | undefined,
  right: FieldValue,
  type: FieldType | undefined,
): -1 | 0 | 1 | undefined => {
  if (!isSet(left) || !isSet(right) || type === 'boolean') return undefined;
  const [a, b] = [asNumber(left), asNumber(right)];
  if (type !== 'text' && a !== undefined && b !== undefined) return a < b ? -1 : a > b ? 1 : 0;
  if (type === 'number' || typeof left !== 'string' || typeof right !== 'string') return undefined;
  const [s, t] = [normalise(left), normalise(right)];
  return s < t ? -1 : s > t ? 1 : 0;
};
