import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { SessionsService } from '../features/sessions/index.js';
import { Ear } from './ear.js';
import { World } from './world.js';

/*
 * What one visitor's page may hold of a server, once it has said who it is.
 */

let world: World;
let base: string;
beforeAll(async () => {
  world = await World.start();
  base = await world.harness.listen();
});
afterAll(() => world.stop());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Everything said on this socket so far has come in. */
async function arrived({ socket }: Ear): Promise<void> {
  socket.ping();
  await once(socket, 'pong');
}

const pongs = (ear: Ear): number => ear.frames.filter(({ type }) => type === 'pong').length;

async function pinged(ear: Ear): Promise<void> {
  const before = pongs(ear);
  ear.say({ type: 'ping' });
  await ear.until(() => pongs(ear) > before);
}

test('a page has five sockets at most: the oldest goes, and another page’s stay', async () => {
  const page = await world.page().becomeGuest();
  const other = await Ear.follow(base, await world.page().becomeGuest());
  const ears: Ear[] = [];
  for (let socket = 0; socket < 7; socket += 1) ears.push(await Ear.follow(base, page));
  for (const ear of ears.slice(0, 2)) await ear.until(() => ear.closeCode !== null);
  for (const ear of [...ears.slice(2), other]) await pinged(ear);
  // One that closes by itself gives its place back.
  ears[6]?.socket.close();
  await ears[6]?.until(() => ears[6]?.closeCode !== null);
  await pinged(await Ear.follow(base, page));
  for (const ear of ears.slice(2, 6)) await pinged(ear);
});

test('of a flood of frames one is under way at a time, and none of it ends the socket', async () => {
  const ear = await Ear.follow(base, await world.page().becomeGuest());
  const sessions = world.harness.get(SessionsService);
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const look = sessions.requireLetIn.bind(sessions);
  const looks = vi.spyOn(sessions, 'requireLetIn').mockImplementation(async (...asked) => {
    await held;
    return look(...asked);
  });
  for (let frame = 0; frame < 50; frame += 1) {
    ear.say({ type: 'ping' });
    ear.say({ type: 'typing' });
  }
  await arrived(ear);
  expect(looks).toHaveBeenCalledTimes(1);
  release();
  await pinged(ear);
  // The first, one of each kind that waited, and the last ping.
  expect(looks.mock.calls.length).toBeLessThanOrEqual(4);
  expect(ear.closeCode).toBeNull();
});

test('typing that comes too soon after typing asks nothing of the database', async () => {
  const ear = await Ear.follow(base, await world.page().becomeGuest());
  const looks = vi.spyOn(world.harness.get(SessionsService), 'requireLetIn');
  for (const expected of [2, 3]) {
    ear.say({ type: 'typing' });
    await pinged(ear);
    expect(looks).toHaveBeenCalledTimes(expected);
  }
  world.harness.clock.advance(2_000);
  ear.say({ type: 'typing' });
  await pinged(ear);
  expect(looks).toHaveBeenCalledTimes(5);
});

test('who is silent for three pings is cut off; who pings stays', async () => {
  // Of the server's timers only the one that looks for the silent.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const own = await World.start();
  try {
    const at = await own.harness.listen();
    const [silent, pinging] = [
      await Ear.follow(at, await own.page().becomeGuest()),
      await Ear.follow(at, await own.page().becomeGuest()),
    ];
    for (let beat = 0; beat < 3; beat += 1) {
      expect(silent.closeCode).toBeNull();
      vi.advanceTimersByTime(45_000);
      await pinged(pinging);
    }
    vi.advanceTimersByTime(5_000);
    await silent.until(() => silent.closeCode !== null);
    await pinged(pinging);
    expect([silent.closeCode, silent.bye, pinging.closeCode]).toEqual([1006, undefined, null]);
  } finally {
    await own.stop();
  }
});
