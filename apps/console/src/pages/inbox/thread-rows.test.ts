import { expect, test } from 'vitest';
import type { Message } from '../../data/conversations.js';
import { firstUnreadSeq, threadRows } from './thread-rows.js';

const message = (seq: number, minute: number, more: Partial<Message> = {}): Message => ({
  id: `m${seq}`,
  conversation_id: 'c',
  seq,
  author: 'visitor',
  body: { text: 'x' },
  created_at: new Date(2026, 10, 24, 10, minute).toISOString(),
  ...more,
});
const kinds = (messages: Message[], unread: number | null = null, seen = 0) =>
  threadRows(messages, unread, seen).map((row) => (row.kind === 'message' ? row.message.seq : row.kind));

test('a new day, by the reader’s clock, begins with its name', () => {
  const tomorrow = message(2, 0, { created_at: new Date(2026, 10, 25, 0, 1).toISOString() });
  expect(kinds([message(1, 0), tomorrow])).toEqual(['day', 1, 'day', 2]);
});

test('the line stands above the first unread message', () => {
  expect(kinds([message(1, 0), message(2, 1), message(3, 2)], 2)).toEqual(['day', 1, 'unread', 2, 3]);
});

test('messages of one author within minutes are one run, with one name and one time', () => {
  const rows = threadRows([message(1, 0), message(2, 1), message(3, 20), message(4, 21, { author: 'agent' })], null, 0);
  const runs = rows.flatMap((row) => (row.kind === 'message' ? [[row.first, row.last]] : []));
  expect(runs).toEqual([
    [true, false],
    [false, true],
    [true, true],
    [true, true],
  ]);
});

test('a run ends where a guest became somebody', () => {
  const rows = threadRows([message(1, 0, { as_guest: true }), message(2, 1)], null, 0);
  expect(rows.flatMap((row) => (row.kind === 'message' ? [row.first] : []))).toEqual([true, true]);
});

test('"seen" stands once, under the newest of our messages the visitor has seen', () => {
  const thread = [
    message(1, 0, { author: 'bot' }),
    message(2, 1, { author: 'agent' }),
    message(3, 2),
    message(4, 3, { author: 'agent' }),
  ];
  const seen = (upTo: number) =>
    threadRows(thread, null, upTo).flatMap((row) => (row.kind === 'message' && row.seen ? [row.message.seq] : []));
  expect(seen(0)).toEqual([]);
  expect(seen(3)).toEqual([2]);
  expect(seen(4)).toEqual([4]);
});

test('unread begins so many visitor’s messages before the end', () => {
  const thread = [message(1, 0), message(2, 1, { author: 'bot' }), message(3, 2), message(4, 3, { author: 'system' })];
  expect(firstUnreadSeq(thread, 0)).toBeNull();
  expect(firstUnreadSeq(thread, 1)).toBe(3);
  expect(firstUnreadSeq(thread, 2)).toBe(1);
  expect(firstUnreadSeq(thread, 9)).toBe(1);
});
