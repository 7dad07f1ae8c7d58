import { describe, expect, test } from 'vitest';
import { restMs } from './retry-policy.js';
import { admit, type RateState } from './target-rate.js';

const RATE = { jobs: 3, perMs: 900 };
const fresh = (): RateState => ({ freeAtMs: 0, queuedUntilMs: 0 });

/** Lets jobs come at their instants, and come back at their places; says when each went. */
function run(arrivals: readonly number[], rate = RATE, state = fresh()): number[] {
  const went: number[] = [];
  const waiting = arrivals.map((atMs) => ({ atMs, hasSlot: false }));
  while (waiting.length > 0) {
    waiting.sort((a, b) => a.atMs - b.atMs);
    const next = waiting.shift() as { atMs: number; hasSlot: boolean };
    const later = admit(state, rate, next.atMs, next.hasSlot);
    if (later === null) went.push(next.atMs);
    else waiting.push({ atMs: later, hasSlot: true });
  }
  return went;
}

describe('a rate', () => {
  test('lets so many go in a row, then one at a time', () => {
    expect(run([1000, 1000, 1000, 1000, 1000, 1000])).toEqual([1000, 1000, 1000, 1300, 1600, 1900]);
  });

  test('never lets more go than it says, whenever they come', () => {
    const arrivals = Array.from({ length: 200 }, (_, at) => 1000 + ((at * 7919) % 5000));
    const went = run(arrivals);
    expect(went).toHaveLength(200);
    for (let at = 0; at + 2 * RATE.jobs < went.length; at++) {
      // A full burst and the trickle beside it: twice the rate in one window, and never more.
      expect((went[at + 2 * RATE.jobs] as number) - (went[at] as number)).toBeGreaterThanOrEqual(RATE.perMs);
    }
    const spanMs = (went.at(-1) as number) - (went[0] as number);
    expect(went.length - RATE.jobs).toBeLessThanOrEqual((spanMs * RATE.jobs) / RATE.perMs);
  });

  test('looks at each waiting job once: its place is kept for it', () => {
    const state = fresh();
    const places = Array.from({ length: 50 }, () => admit(state, RATE, 1000, false)).filter((at) => at !== null);
    expect(new Set(places).size).toBe(47);
    for (const atMs of places) expect(admit(state, RATE, atMs, true)).toBeNull();
  });

  test('does not let what comes later overtake what waits', () => {
    const state = fresh();
    const places = Array.from({ length: 6 }, () => admit(state, RATE, 1000, false));
    const last = places.at(-1) as number;
    expect(admit(state, RATE, 1300, false)).toBeGreaterThan(last);
  });

  test('after a pause in which nobody worked lets no more go than in a row', () => {
    const state = fresh();
    const places = Array.from({ length: 20 }, () => admit(state, RATE, 1000, false)).filter((at) => at !== null);
    const muchLater = 1_000_000;
    expect(places.map(() => admit(state, RATE, muchLater, true)).filter((at) => at === null)).toHaveLength(3);
  });

  test('opens again at once when the clock was set back', () => {
    const state = fresh();
    for (let at = 0; at < 3; at++) admit(state, RATE, 10_000_000, false);
    expect(admit(state, RATE, 1000, false)).toBeLessThanOrEqual(1000 + RATE.perMs);
  });
});

describe('the rest between attempts', () => {
  const policy = { attempts: 5, firstMs: 1000, maxMs: 6000 };

  test('doubles up to its end, and chance takes away half at the most', () => {
    expect([1, 2, 3, 4, 5, 90].map((attempts) => restMs(policy, attempts, 1))).toEqual([
      1000, 2000, 4000, 6000, 6000, 6000,
    ]);
    expect([1, 2, 3, 4].map((attempts) => restMs(policy, attempts, 0))).toEqual([500, 1000, 2000, 3000]);
  });
});
