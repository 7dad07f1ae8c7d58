import { describe, expect, it } from 'vitest';
import { messageOf } from '../fake-engine.fixture.js';
import { firstUnread, type MessageRow, rowsOf } from './rows.js';

const NOON = new Date(2026, 10, 3, 12).getTime();
const MINUTE = 60_000;
const at = (minutes: number) => ({ createdAtMs: NOON + minutes * MINUTE });
const messages = (rows: ReturnType<typeof rowsOf>): MessageRow[] => rows.filter((row) => row.kind === 'message');

describe('runs', () => {
  it('join messages of one author close in time', () => {
    const rows = rowsOf([messageOf('a', at(0)), messageOf('b', at(1)), messageOf('c', at(10))], null);
    expect(messages(rows).map(({ first, last }) => [first, last])).toEqual([
      [true, false],
      [false, true],
      [true, true],
    ]);
  });

  it('end where the author, the agent or the guest mark changes', () => {
    const rows = rowsOf(
      [
        messageOf('a', { ...at(0), author: 'agent', authorName: 'Aina' }),
        messageOf('b', { ...at(0), author: 'agent', authorName: 'Ben' }),
        messageOf('c', { ...at(0), author: 'visitor', asGuest: true }),
        messageOf('d', { ...at(0), author: 'visitor' }),
      ],
      null,
    );
    expect(messages(rows).every(({ first, last }) => first && last)).toBe(true);
  });
});

describe('days', () => {
  it('are named where they begin', () => {
    const rows = rowsOf([messageOf('a', at(-24 * 60)), messageOf('b', at(0)), messageOf('c', at(1))], null);
    expect(rows.map(({ kind }) => kind)).toEqual(['day', 'message', 'day', 'message', 'message']);
  });

  it('never go back, though a clock does', () => {
    const rows = rowsOf([messageOf('a', at(0)), messageOf('b', at(-24 * 60)), messageOf('c', at(0))], null);
    expect(rows.filter(({ kind }) => kind === 'day')).toHaveLength(1);
  });
});

describe('states', () => {
  it('"seen" and "sent" stand under the newest message that got there; the rest speak for themselves', () => {
    const states = ['sent', 'seen', 'failed', 'queued', 'sending'] as const;
    const rows = rowsOf(
      states.map((state) => messageOf(state, { ...at(0), author: 'visitor', state })),
      null,
    );
    expect(messages(rows).map(({ state }) => state)).toEqual([null, 'seen', 'failed', 'queued', 'sending']);
  });
});

describe('quick replies', () => {
  it('are offered under the newest message only, a line of the system aside', () => {
    const rows = rowsOf([messageOf('a'), messageOf('b'), messageOf('agent_joined', { author: 'system' })], null);
    expect(messages(rows).map(({ quickReplies }) => quickReplies)).toEqual([false, true, false]);
  });

  it('are gone once the visitor has written', () => {
    const rows = rowsOf([messageOf('a'), messageOf('b', { author: 'visitor' })], null);
    expect(messages(rows).some(({ quickReplies }) => quickReplies)).toBe(false);
  });
});

describe('the unread divider', () => {
  const [one, own, two, three] = [
    messageOf('1'),
    messageOf('2', { author: 'visitor' }),
    messageOf('3'),
    messageOf('4'),
  ];
  const all = [one, own, two, three] as const;

  it('stands before the oldest message that was not read', () => {
    expect(firstUnread(all, 2)).toBe(two.key);
    expect(rowsOf(all, two.key).map(({ kind }) => kind)).toEqual([
      'day',
      'message',
      'message',
      'unread',
      'message',
      'message',
    ]);
  });

  it('does not stand where it divides nothing', () => {
    expect(firstUnread(all, 0)).toBeNull();
    expect(firstUnread(all, 3)).toBeNull();
    expect(firstUnread([], 3)).toBeNull();
  });
});

it('every row has a key of its own', () => {
  const rows = rowsOf([messageOf('a', at(-48 * 60)), messageOf('b', at(-24 * 60)), messageOf('c', at(0))], null);
  expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
});
