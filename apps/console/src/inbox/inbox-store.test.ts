import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { connect, disconnect } from '../../far-end/in-page.js';
import { World } from '../../far-end/world.js';
import { fetchConversations, fetchMessages } from '../data/conversations.js';
import { setCsrf } from '../data/request.js';
import type { StreamListener, WorkspaceEvent } from '../data/workspace-stream.js';
import { applyEvent, type Conversations, listed } from './inbox-state.js';
import { InboxStore } from './inbox-store.js';

afterEach(() => {
  disconnect();
  setCsrf(null);
});

/** A stream whose events are handed over when the test says so. */
const handStream = () => {
  const listeners = new Set<StreamListener>();
  return {
    listen: (listener: StreamListener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    sayTyping: () => {},
    event: (event: WorkspaceEvent) => {
      for (const listener of listeners) listener.event?.(event);
    },
    resync: () => {
      for (const listener of listeners) listener.resync?.();
    },
  };
};

type Op =
  | { kind: 'visitor' | 'agent' | 'bot' | 'done' | 'open' | 'pause' | 'read' | 'rename'; at: number }
  | { kind: 'new' };

const op: fc.Arbitrary<Op> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('visitor', 'agent', 'bot', 'done', 'open', 'pause', 'read', 'rename'),
    at: fc.nat(5),
  }),
  fc.constant({ kind: 'new' as const }),
);

/** Time moves by a millisecond a step, so that no two rows are of the same moment by accident. */
const worldOf = (): World => {
  let now = Date.parse('2026-11-24T10:00:00.000Z');
  const world = new World(() => now++);
  const bot = world.addBot('Shop');
  for (let i = 0; i < 3; i++) {
    const one = world.addConversation(world.addContact(bot.id, { name: `Visitor ${i}` }));
    world.say(one.id, 'visitor', 'hello', { quietly: true });
  }
  return world;
};

const perform = (world: World, act: Op): void => {
  if (act.kind === 'new') {
    const bot = world.bots[0]?.id ?? '';
    world.say(world.addConversation(world.addContact(bot)).id, 'visitor', 'a new one');
    return;
  }
  const one = world.conversations[act.at % world.conversations.length];
  if (one === undefined) return;
  switch (act.kind) {
    case 'visitor':
    case 'agent':
    case 'bot':
      world.say(one.id, act.kind, `${act.kind} says`);
      return;
    case 'done':
    case 'open':
      world.changeConversation(one.id, { status: act.kind, updated_at: world.at() });
      return;
    case 'pause':
      world.changeConversation(one.id, { bot_paused_until: world.at(-60_000) });
      return;
    case 'read':
      world.changeConversation(one.id, { unread: 0 });
      return;
    case 'rename':
      world.changeContact(one.contact.id, { name: `Renamed ${world.at()}` });
  }
};

test('events applied to the old state equal a fresh fetch, however answers and events overtake each other', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(op, { maxLength: 25 }), async (scheduler, ops) => {
      const world = worldOf();
      connect(world);
      setCsrf(world.me.csrf);
      const stream = handStream();
      const store = new InboxStore(stream);
      const far = globalThis.fetch;
      // The far end answers at once; the answer arrives when the scheduler likes.
      globalThis.fetch = async (input, init) => scheduler.schedule(far(input, init), String(input));
      const queue: WorkspaceEvent[] = [];
      world.listen({
        event: ({ event }) => {
          // What is on the wire is a copy: it does not change when the world does.
          queue.push(structuredClone(event));
          void scheduler.schedule(Promise.resolve(), 'event').then(() => {
            const next = queue.shift();
            if (next !== undefined) stream.event(next);
          });
        },
        typing: () => {},
        drop: () => {},
      });

      store.start();
      void store.loadList({ status: 'done', botId: null });
      const watched = world.conversations[0]?.id ?? '';
      void store.open(watched);
      scheduler.scheduleSequence(ops.map((act) => async () => perform(world, act)));
      await scheduler.waitIdle();

      globalThis.fetch = far;
      for (const status of ['open', 'done'] as const) {
        const fresh = await fetchConversations({ status });
        expect(store.list({ status, botId: null, unreadOnly: false })).toEqual(fresh.items);
      }
      expect(store.thread(watched)?.messages).toEqual((await fetchMessages(watched)).items);
      store.stop();
      disconnect();
    }),
    { numRuns: 150 },
  );
}, 60_000);

