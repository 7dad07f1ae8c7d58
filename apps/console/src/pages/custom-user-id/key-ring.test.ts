import { expect, test } from 'vitest';
import type { IdentityLogEntry, SpecialKey } from '../../data/special-keys.js';
import { actsOn, mayUndo, ringOrder } from './key-ring.js';
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
  verified_in_24h: 0,
  safe_to_retire: false,
  retired_at: null,
  undo_until: null,
  ...change,
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
