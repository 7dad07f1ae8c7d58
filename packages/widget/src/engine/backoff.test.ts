import { expect, it } from 'vitest';
import { createBackoff } from './backoff.js';
import { Browser, Clock } from './browser.fixture.js';
import { FarEnd } from './far-end.fixture.js';

const make = () => {
  const clock = new Clock();
  const backoff = createBackoff(new Browser(new FarEnd(clock)).tab().world);
  const runs: number[] = [];
  const startMs = clock.nowMs;
  return { clock, backoff, runs, run: () => runs.push(clock.nowMs - startMs) };
};

it('waits longer each time, up to half a minute, never in step with others', async () => {
  const { clock, backoff, runs, run } = make();
  const again = (): void => {
    run();
    backoff.later(again);
  };
  backoff.later(again);
  await clock.pass(120_000);
  const gaps = runs.map((at, index) => at - (runs[index - 1] ?? 0));
  // The world's random number is one half: three quarters of 1, 2, 4 ... 30 s.
  expect(gaps).toEqual([750, 1500, 3000, 6000, 12_000, 22_500, 22_500, 22_500, 22_500]);
});

it('waits at least as long as it is told', async () => {
  const { clock, backoff, runs, run } = make();
  backoff.later(run, 9000);
  await clock.pass(60_000);
  expect(runs).toEqual([9000]);
});

it('hurried, it runs at once and once; reset, not at all', async () => {
  const { clock, backoff, runs, run } = make();
  backoff.later(run);
  backoff.hurry();
  backoff.hurry();
  expect(runs).toEqual([0]);
  backoff.later(run);
  backoff.reset();
  await clock.pass(60_000);
  expect(runs).toEqual([0]);
  expect(backoff.tries).toBe(0);
});

it('has one thing waiting: the newer takes the place of the older', async () => {
  const { clock, backoff, runs, run } = make();
  backoff.later(() => runs.push(-1));
  backoff.later(run);
  await clock.pass(60_000);
  expect(runs).toEqual([1500]);
});
