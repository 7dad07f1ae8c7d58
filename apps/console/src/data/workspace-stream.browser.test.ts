import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { connect, disconnect, setMute, setReachable, setUnknown } from '../../far-end/in-page.js';
import { SCENARIOS } from '../../far-end/scenarios.js';
import type { World } from '../../far-end/world.js';
import { type StreamListener, WorkspaceStream } from './workspace-stream.js';

let world: World;
let stream: WorkspaceStream;
const sessionExpired = vi.fn();
const heard: string[] = [];
const listener: StreamListener = {
  event: (event) => heard.push(event.type === 'message' ? event.message.body.text : event.type),
  resync: () => heard.push('resync'),
  typing: () => heard.push('typing'),
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
  world = SCENARIOS.full();
  connect(world);
  heard.length = 0;
  stream = new WorkspaceStream({ csrf: () => world.me.csrf, sessionExpired });
  stream.listen(listener);
});

afterEach(() => {
  stream.stop();
  vi.useRealTimers();
  vi.restoreAllMocks();
  sessionExpired.mockClear();
  disconnect();
});

const say = (text: string) => world.say(world.conversations[1]?.id ?? '', 'visitor', text);
/** Lets what is under way arrive, and no more. */
const arrive = () => vi.advanceTimersByTimeAsync(1);

/** How many sockets are opened from here on. */
const countSockets = (): (() => number) => {
  let opened = 0;
  globalThis.WebSocket = new Proxy(globalThis.WebSocket, {
    construct: (Socket, [url]: [string]) => {
      opened++;
      return new Socket(url);
    },
  });
  return () => opened;
};

test('the first welcome asks everybody to fetch, since events before it were not heard', async () => {
  stream.start();
  await arrive();
  expect(heard).toEqual(['resync']);
  expect(stream.state).toBe('live');
  say('one');
  await arrive();
  expect(heard).toEqual(['resync', 'one']);
});

test('after a cut the stream goes on where it was: nothing lost, nothing twice, nothing fetched', async () => {
  stream.start();
  await arrive();
  say('before');
  await arrive();
  world.dropSockets();
  await arrive();
  expect(stream.state).toBe('down');
  say('meanwhile');
  await vi.advanceTimersByTimeAsync(1_000);
  say('after');
  await arrive();
  expect(heard).toEqual(['resync', 'before', 'meanwhile', 'after']);
});

test('a hole the server cannot bridge makes everybody fetch', async () => {
  stream.start();
  await arrive();
  world.dropSockets('resync_required');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(heard).toEqual(['resync', 'resync']);
  expect(stream.state).toBe('live');
});

test('whose place another tab took comes back, but not at once', async () => {
  stream.start();
  await arrive();
  world.dropSockets(4429);
  await vi.advanceTimersByTimeAsync(14_000);
  expect([world.sockets, stream.state]).toEqual([0, 'down']);
  await vi.advanceTimersByTimeAsync(16_000);
  expect([world.sockets, stream.state]).toEqual([1, 'live']);
});

test('an ended session stops the stream and is told, once', async () => {
  stream.start();
  await arrive();
  world.signedIn = false;
  world.dropSockets('session_expired');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sessionExpired).toHaveBeenCalledOnce();
  expect(world.sockets).toBe(0);
});

test('attempts grow rarer while nobody answers, and one is made at once when the network is back', async () => {
  setReachable(false);
  stream.start();
  const attempts = countSockets();
  await vi.advanceTimersByTimeAsync(10_000);
  const early = attempts();
  await vi.advanceTimersByTimeAsync(50_000);
  expect(early).toBeGreaterThanOrEqual(3);
  expect(attempts() - early).toBeLessThan(early * 2);
  setReachable(true);
  dispatchEvent(new Event('online'));
  await arrive();
  expect(stream.state).toBe('live');
});

