import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { spread } from './sockets.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('work is spread evenly over the first four fifths of the time', () => {
  const done: Array<[item: number, atMs: number]> = [];
  const startMs = Date.now();
  spread([1, 2, 3, 4], 1_000, (item) => done.push([item, Date.now() - startMs]));
  expect(done).toEqual([]);
  vi.advanceTimersByTime(1_000);
  expect(done).toEqual([
    [1, 0],
    [2, 200],
    [3, 400],
    [4, 600],
  ]);
});
