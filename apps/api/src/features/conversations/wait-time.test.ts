import type { WaitTime } from '@chatku/schemas';
import { describe, expect, test } from 'vitest';
import { endOfWait } from './wait-time.js';

const end = (time: WaitTime, now: string, timezone = 'Asia/Kuala_Lumpur') =>
  new Date(endOfWait(time, Date.parse(now), timezone)).toISOString();
const clock = (at: string, days?: number): WaitTime => ({
  kind: 'clock',
  at,
  ...(days === undefined ? {} : { days }),
});

describe('a span', () => {
  test.each([
    ['seconds', '2026-01-15T09:00:03.500Z'],
    ['minutes', '2026-01-15T09:03:00.500Z'],
    ['hours', '2026-01-15T12:00:00.500Z'],
    ['days', '2026-01-18T09:00:00.500Z'],
  ] as const)('of %s', (unit, expected) => {
    expect(end({ kind: 'span', amount: 3, unit }, '2026-01-15T09:00:00.500Z')).toBe(expected);
  });
});

describe('until the clock shows a time', () => {
  test('it is today where that is still to come, else tomorrow, and never now', () => {
    expect(end(clock('18:00'), '2026-01-15T09:00:00Z')).toBe('2026-01-15T10:00:00.000Z');
    expect(end(clock('16:30'), '2026-01-15T09:00:00Z')).toBe('2026-01-16T08:30:00.000Z');
    expect(end(clock('17:00'), '2026-01-15T09:00:00Z')).toBe('2026-01-16T09:00:00.000Z');
  });

  test('the day is that of the place, not of UTC', () => {
    // 23:30 on the 15th in UTC is 07:30 on the 16th in Kuala Lumpur.
    expect(end(clock('09:00'), '2026-01-15T23:30:00Z')).toBe('2026-01-16T01:00:00.000Z');
    expect(end(clock('09:00'), '2026-01-15T23:30:00Z', 'America/New_York')).toBe('2026-01-16T14:00:00.000Z');
  });

  test('so many days later', () => {
    expect(end(clock('09:00', 1), '2026-01-15T09:00:00Z')).toBe('2026-01-16T01:00:00.000Z');
    expect(end(clock('18:00', 2), '2026-01-15T09:00:00Z')).toBe('2026-01-17T10:00:00.000Z');
  });

  test('over the night in which clocks are put forward or back it is still that time', () => {
    expect(end(clock('09:00'), '2026-03-07T20:00:00Z', 'America/New_York')).toBe('2026-03-08T13:00:00.000Z');
    expect(end(clock('09:00'), '2026-10-31T20:00:00Z', 'America/New_York')).toBe('2026-11-01T14:00:00.000Z');
  });

  test('a time that is leapt over comes after the leap; one that is shown twice is the first', () => {
    expect(end(clock('02:30'), '2026-03-08T05:00:00Z', 'America/New_York')).toBe('2026-03-08T07:30:00.000Z');
    expect(end(clock('01:30'), '2026-11-01T04:00:00Z', 'America/New_York')).toBe('2026-11-01T05:30:00.000Z');
  });
});