test('a socket that fell silent without closing is given up, at its next ping or when the page is looked at again', async () => {
  const opened = countSockets();
  stream.start();
  await arrive();
  setMute(true);
  await vi.advanceTimersByTimeAsync(25_000 + 11_000);
  expect([opened(), stream.state]).toEqual([1, 'live']);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(stream.state).toBe('down');
  setMute(false);
  await vi.advanceTimersByTimeAsync(1_000);
  expect([opened(), stream.state]).toEqual([2, 'live']);
  setMute(true);
  document.dispatchEvent(new Event('visibilitychange'));
  await vi.advanceTimersByTimeAsync(12_000);
  expect(stream.state).toBe('down');
});

test('a page that was hidden, whose timers came late, keeps its socket', async () => {
  const opened = countSockets();
  stream.start();
  await arrive();
  for (let ping = 0; ping < 3; ping++) {
    // A browser lets a hidden page's timer run once a minute.
    vi.setSystemTime(Date.now() + 60_000);
    await vi.advanceTimersByTimeAsync(25_000);
  }
  vi.setSystemTime(Date.now() + 60_000);
  document.dispatchEvent(new Event('visibilitychange'));
  await vi.advanceTimersByTimeAsync(12_000);
  expect([opened(), stream.state]).toEqual([1, 'live']);
});

test('a server that welcomes and sends away is met ever more rarely; one good connection makes it an early attempt again', async () => {
  const opened = countSockets();
  stream.start();
  for (let second = 0; second < 60; second++) {
    await arrive();
    if (stream.state === 'live') world.dropSockets();
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(opened()).toBeLessThanOrEqual(9);
  await vi.advanceTimersByTimeAsync(30_000 + 5_000);
  expect(stream.state).toBe('live');
  world.dropSockets();
  await vi.advanceTimersByTimeAsync(501);
  expect(stream.state).toBe('live');
});

const watchesSaid = () => {
  const said = vi.spyOn(JSON, 'stringify');
  return () => said.mock.calls.filter(([frame]) => (frame as { type?: string } | null)?.type === 'watch').length;
};

test('a server that is too old for `watch` is left in peace: asked once a minute, and its connection stays', async () => {
  setUnknown(['watch']);
  const [opened, said] = [countSockets(), watchesSaid()];
  const answers: boolean[] = [];
  const told = vi.fn();
  stream.listen({
    state: (state) => state === 'live' && answers.push(stream.watch([world.conversations[0]?.contact.id ?? ''], [])),
    presence: told,
  });
  stream.start();
  await vi.advanceTimersByTimeAsync(55_000);
  expect([opened(), said(), answers, stream.state]).toEqual([2, 1, [true, false], 'live']);
  await vi.advanceTimersByTimeAsync(15_000);
  expect([opened(), said(), answers, stream.state]).toEqual([3, 2, [true, false, false], 'live']);
  // In the place of the old one is a new one.
  setUnknown([]);
  await vi.advanceTimersByTimeAsync(61_000);
  expect([opened(), said(), told.mock.calls.length, stream.state]).toEqual([3, 3, 1, 'live']);
});

test('of nobody a fresh connection is not asked to tell; one that was asked of somebody is', async () => {
  stream.start();
  await arrive();
  const said = watchesSaid();
  expect([stream.watch([], []), said()]).toEqual([true, 0]);
  stream.watch([world.conversations[0]?.contact.id ?? ''], []);
  stream.watch([], []);
  expect(said()).toBe(2);
});

test('typing is told at most every three seconds a conversation', async () => {
  const frames: string[] = [];
  stream.start();
  await arrive();
  const send = vi.spyOn(JSON, 'stringify');
  for (let i = 0; i < 40; i++) {
    stream.sayTyping('a');
    await vi.advanceTimersByTimeAsync(100);
  }
  for (const [frame] of send.mock.calls) if ((frame as { type?: string })?.type === 'typing') frames.push('typing');
  send.mockRestore();
  expect(frames).toHaveLength(2);
});

test('what a visitor types is heard', async () => {
  stream.start();
  await arrive();
  world.typing(world.conversations[0]?.id ?? '');
  await arrive();
  expect(heard).toContain('typing');
});
