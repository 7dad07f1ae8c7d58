import { expect, test } from 'vitest';
import { TestClock } from '../testing/test-clock.js';
import { IdMaker } from './id-maker.js';

test('an id is a UUIDv7 of its millisecond', () => {
  const ids = new IdMaker(new TestClock(0x0123456789ab));
  expect(ids.newId()).toMatch(/^01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('ids sort as they were made, even where the clock stands still or steps back', () => {
  const clock = new TestClock();
  const ids = new IdMaker(clock);
  const made: string[] = [];
  for (let step = 0; step < 20_000; step += 1) {
    if (step % 5_000 === 0) clock.advance(step % 10_000 === 0 ? 3 : -50);
    made.push(ids.newId());
  }
  expect([...made].sort()).toEqual(made);
  expect(new Set(made).size).toBe(made.length);
});
