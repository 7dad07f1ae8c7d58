import type { FieldType, FieldValue } from '@chatku/schemas';
import { expect, test } from 'vitest';
import { coerce } from './coerce.js';

test.each<[FieldValue, FieldType | undefined, FieldValue]>([
  ['12', 'number', 12],
  [' -1.5 ', 'number', -1.5],
  [12, 'text', '12'],
  [true, 'text', 'true'],
  ['FALSE', 'boolean', false],
  ['x', undefined, 'x'],
  [null, 'number', null],
  [null, 'date', null],
  [' 2026-11-24 ', 'date', '2026-11-24'],
  ['2026-11-24T09:30:00+08:00', 'datetime', '2026-11-24T01:30:00.000Z'],
  ['{ "a": [1, "x y"] }', 'json', '{"a":[1,"x y"]}'],
  [12, 'json', '12'],
  [-0, 'number', 0],
  [-0, undefined, 0],
])('%j in a field of type %s is kept as %j', (value, type, kept) => {
  expect(coerce(value, type)).toBe(kept);
});

test.each<[FieldValue, FieldType | undefined]>([
  ['007', 'number'],
  ['+60123456789', 'number'],
  ['12345678901234567890', 'number'],
  ['a dozen', 'number'],
  ['', 'number'],
  [true, 'number'],
  [1, 'boolean'],
  ['yes', 'boolean'],
  ['2026-02-29', 'date'],
  ['2026-11-24T00:00:00Z', 'date'],
  [20261124, 'date'],
  ['2026-11-24', 'datetime'],
  ['2026-11-24T09:30:00', 'datetime'],
  ['{a:1}', 'json'],
  [Number.NaN, undefined],
  ['x'.repeat(2001), undefined],
])('%j does not fit a field of type %s: something would be lost', (value, type) => {
  expect(coerce(value, type)).toBeUndefined();
});
