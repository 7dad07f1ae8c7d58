import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RateLimits } from './rate-limits.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const limit = (name: string) => new RateLimits().create({ name, points: 3, windowSeconds: 60 });

test('a key is refused past its points, with the time to wait, and taken again after the window', async () => {
  const attempts = limit('a');
  for (let count = 0; count < 3; count += 1) await attempts.charge('x');
  await expect(attempts.charge('x')).rejects.toMatchObject({ code: 'too_many_requests', retryAfterSeconds: 60 });
  await attempts.charge('y');
  vi.advanceTimersByTime(61_000);
  await attempts.charge('x');
});

test('where only failures are charged, success costs nothing', async () => {
  const failures = limit('b');
  for (let count = 0; count < 10; count += 1) await failures.requireLeft('x');
  for (let count = 0; count < 3; count += 1) expect(await failures.tryCharge('x')).toBe(true);
  await expect(failures.requireLeft('x')).rejects.toMatchObject({ code: 'too_many_requests' });
  expect(await failures.tryCharge('x')).toBe(false);
  await failures.forgive('x');
  await failures.requireLeft('x');
});

test('limits of different names do not share their keys', async () => {
  await limit('c').charge('x', 3);
  await limit('d').charge('x', 3);
});
