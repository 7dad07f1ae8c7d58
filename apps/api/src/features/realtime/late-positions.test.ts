import { expect, test } from 'vitest';
import { LatePositions } from './late-positions.js';

test('what was passed over is looked for until it comes, or a minute is over', () => {
  const late = new LatePositions();
  late.passed(10, 11, 0);
  expect(late.all).toEqual([]);
  late.passed(11, 15, 0);
  expect(late.all).toEqual([12, 13, 14]);
  expect([late.came(13), late.came(13), late.came(20)]).toEqual([true, false, false]);
  late.passed(15, 17, 30_000);
  late.giveUp(60_000);
  expect(late.all).toEqual([12, 14, 16]);
  late.giveUp(60_001);
  expect(late.all).toEqual([16]);
});

test('of a huge hole its end is looked for, and never more than a bounded number in all', () => {
  const late = new LatePositions();
  late.passed(0, 1_000_000, 0);
  expect([late.all.length, late.all[0]]).toEqual([500, 999_500]);
  for (let at = 1; at < 20; at += 1) late.passed(at * 10_000_000, at * 10_000_000 + 1_000, 0);
  expect(late.all.length).toBe(2_000);
});
