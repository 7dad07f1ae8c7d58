import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type GivenPresence, type PresenceFrame, PresenceStore } from './presence-store.js';
import type { StreamListener, StreamState } from './workspace-stream.js';

/** A stream whose other end is the test. */
const handStream = () => {
  const listeners = new Set<StreamListener>();
  return {
    state: 'connecting' as StreamState,
    asked: [] as [string[], string[]][],
    isTooOld: false,
    listen(listener: StreamListener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    watch(contacts: string[], members: string[]) {
      this.asked.push([contacts, members]);
      return !this.isTooOld;
    },
    become(state: StreamState) {
      this.state = state;
      for (const listener of listeners) listener.state?.(state);
    },
    tell(frame: Partial<PresenceFrame>) {
      for (const listener of listeners) listener.presence?.({ type: 'presence', contacts: [], members: [], ...frame });
    },
  };
};

const NOW = '2026-11-24T10:00:00.000Z';
const EARLIER = '2026-11-24T08:00:00.000Z';
const LATER = '2026-11-24T09:30:00.000Z';
const given = (id: string, online = false): GivenPresence => ({ id, online, last_seen_at: EARLIER });
const told = (id: string, online: boolean, last_seen_at: string | null = null) => ({ id, online, last_seen_at });

let stream: ReturnType<typeof handStream>;
let store: PresenceStore;
beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse(NOW) });
  stream = handStream();
  store = new PresenceStore(stream);
  store.start();
});
afterEach(() => {
  store.stop();
  vi.useRealTimers();
});
const gathered = () => vi.advanceTimersByTimeAsync(200);

test('the server is asked about those on the screen: once for all that come together, and again when others do', async () => {
  stream.become('live');
  expect(stream.asked.splice(0)).toEqual([[[], []]]);
  const stops = ['a', 'b', 'b'].map((id) => store.watch('contact', id, () => undefined));
  store.watch('member', 'm', () => undefined);
  await gathered();
  expect(stream.asked.splice(0)).toEqual([[['a', 'b'], ['m']]]);
  // One of two places that show it is gone.
  stops[1]?.();
  await gathered();
  expect(stream.asked).toEqual([]);
  stops[0]?.();
  stops[2]?.();
  await gathered();
  expect(stream.asked).toEqual([[[], ['m']]]);
});

test('a new connection is asked anew', async () => {
  store.watch('contact', 'a', () => undefined);
  stream.become('live');
  stream.become('down');
  stream.become('live');
  expect(stream.asked).toEqual([
    [['a'], []],
    [['a'], []],
  ]);
});

test('a fresh list is believed until the server says more; what it said last wins', () => {
  const changed = vi.fn();
  store.watch('contact', 'a', changed);
  expect(store.of('contact', given('a', true))).toEqual({ online: true, lastSeenAt: EARLIER });
  stream.become('live');
  stream.tell({ contacts: [told('a', false, LATER)] });
  expect(store.of('contact', given('a', true))).toEqual({ online: false, lastSeenAt: LATER });
  expect(changed).toHaveBeenCalledTimes(1);
  stream.tell({ members: [told('a', true)] });
  expect([store.of('contact', given('a')).online, store.of('member', given('a')).online]).toEqual([false, true]);
});

test('a short gap changes nothing; after a longer one nobody is said to be online', async () => {
  const changed = vi.fn();
  store.watch('contact', 'a', changed);
  stream.become('live');
  stream.tell({ contacts: [told('a', true)] });
  stream.become('down');
  await vi.advanceTimersByTimeAsync(9_000);
  stream.become('live');
  await vi.advanceTimersByTimeAsync(9_000);
  expect(store.of('contact', given('a')).online).toBe(true);
  stream.become('down');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(store.of('contact', given('a', true))).toEqual({ online: null, lastSeenAt: '2026-11-24T10:00:28.000Z' });
  expect(changed).toHaveBeenCalledTimes(2);
  stream.become('live');
  stream.tell({ contacts: [told('a', true)] });
  expect(store.of('contact', given('a')).online).toBe(true);
});

test('who went while the connection was away was there at most until it came back', () => {
  store.watch('contact', 'a', () => undefined);
  stream.become('live');
  stream.tell({ contacts: [told('a', true)] });
  stream.become('down');
  stream.become('live');
  stream.tell({ contacts: [told('a', false)] });
  expect(store.of('contact', given('a'))).toEqual({ online: false, lastSeenAt: NOW });
});

test('more than the server takes: it is asked about the newest, and of the others nothing is known', async () => {
  stream.become('live');
  for (let at = 0; at < 301; at += 1) store.watch('contact', `c${at}`, () => undefined);
  await gathered();
  const [contacts] = stream.asked.at(-1) ?? [[]];
  expect([contacts.length, contacts[0], contacts.at(-1)]).toEqual([300, 'c1', 'c300']);
  expect([store.of('contact', given('c0', true)).online, store.of('contact', given('c9', true)).online]).toEqual([
    null,
    true,
  ]);
});

test('whom somebody shows last is asked about, though they were on the screen before', async () => {
  stream.become('live');
  for (let at = 0; at < 300; at += 1) store.watch('contact', `c${at}`, () => undefined);
  store.watch('contact', 'c0', () => undefined);
  store.watch('contact', 'c300', () => undefined);
  await gathered();
  const [contacts] = stream.asked.at(-1) ?? [[]];
  expect([contacts.length, contacts[0], contacts.slice(-2)]).toEqual([300, 'c2', ['c0', 'c300']]);
});

test('rows that change places are no new question', async () => {
  stream.become('live');
  const stop = store.watch('contact', 'a', () => undefined);
  store.watch('contact', 'b', () => undefined);
  await gathered();
  stream.asked.length = 0;
  // As a list does that draws its rows anew: the one that moved goes, and comes back at the other end.
  stop();
  store.watch('contact', 'a', () => undefined);
  await gathered();
  expect(stream.asked).toEqual([]);
});

test('of a server that is too old to be asked nobody is known to be online, until it is a newer one', () => {
  store.watch('contact', 'a', () => undefined);
  stream.become('live');
  stream.tell({ contacts: [told('a', true)] });
  stream.become('down');
  stream.isTooOld = true;
  stream.become('live');
  expect(store.of('contact', given('a', true)).online).toBe(null);
  stream.tell({ contacts: [told('a', true)] });
  expect(store.of('contact', given('a')).online).toBe(true);
});

test('who signs in again while the connection is away is not told for long what a list said', async () => {
  store.watch('contact', 'a', () => undefined);
  stream.become('live');
  stream.become('down');
  store.stop();
  store.start();
  stream.become('down');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(store.of('contact', given('a', true)).online).toBe(null);
});

test('whom nobody shows any more is forgotten, and so is everything when the person signs out', async () => {
  const stop = store.watch('contact', 'a', () => undefined);
  stream.become('live');
  stream.tell({ contacts: [told('a', true)] });
  stop();
  await gathered();
  expect(store.of('contact', given('a')).online).toBe(false);
  store.watch('contact', 'b', () => undefined);
  await gathered();
  stream.tell({ contacts: [told('b', true)] });
  store.stop();
  expect(store.of('contact', given('b'))).toEqual({ online: false, lastSeenAt: EARLIER });
});
