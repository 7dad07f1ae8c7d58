import type { FieldValue } from '@chatku/schemas';
import { expect, test } from 'vitest';
import { coerce, type FieldType } from './coerce.js';

test.each<[FieldValue, FieldType | undefined, FieldValue]>([
  ['12', 'number', 12],
  [' -1.5 ', 'number', -1.5],
  [12, 'text', '12'],
  [true, 'text', 'true'],
  ['FALSE', 'boolean', false],
  ['x', undefined, 'x'],
  [null, 'number', null],
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
  [Number.NaN, undefined],
  ['x'.repeat(2001), undefined],
])('%j does not fit a field of type %s: something would be lost', (value, type) => {
  expect(coerce(value, type)).toBeUndefined();
});
