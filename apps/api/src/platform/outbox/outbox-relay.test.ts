import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RedisLink } from '../redis/redis-link.js';
import type { Tx } from '../unit-of-work/tx.js';
import { Outbox } from './outbox.js';
import type { OutboxRepository } from './outbox.repository.js';
import { OutboxRelay } from './outbox-relay.js';

const NOW_MS = 1_000_000;

let said: unknown[];
let hear: () => void;
let woken: number;
let outbox: Outbox;
beforeEach(() => {
  vi.useFakeTimers();
  said = [];
  woken = 0;
  outbox = new Outbox({ insert: () => Promise.resolve() } as unknown as OutboxRepository);
  outbox.onAdded(() => {
    woken += 1;
  });
  new OutboxRelay(outbox, {
    say: (...message: unknown[]) => said.push(message),
    hear: (_: string, listener: () => void) => {
      hear = listener;
    },
  } as unknown as RedisLink);
});
afterEach(() => {
  vi.useRealTimers();
});

/** Adds a job in a transaction; what is to be done after its commit is done when `commit` is called. */
async function add(dueInMs: number): Promise<{ commit: () => void }> {
  const after: (() => void)[] = [];
  const tx = { nowMs: NOW_MS, afterCommit: (work: () => void) => after.push(work) } as unknown as Tx;
  await outbox.add(tx, [{ id: 'a', kind: 'k', workspaceId: 'w', payload: {}, dueAtMs: NOW_MS + dueInMs }]);
  return {
    commit: () => {
      for (const work of after) work();
    },
  };
}

test('the node that wrote a job looks at once, and the others are told, after the commit', async () => {
  const { commit } = await add(0);
  expect([woken, said]).toEqual([0, []]);
  commit();
  expect([woken, said]).toEqual([1, [['outbox', null]]]);
});

test('told by another node, this one looks, and tells nobody', () => {
  hear();
  expect([woken, said]).toEqual([1, []]);
});

test('of what is due so late that the others look before it, they are not told', async () => {
  (await add(60_000)).commit();
  expect([woken, said]).toEqual([1, []]);
});

test('however many jobs are written, the others are told a few times a second, and of the last one too', async () => {
  for (let n = 0; n < 100; n++) (await add(0)).commit();
  expect([woken, said.length]).toEqual([100, 1]);
  vi.runAllTimers();
  expect(said.length).toBe(2);
  (await add(0)).commit();
  expect(said.length).toBe(3);
});
