import { expect, test } from 'vitest';
import { DAY_MS, isSafeToRetire, SILENT_MS } from './key.mapper.js';
import type { SpecialKey } from './special-key.entity.js';

const NOW = Date.UTC(2026, 0, 15);
const key = (changes: Partial<SpecialKey>): SpecialKey => ({
  id: 'k',
  workspaceId: 'w',
  botId: 'b',
  kind: 'hash',
  state: 'active',
  sealed: '',
  fingerprint: '',
  ending: '7f3a',
  imported: false,
  createdAtMs: NOW - 30 * DAY_MS,
  lastVerifiedAtMs: null,
  lastVerifiedOrigin: null,
  retiredAtMs: null,
  ...changes,
});
const another = key({ id: 'other', state: 'primary' });
const isSafe = (changes: Partial<SpecialKey>, others: readonly SpecialKey[] = [another]): boolean => {
  const one = key(changes);
  return isSafeToRetire(one, [one, ...others], NOW);
};

test('a key that verified somebody within seven days is not safe to retire', () => {
  expect(isSafe({ lastVerifiedAtMs: NOW - SILENT_MS })).toBe(false);
  expect(isSafe({ lastVerifiedAtMs: NOW - SILENT_MS - 1 })).toBe(true);
});

test('a key of today that verified nobody may be on its way into a backend', () => {
  expect(isSafe({ createdAtMs: NOW - DAY_MS })).toBe(false);
  expect(isSafe({ createdAtMs: NOW - DAY_MS - 1 })).toBe(true);
});

test('without another key of its kind that verifies none is', () => {
  expect(isSafe({}, [])).toBe(false);
  expect(isSafe({}, [{ ...another, kind: 'token' }])).toBe(false);
  expect(isSafe({}, [{ ...another, state: 'retired' }])).toBe(false);
});

test.each(['primary', 'retired', 'compromised'] as const)('a %s key is never called so', (state) => {
  expect(isSafe({ state })).toBe(false);
});
