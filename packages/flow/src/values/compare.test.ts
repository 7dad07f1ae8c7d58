import { COMPARISONS, type Comparison, FIELD_TYPES, type FieldType, type FieldValue } from '@chatku/schemas';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareValues, isInState } from './compare.js';

type Row = [left: FieldValue | undefined, op: Comparison, right: FieldValue, type: FieldType | undefined];

test.each<Row>([
  ['Kuala Lumpur', 'equals', ' kuala  LUMPUR ', undefined],
  ['a', 'not_equals', 'b', undefined],
  [undefined, 'not_equals', 'b', undefined],
  [undefined, 'equals', '', undefined],
  [null, 'not_contains', 'b', undefined],
  ['abc', 'contains', 'B', undefined],
  ['abc', 'starts_with', 'AB', undefined],
  ['abc', 'ends_with', 'C', undefined],
  [12345, 'contains', 34, undefined],
  [12, 'equals', '12', undefined],
  ['12', 'equals', 12, undefined],
  ['1.50', 'equals', 1.5, undefined],
  ['1.50', 'equals', '1.5', 'number'],
  ['007', 'not_equals', 7, undefined],
  ['007', 'not_equals', '7', undefined],
  [true, 'equals', 'TRUE', undefined],
  ['false', 'equals', false, undefined],
  ['10', 'greater_than', '9', undefined],
  ['10', 'less_than', '9', 'text'],
  [3, 'at_least', 3, undefined],
  [3, 'at_most', 3, undefined],
  ['apple', 'less_than', 'Banana', undefined],
  ['2026-11-02', 'greater_than', '2026-10-31', undefined],
])('%j %s %j (%s) is true', (left, op, right, type) => {
  expect(compareValues(left, op, right, type)).toBe(true);
});

test.each<Row>([
  ['1.50', 'equals', '1.5', undefined],
  ['many', 'greater_than', 3, undefined],
  ['many', 'less_than', 3, undefined],
  [undefined, 'less_than', 3, undefined],
  [undefined, 'at_most', 3, undefined],
  ['', 'at_least', '', undefined],
  [true, 'greater_than', false, undefined],
  [1, 'equals', true, undefined],
  ['x', 'equals', 'x', 'number'],
  ['x', 'greater_than', 'a', 'number'],
  ['abc', 'contains', '', undefined],
  ['abc', 'starts_with', '\u200b', undefined],
])('%j %s %j (%s) is not', (left, op, right, type) => {
  expect(compareValues(left, op, right, type)).toBe(false);
});

describe('a value is', () => {
  test('set unless it is missing, null or empty; zero and false are values', () => {
    const set = (value: FieldValue | undefined) => isInState(value, 'set');
    expect([undefined, null, '', 0, false, 'x'].map(set)).toEqual([false, false, false, true, true, true]);
    expect(isInState(null, 'not_set')).toBe(true);
  });

  test('true or false as itself or as a word, and else neither', () => {
    expect([true, 'True', false, 1, 'yes', undefined].map((one) => isInState(one, 'true'))).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
    expect([false, 'FALSE', true, 0, '', undefined].map((one) => isInState(one, 'false'))).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

test('any two values compare without throwing, and a negative is the opposite of its positive', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom('12', 'true', ''),
  );
  const type = fc.constantFrom<(FieldType | undefined)[]>(...FIELD_TYPES, undefined);
  fc.assert(
    fc.property(
      fc.option(value, { nil: undefined }),
      fc.constantFrom(...COMPARISONS),
      value,
      type,
      (left, op, right, kind) => {
        expect(typeof compareValues(left, op, right, kind)).toBe('boolean');
        expect(compareValues(left, 'not_equals', right, kind)).toBe(!compareValues(left, 'equals', right, kind));
        expect(compareValues(left, 'not_contains', right, kind)).toBe(!compareValues(left, 'contains', right, kind));
        const [more, less] = [
          compareValues(left, 'greater_than', right, kind),
          compareValues(left, 'less_than', right, kind),
        ];
        expect(more && less).toBe(false);
        if (more || less) expect(compareValues(left, 'at_least', right, kind)).toBe(more);
      },
    ),
  );
});
