import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantText, readDay, readInstant } from './moment.js';

const anyInstant = fc.date({
  min: new Date('0000-01-01T00:00:00.000Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
});

test('every day and instant of four-digit years is read and written as the platform does', () => {
  fc.assert(
    fc.property(anyInstant, (date) => {
      const text = date.toISOString();
      expect(readInstant(text)).toBe(date.getTime());
      expect(instantText(date.getTime())).toBe(text);
      expect(readDay(text.slice(0, 10))).toBe(Math.floor(date.getTime() / 86_400_000));
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['2026-11-24T09:30:00+08:00', '2026-11-24T01:30:00.000Z'],
  ['2026-11-24T00:10-05:30', '2026-11-24T05:40:00.000Z'],
  ['2026-11-24T09:30:05.7Z', '2026-11-24T09:30:05.700Z'],
  [' 2024-02-29T23:59:59Z ', '2024-02-29T23:59:59.000Z'],
])('%s is the instant %s', (written, kept) => {
  expect(instantText(readInstant(written) ?? Number.NaN)).toBe(kept);
});

test.each([
  '2026-02-29',
  '2026-13-01',
  '2026-00-10',
  '2026-04-31',
  '2026-01-00',
  '26-01-01',
  '2026-1-1',
  '24.11.2026',
  '2026-11-24T00:00:00Z',
  '',
])('"%s" is no day', (text) => {
  expect(readDay(text)).toBeUndefined();
});

test.each([
  '2026-11-24',
  '2026-11-24T09:30:00',
  '2026-11-24T24:00:00Z',
  '2026-11-24T09:60:00Z',
  '2026-11-24T09:30:60Z',
  '2026-11-24T09:30:00+24:00',
  '2026-02-29T09:30:00Z',
  '9999-12-31T23:30:00-01:00',
  '0000-01-01T00:30:00+01:00',
  'tomorrow',
  '',
])('"%s" is no instant', (text) => {
  expect(readInstant(text)).toBeUndefined();
});
