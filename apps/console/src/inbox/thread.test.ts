import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Message } from '../data/conversations.js';
import { ApiProblem } from '../data/problem.js';
import {
  addMessages,
  addOlder,
  addOutgoing,
  dropOutgoing,
  markOutgoing,
  refresh,
  type Thread,
  threadOf,
} from './thread.js';

const message = (seq: number, more: Partial<Message> = {}): Message => ({
  id: `m${seq}`,
  conversation_id: 'c',
  seq,
  author: 'visitor',
  body: { text: `text ${seq}` },
  created_at: '2026-11-24T10:00:00.000Z',
  ...more,
});
const seqs = (thread: Thread): number[] => thread.messages.map((one) => one.seq);
const range = (from: number, to: number): Message[] =>
  Array.from({ length: to - from + 1 }, (_, i) => message(from + i));

test('messages that come in any order and any number of times end up once, in order', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(range(1, 12), { minLength: 12 }), fc.array(fc.nat(11)), (shuffled, repeated) => {
      let thread = threadOf({ items: [], next: null });
      let waiting = [...shuffled, ...repeated.map((i) => message(i + 1))];
      // What left a hole is asked for again, as the store does.
      for (let round = 0; waiting.length > 0 && round < 50; round++) {
        const later: Message[] = [];
        for (const one of waiting) {
          const added = addMessages(thread, [one]);
          if (added.gap) later.push(one);
          thread = added.thread;
        }
        waiting = later;
      }
      expect(new Set(seqs(thread)).size).toBe(seqs(thread).length);
      expect(seqs(thread)).toEqual([...seqs(thread)].sort((a, b) => a - b));
    }),
  );
});

test('a hole is told and leaves the thread as it was', () => {
  const thread = threadOf({ items: range(1, 3), next: null });
  expect(addMessages(thread, [message(5)])).toEqual({ thread, gap: true });
});

test('the page above goes above, and its cursor is the next', () => {
  const thread = addOlder(threadOf({ items: range(11, 20), next: 'a' }), { items: range(1, 10), next: null });
  expect(seqs(thread)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  expect(thread.before).toBeNull();
});

test('after a hole the newest page joins what it reaches, and replaces what it does not', () => {
  const known = threadOf({ items: range(1, 10), next: null });
  expect(seqs(refresh(known, { items: range(8, 15), next: 'x' }))).toHaveLength(15);
  expect(refresh(known, { items: range(8, 15), next: 'x' }).before).toBeNull();
  const apart = refresh(known, { items: range(30, 35), next: 'x' });
  expect(seqs(apart)).toEqual([30, 31, 32, 33, 34, 35]);
  expect(apart.before).toBe('x');
});

test('a reply leaves the waiting room when it is stored, by whichever way that is learnt', () => {
  const outgoing = { client_id: 'k', text: 'hi', at: '2026-11-24T10:00:00.000Z', problem: null };
  const waiting = addOutgoing(threadOf({ items: range(1, 2), next: null }), outgoing);
  const stored = message(3, { author: 'agent', client_id: 'k' });
  const byEvent = addMessages(waiting, [stored]).thread;
  expect(byEvent.outgoing).toEqual([]);
  expect(addMessages(addOutgoing(byEvent, outgoing), [stored]).thread.outgoing).toEqual([]);
  expect(refresh(waiting, { items: [...range(1, 2), stored], next: null }).outgoing).toEqual([]);
});

test('a failed reply keeps its place and words until it is sent again or given up', () => {
  const problem = new ApiProblem({ code: 'unreachable', status: 0, detail: 'no' });
  let thread = addOutgoing(threadOf({ items: [], next: null }), { client_id: 'k', text: 'hi', at: '', problem: null });
  thread = markOutgoing(thread, 'k', problem);
  expect(thread.outgoing).toEqual([{ client_id: 'k', text: 'hi', at: '', problem }]);
  expect(dropOutgoing(thread, 'k').outgoing).toEqual([]);
});