test('after a hole in the stream everything that is shown is fetched anew', async () => {
  const world = worldOf();
  connect(world);
  setCsrf(world.me.csrf);
  const stream = handStream();
  const store = new InboxStore(stream);
  await store.loadList({ status: 'open', botId: null });
  store.start();
  const [first, second] = world.conversations;
  await store.open(first?.id ?? '');
  // Nothing of this is told: the socket is down.
  world.say(first?.id ?? '', 'visitor', 'missed', { quietly: true });
  Object.assign(second ?? {}, { status: 'done', updated_at: world.at() });
  stream.resync();
  const fresh = await fetchConversations({ status: 'open' });
  await expect.poll(() => store.list({ status: 'open', botId: null, unreadOnly: false })).toEqual(fresh.items);
  await expect.poll(() => store.thread(first?.id ?? '')?.messages.at(-1)?.body.text).toBe('missed');
});

test('an event applied twice changes nothing more', () => {
  const world = worldOf();
  const known: Conversations = new Map(world.conversations.map((one) => [one.id, structuredClone(one)]));
  const first = world.conversations[0]?.id ?? '';
  let told: WorkspaceEvent | undefined;
  world.listen({ event: ({ event }) => (told = event), typing: () => {}, drop: () => {} });
  world.say(first, 'visitor', 'again?');
  if (told === undefined) throw new Error('nothing was told');
  const once = applyEvent(known, told).conversations;
  expect(once.get(first)?.unread).toBe(2);
  expect(applyEvent(once, told)).toEqual({ conversations: once, stale: [] });
});

test('a visitor’s message to an open chat costs no request, however many chats are open', async () => {
  const world = worldOf();
  connect(world);
  setCsrf(world.me.csrf);
  const stream = handStream();
  const store = new InboxStore(stream);
  store.start();
  await expect.poll(() => store.list({ status: 'open', botId: null, unreadOnly: false })).toHaveLength(3);
  world.listen({ event: ({ event }) => stream.event(structuredClone(event)), typing: () => {}, drop: () => {} });
  const asked = world.requests.length;
  for (let i = 0; i < 30; i++) world.say(world.conversations[i % 3]?.id ?? '', 'visitor', 'quick');
  expect(store.unread).toBe(33);
  expect(world.requests).toHaveLength(asked);
});

test('a list shows nothing older than it has been fetched to', () => {
  const world = worldOf();
  const rows = new Map(world.conversations.map((one) => [one.id, one]));
  const newest = [...rows.values()].sort((a, b) => (a.updated_at < b.updated_at ? 1 : -1));
  const filter = { status: 'open' as const, botId: null, unreadOnly: false };
  expect(listed(rows, filter, { next: 'x', horizon: newest[1]?.updated_at ?? '' })).toEqual(newest.slice(0, 2));
  expect(listed(rows, filter, { next: null, horizon: newest[1]?.updated_at ?? '' })).toHaveLength(3);
});

test('what one person saw is gone when the store is stopped', async () => {
  const world = worldOf();
  connect(world);
  setCsrf(world.me.csrf);
  const store = new InboxStore(handStream());
  store.start();
  const id = world.conversations[0]?.id ?? '';
  const opening = store.open(id);
  store.setDraft(id, 'half a word');
  store.stop();
  await opening;
  expect(store.thread(id)).toBeUndefined();
  expect(store.draft(id)).toBe('');
  expect(store.unread).toBe(0);
});
