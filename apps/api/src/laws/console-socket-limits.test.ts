import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { WebSocketServer } from 'ws';
import { ConsoleGateway } from '../features/realtime/console.gateway.js';
import { StaffSessionsService } from '../features/workspaces/index.js';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { Ear } from './ear.js';
import { World } from './world.js';

/*
 * What one member's consoles may hold of a server.
 */

let world: World;
let base: string;
beforeAll(async () => {
  world = await World.start();
  base = await world.harness.listen();
});
afterAll(() => world.stop());
beforeEach(() => world.harness.clock.advance(61_000));
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const agentOf = ({ harness, bot }: World) => signIn(harness, { workspaceId: bot.workspaceId, role: 'agent' });

/** The same member, signed in once more. */
async function anotherBrowser({ user }: ConsoleClient): Promise<{ cookie: string; csrf: string }> {
  const { harness } = world;
  const sessions = harness.get(StaffSessionsService);
  const token = await harness.unitOfWork.run('test.browser', (tx) => sessions.open(tx, user, { passwordGiven: true }));
  const cookie = `chatku_session=${token}`;
  const member = await sessions.findMember(harness.reader, cookie);
  if (member === null) throw new Error('the session that was just opened is not found');
  return { cookie, csrf: member.csrf };
}

/** Everything said on this socket so far has come in. */
async function arrived({ socket }: Ear): Promise<void> {
  socket.ping();
  await once(socket, 'pong');
}

const pongs = (ear: Ear): number => ear.frames.filter(({ type }) => String(type) === 'pong').length;

async function pinged(ear: Ear): Promise<void> {
  const before = pongs(ear);
  ear.say({ type: 'ping' });
  await ear.until(() => pongs(ear) > before);
}

async function closed(ear: Ear): Promise<[code: number | null, reason: string]> {
  if (ear.closeCode !== null) throw new Error('It has closed before; its reason was not heard.');
  const [, reason] = (await once(ear.socket, 'close')) as [number, Buffer];
  return [ear.closeCode, String(reason)];
}

async function tabs(of: Pick<ConsoleClient, 'cookie' | 'csrf'>, count: number): Promise<Ear[]> {
  const ears: Ear[] = [];
  while (ears.length < count) ears.push(await Ear.ofMember(base, of));
  return ears;
}

test('a session has twenty sockets at most: the oldest is told so and goes, and another session’s stay', async () => {
  const member = await agentOf(world);
  const other = await Ear.ofMember(base, await agentOf(world));
  const [oldest, second, ...others] = await tabs(member, 20);
  if (oldest === undefined || second === undefined) throw new Error('no sockets');
  const told = closed(oldest);
  const [newest] = await tabs(member, 1);
  expect(await told).toEqual([4429, 'too many sockets']);
  for (const ear of [second, ...others, newest, other]) if (ear !== undefined) await pinged(ear);
  // One that closes by itself gives its place back.
  newest?.socket.close();
  await newest?.until(() => newest.closeCode !== null);
  await tabs(member, 1);
  await pinged(second);
});

test('a member has sixty, on however many browsers', async () => {
  const first = await agentOf(world);
  const later = [await anotherBrowser(first), await anotherBrowser(first), await anotherBrowser(first)];
  const [oldest, second] = await tabs(first, 15);
  for (const session of later) await tabs(session, 15);
  if (oldest === undefined || second === undefined) throw new Error('no sockets');
  const told = closed(oldest);
  await tabs(first, 1);
  expect(await told).toEqual([4429, 'too many sockets']);
  await pinged(second);
});

test('who is silent for three minutes is told so and goes; who pings stays', async () => {
  // Of the server's timers only those that come again and again, the one that looks for the silent among them.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const own = await World.start();
  try {
    const at = await own.harness.listen();
    const member = await agentOf(own);
    const [silent, pinging] = [await Ear.ofMember(at, member), await Ear.ofMember(at, member)];
    const told = closed(silent);
    for (let beat = 0; beat < 3; beat += 1) {
      expect(silent.closeCode).toBeNull();
      vi.advanceTimersByTime(60_000);
      await pinged(pinging);
    }
    vi.advanceTimersByTime(5_000);
    expect(await told).toEqual([4410, 'silent']);
    await pinged(pinging);
  } finally {
    await own.stop();
  }
});

test('who is silent because nobody is there any more is cut off soon after, and not waited for', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const own = await World.start();
  try {
    const at = await own.harness.listen();
    const ear = await Ear.ofMember(at, await agentOf(own));
    // Its end of the wire hears nothing, and so never says that it closes.
    ear.socket.pause();
    const { clients } = (own.harness.get<unknown>(ConsoleGateway) as { server: WebSocketServer }).server;
    expect(clients.size).toBe(1);
    vi.advanceTimersByTime(185_000);
    await vi.waitFor(() => expect(clients.size).toBe(0), 10_000);
  } finally {
    await own.stop();
  }
});

test('a frame longer than any of a console’s closes the socket', async () => {
  const ear = await Ear.ofMember(base, await agentOf(world));
  const told = closed(ear);
  ear.say(JSON.stringify({ type: 'ping', padding: 'x'.repeat(64 * 1024) }));
  expect([1006, 1009]).toContain((await told)[0]);
});

test('of a flood of frames one is under way at a time, of each kind the last is heard, and none of it ends the socket', async () => {
  const ear = await Ear.ofMember(base, await agentOf(world));
  const staff = world.harness.get(StaffSessionsService);
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const look = staff.findMemberOfSession.bind(staff);
  const looks = vi.spyOn(staff, 'findMemberOfSession').mockImplementation(async (...asked) => {
    await held;
    return look(...asked);
  });
  for (let frame = 0; frame < 50; frame += 1) {
    ear.say({ type: 'ping' });
    ear.say({ type: 'typing', conversation_id: crypto.randomUUID() });
  }
  await arrived(ear);
  expect(looks).toHaveBeenCalledTimes(1);
  release();
  await pinged(ear);
  // The first, one of each kind that waited, and the last ping.
  expect(looks.mock.calls.length).toBeLessThanOrEqual(4);
  expect(ear.closeCode).toBeNull();
});
