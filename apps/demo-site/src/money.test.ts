import { expect, it } from 'vitest';
import { formatRinggit } from './money.js';

it('writes ringgit with two digits of sen and commas at the thousands', () => {
  expect([0, 5, 90, 1250, 100_000, 123_456_789].map(formatRinggit)).toEqual([
    'RM 0.00',
    'RM 0.05',
    'RM 0.90',
    'RM 12.50',
    'RM 1,000.00',
    'RM 1,234,567.89',
  ]);
});

it('refuses amounts that are no whole sen', () => {
  for (const wrong of [0.5, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60]) {
    expect(() => formatRinggit(wrong)).toThrow(RangeError);
  }
});
