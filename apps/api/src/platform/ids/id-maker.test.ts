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

test('an id after another one sorts behind it, whichever clock that came from, and draws no other along', () => {
  const ahead = new IdMaker(new TestClock(2_000_000_600_000));
  const ids = new IdMaker(new TestClock(2_000_000_000_000));
  expect(ids.newIdAfter(null) < ids.newIdAfter('00000000-0000-7000-8000-000000000000')).toBe(true);
  // More than the counter holds, so that it runs over into the next millisecond.
  const chain = [ahead.newId()];
  for (let step = 0; step < 5_000; step += 1) chain.push(ids.newIdAfter(chain.at(-1) as string));
  expect([...chain].sort()).toEqual(chain);
  expect(new Set(chain).size).toBe(chain.length);
  for (const id of chain) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(ids.newId() < (chain[0] as string)).toBe(true);
});
