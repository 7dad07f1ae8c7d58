import type { Comparison, FieldType, FieldValue, ValueState } from '@chatku/schemas';
import { normalise } from '../text/normalise.js';
import { valueText } from '../text/template.js';
import { readBoolean } from './coerce.js';
import { dayOfInstant, readDay, readInstant } from './moment.js';
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
 * Typed comparison: the field's declared type rules.
 *
 * | type       | equals                                       | order            |
 * | ---------- | -------------------------------------------- | ---------------- |
 * | `text`     | as text, without regard to case              | as text          |
 * | `number`   | as numbers (`"12"` is one, `"007"` is not)   | as numbers       |
 * | `boolean`  | `true` and `false`, also as words            | none             |
 * | `date`     | the same day                                 | the earlier day  |
 * | `datetime` | the same instant; beside a date, the day     | the earlier one  |
 * | `json`     | the same content, in whatever order of keys  | none             |
 *
 * Beside a date, an instant counts as its day in UTC. Without a type, numbers on both sides compare as numbers, anything
 * else as text. `contains`, `starts_with` and `ends_with` look at the text a value is written as, whatever its type.
 *
 * What cannot be compared is not true; the negative comparisons are the exact opposite of the positive ones. Never throws.
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

/**
 * May a field of this type be compared with this value at all? If not, its author made a mistake: `greater_than` in a
 * field of numbers asks for a number on the other side, and nothing is greater than `true`.
 */
export const isComparable = (op: Comparison, right: FieldValue, type: FieldType | undefined): boolean => {
  if (type === undefined || IN_TEXT.has(op) || !isSet(right)) return true;
  const orders = op !== 'equals' && op !== 'not_equals';
  switch (type) {
    case 'text':
      return true;
    case 'number':
      return asNumber(right) !== undefined;
    case 'boolean':
      return !orders && asBoolean(right) !== undefined;
    case 'date':
    case 'datetime':
      return asMoment(right) !== undefined;
    case 'json':
      return !orders && asJson(right) !== undefined;
  }
};

const IN_TEXT: ReadonlySet<Comparison> = new Set(['contains', 'not_contains', 'starts_with', 'ends_with']);

const asNumber = (value: FieldValue): number | undefined =>
  typeof value === 'number' ? value : typeof value === 'string' ? losslessNumber(value) : undefined;

const asBoolean = (value: FieldValue): boolean | undefined =>
  typeof value === 'boolean' ? value : typeof value === 'string' ? readBoolean(value) : undefined;

/** A day, and, where it is told, the instant of it. */
interface Moment {
  readonly day: number;
  readonly instantMs?: number;
}

const asMoment = (value: FieldValue): Moment | undefined => {
  if (typeof value !== 'string') return undefined;
  const day = readDay(value);
  if (day !== undefined) return { day };
  const instantMs = readInstant(value);
  return instantMs === undefined ? undefined : { day: dayOfInstant(instantMs), instantMs };
};

/** The text of a JSON value with the keys of its objects in order; undefined where it is none. */
const asJson = (value: FieldValue): string | undefined => {
  try {
    return JSON.stringify(JSON.parse(typeof value === 'string' ? value : JSON.stringify(value)), sortedKeys);
  } catch {
    return undefined;
  }
};

const sortedKeys = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

const equal = (left: FieldValue, right: FieldValue, type: FieldType | undefined): boolean => {
  if (type === 'date' || type === 'datetime') return momentOrder(left, right) === 0;
  if (type === 'json') {
    const [a, b] = [asJson(left), asJson(right)];
    return a !== undefined && a === b;
  }
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

type Order = -1 | 0 | 1 | undefined;

/** -1, 0 or 1; undefined where the two have no order. */
const order = (left: FieldValue | undefined, right: FieldValue, type: FieldType | undefined): Order => {
  if (!isSet(left) || !isSet(right)) return undefined;
  switch (type) {
    case 'boolean':
    case 'json':
      return undefined;
    case 'date':
    case 'datetime':
      return momentOrder(left, right);
    case 'text':
      return textOrder(valueText(left), valueText(right));
    case 'number':
      return numberOrder(left, right);
    case undefined:
      return (
        numberOrder(left, right) ??
        (typeof left === 'string' && typeof right === 'string' ? textOrder(left, right) : undefined)
      );
  }
};

const ranked = <T extends string | number>(a: T, b: T): Order => (a < b ? -1 : a > b ? 1 : 0);

const textOrder = (left: string, right: string): Order => ranked(normalise(left), normalise(right));

const numberOrder = (left: FieldValue, right: FieldValue): Order => {
  const [a, b] = [asNumber(left), asNumber(right)];
  return a === undefined || b === undefined ? undefined : ranked(a, b);
};

/** As instants where both are; as days where one of them is no more than a day. */
const momentOrder = (left: FieldValue, right: FieldValue): Order => {
  const [a, b] = [asMoment(left), asMoment(right)];
  if (a === undefined || b === undefined) return undefined;
  return a.instantMs === undefined || b.instantMs === undefined
    ? ranked(a.day, b.day)
    : ranked(a.instantMs, b.instantMs);
};
