import { expect, test } from 'vitest';
import type { IdentityLogEntry, SpecialKey } from '../../data/special-keys.js';
import { actsOn, isSafeToRetire, mayUndo, ringOrder, SILENT_MS } from './key-ring.js';
import { mergeLog } from './merge-log.js';

const now = Date.parse('2026-11-24T10:00:00.000Z');
const at = (ago: number) => new Date(now - ago).toISOString();
const key = (change: Partial<SpecialKey>): SpecialKey => ({
  id: 'k',
  kind: 'hash',
  state: 'active',
  ending: '7f3a',
  imported: false,
  created_at: at(30 * 86_400_000),
  last_verified_at: null,
  last_verified_origin: null,
  retired_at: null,
  undo_until: null,
  ...change,
});

test('a key that verified somebody lately is never called safe to retire', () => {
  expect(isSafeToRetire(key({ last_verified_at: at(SILENT_MS - 1) }), now)).toBe(false);
  expect(isSafeToRetire(key({ last_verified_at: at(SILENT_MS + 1) }), now)).toBe(true);
});

test('a key of today that verified nobody may be on its way into a backend', () => {
  expect(isSafeToRetire(key({ created_at: at(3_600_000) }), now)).toBe(false);
  expect(isSafeToRetire(key({ created_at: at(48 * 3_600_000) }), now)).toBe(true);
});

test.each(['primary', 'retired', 'compromised'] as const)('a %s key is never called safe to retire', (state) => {
  expect(isSafeToRetire(key({ state }), now)).toBe(false);
});

test('retiring can be undone until the hour is over, and nothing else can', () => {
  expect(mayUndo(key({ state: 'retired', undo_until: at(-1) }), now)).toBe(true);
  expect(mayUndo(key({ state: 'retired', undo_until: at(1) }), now)).toBe(false);
  expect(mayUndo(key({ state: 'compromised', undo_until: at(-1) }), now)).toBe(false);
});

test('the primary key is not retired, and a compromised one is not shown', () => {
  expect(actsOn(key({ state: 'primary' }))).not.toContain('retire');
  expect(actsOn(key({ state: 'compromised' }))).toEqual([]);
});

test('the ring begins with the primary key and ends with the compromised', () => {
  const states = (['compromised', 'retired', 'active', 'primary'] as const).map((state) => key({ state }));
  expect(ringOrder(states).map((one) => one.state)).toEqual(['primary', 'active', 'retired', 'compromised']);
});

test('a row of the log that comes again replaces the one known, and the newest is first', () => {
  const row = (id: string, ago: number, count = 1) => ({ id, at: at(ago), count }) as IdentityLogEntry;
  const merged = mergeLog([row('a', 100), row('b', 50)], [row('b', 50, 3), row('c', 10)]);
  expect(merged.map(({ id, count }) => [id, count])).toEqual([
    ['c', 1],
    ['b', 3],
    ['a', 1],
  ]);
});
