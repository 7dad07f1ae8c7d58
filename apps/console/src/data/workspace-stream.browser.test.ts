import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { connect, disconnect, setReachable } from '../../far-end/in-page.js';
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
  vi.clearAllMocks();
  disconnect();
});

const say = (text: string) => world.say(world.conversations[1]?.id ?? '', 'visitor', text);
/** Lets what is under way arrive, and no more. */
const arrive = () => vi.advanceTimersByTimeAsync(1);

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
  let attempts = 0;
  const Socket = globalThis.WebSocket;
  globalThis.WebSocket = new Proxy(Socket, {
    construct: (target, [url]: [string]) => {
      attempts++;
      return new target(url);
    },
  });
  await vi.advanceTimersByTimeAsync(10_000);
  const early = attempts;
  await vi.advanceTimersByTimeAsync(50_000);
  expect(early).toBeGreaterThanOrEqual(3);
  expect(attempts - early).toBeLessThan(early * 2);
  setReachable(true);
  dispatchEvent(new Event('online'));
  await arrive();
  expect(stream.state).toBe('live');
});

test('a socket that fell silent without closing is given up', async () => {
  stream.start();
  await arrive();
  expect(world.sockets).toBe(1);
  const mute = vi.spyOn(JSON, 'parse').mockImplementation(() => ({ type: 'unheard' }));
  // Pings go out, and no answer is understood.
  vi.setSystemTime(Date.now() + 45_000);
  await vi.advanceTimersByTimeAsync(25_000);
  mute.mockRestore();
  expect(heard.filter((what) => what === 'resync')).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(stream.state).toBe('live');
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
