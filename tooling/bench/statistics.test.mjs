import { expect, test } from 'vitest';
import { median, percentile, round } from './statistics.mjs';

test('a median was measured, and the order in which it was does not matter', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2);
  expect(median([7])).toBe(7);
});

test('a percentile lies above its part of the values', () => {
  const values = Array.from({ length: 100 }, (_, at) => 100 - at);
  expect(percentile(values, 0.99)).toBe(100);
  expect(percentile(values, 0)).toBe(1);
  expect(percentile([5], 1)).toBe(5);
});

test('nothing measured is an error, not a zero', () => {
  expect(() => median([])).toThrow(RangeError);
  expect(() => percentile([], 0.5)).toThrow(RangeError);
});

test('rounding keeps a number a number', () => {
  expect(round(1.23456, 3)).toBe(1.235);
  expect(round(12.5)).toBe(13);
});
