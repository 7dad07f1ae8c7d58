import { COMPARISONS, type Comparison, FIELD_TYPES, type FieldType, type FieldValue } from '@chatku/schemas';
import { describe, expect, test } from 'vitest';
import { compareValues, isComparable } from './compare.js';

/* Every operator on every type of field. A row names the operators that are true; all others are not. */

type Row = [held: FieldValue | undefined, to: FieldValue, holds: readonly Comparison[]];

const EQUAL = ['equals', 'at_least', 'at_most'] as const;
const MORE = ['not_equals', 'greater_than', 'at_least'] as const;
const LESS = ['not_equals', 'less_than', 'at_most'] as const;
const WITHIN = ['contains', 'starts_with', 'ends_with'] as const;
const APART = ['not_contains'] as const;
/** Nothing but the opposites of what cannot be. */
const NEITHER = ['not_equals', 'not_contains'] as const;

const TABLE: Record<FieldType, Row[]> = {
  text: [
    ['Apple', 'apple', [...EQUAL, ...WITHIN]],
    ['banana', 'Apple', [...MORE, ...APART]],
    ['apple', 'Banana', [...LESS, ...APART]],
    ['apple pie', 'pie', [...LESS, 'contains', 'ends_with']],
    ['apple pie', 'apple', [...MORE, 'contains', 'starts_with']],
    // As text: "10" stands before "9", and 007 is not 7.
    ['10', 9, [...LESS, ...APART]],
    ['007', 7, [...LESS, 'contains', 'ends_with']],
    ['true', true, [...EQUAL, ...WITHIN]],
  ],
  number: [
    [10, 9, [...MORE, ...APART]],
    [10, '9', [...MORE, ...APART]],
    [9.5, '10', [...LESS, ...APART]],
    [12, '12.0', [...EQUAL, ...APART]],
    [-1, 0, [...LESS, ...APART]],
    [12, 2, [...MORE, 'contains', 'ends_with']],
    [12, 'many', NEITHER],
    [12, '012', NEITHER],
    [12, true, NEITHER],
  ],
  boolean: [
    [true, true, ['equals', ...WITHIN]],
    [true, 'TRUE', ['equals', ...WITHIN]],
    [false, true, NEITHER],
    [true, false, NEITHER],
    [true, 1, NEITHER],
    [true, 'yes', NEITHER],
  ],
  date: [
    ['2026-11-24', '2026-11-24', [...EQUAL, ...WITHIN]],
    ['2026-11-24', '2026-09-30', [...MORE, ...APART]],
    ['2026-11-24', '2027-01-01', [...LESS, ...APART]],
    ['2026-11-24', '2026-11', ['not_equals', 'contains', 'starts_with']],
    // The instant's day in UTC counts.
    ['2026-11-24', '2026-11-25T07:30:00+08:00', [...EQUAL, ...APART]],
    ['2026-11-24', '2026-11-25T08:30:00+08:00', [...LESS, ...APART]],
    ['2026-11-24', '24.11.2026', NEITHER],
    ['2026-11-24', '2026-02-29', NEITHER],
    ['2026-11-24', 20261124, NEITHER],
  ],
  datetime: [
    ['2026-11-24T01:30:00.000Z', '2026-11-24T09:30:00+08:00', [...EQUAL, ...APART]],
    ['2026-11-24T01:30:00.000Z', '2026-11-24T09:29+08:00', [...MORE, ...APART]],
    ['2026-11-24T01:30:00.000Z', '2026-11-24T02:00:00Z', [...LESS, ...APART]],
    ['2026-11-24T01:30:00.000Z', '2026-11-24', [...EQUAL, 'contains', 'starts_with']],
    ['2026-11-24T01:30:00.000Z', '2026-11-23', [...MORE, ...APART]],
    ['2026-11-24T01:30:00.000Z', '2026-11-25', [...LESS, ...APART]],
    ['2026-11-24T01:30:00.000Z', '2026-11-24T09:30:00', NEITHER],
    ['2026-11-24T01:30:00.000Z', 'tomorrow', NEITHER],
  ],
  json: [
    ['{"a":1,"b":[2]}', '{"a":1,"b":[2]}', ['equals', ...WITHIN]],
    ['{"a":1,"b":[2]}', '{ "b": [2], "a": 1 }', ['equals', ...APART]],
    ['{"a":1,"b":[2]}', '{"a":1}', NEITHER],
    ['["A"]', '["a"]', ['not_equals', ...WITHIN]],
    ['12', 12, ['equals', ...WITHIN]],
    ['{"a":1}', 'a', ['not_equals', 'contains']],
  ],
};

describe.each(FIELD_TYPES)('a field of type %s', (type) => {
  test.each(TABLE[type])('that holds %j, beside %j', (held, to, holds) => {
    const result = COMPARISONS.filter((op) => compareValues(held, op, to, type));
    expect(result.toSorted()).toEqual([...holds].toSorted());
  });

  test.each<FieldValue | undefined>([undefined, null, ''])('that holds %j is no match for anything', (held) => {
    for (const [, to] of TABLE[type]) {
      expect(COMPARISONS.filter((op) => compareValues(held, op, to, type))).toEqual(['not_equals', 'not_contains']);
    }
    expect(compareValues(held, 'equals', '', type)).toBe(true);
    expect(compareValues(held, 'not_equals', '', type)).toBe(false);
  });
});

/** What each type takes on the other side of `equals`, and whether it has an order. */
const TAKES: Record<FieldType, { takes: FieldValue[]; refuses: FieldValue[]; ordered: boolean }> = {
  text: { takes: ['x', 1, true], refuses: [], ordered: true },
  number: { takes: [1, '1.5'], refuses: ['x', true, '007'], ordered: true },
  boolean: { takes: [true, 'False'], refuses: ['yes', 1], ordered: false },
  date: { takes: ['2026-11-24', '2026-11-24T00:00:00Z'], refuses: ['soon', 5, '2026-02-29'], ordered: true },
  datetime: { takes: ['2026-11-24T00:00:00Z', '2026-11-24'], refuses: ['soon', '2026-11-24T00:00:00'], ordered: true },
  json: { takes: ['{}', 1, true], refuses: ['x', '{a:1}'], ordered: false },
};
const ORDERS: readonly Comparison[] = ['greater_than', 'at_least', 'less_than', 'at_most'];

describe.each(FIELD_TYPES)('with a field of type %s', (type) => {
  const { takes, refuses, ordered } = TAKES[type];

  test.each(COMPARISONS)('%s may be asked of what fits, and of nothing at all', (op) => {
    const inText = op.includes('contains') || op.endsWith('_with');
    const possible = inText || ordered || !ORDERS.includes(op);
    for (const to of takes) expect(isComparable(op, to, type), `${to}`).toBe(possible);
    for (const to of refuses) expect(isComparable(op, to, type), `${to}`).toBe(inText);
    expect(isComparable(op, '', type)).toBe(true);
  });
});
