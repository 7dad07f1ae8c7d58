import { CONSOLE_SOCKET_PATH, ConsoleClientFrame, WIDGET_SOCKET_PATH, WidgetClientFrame } from '@chatku/schemas';
import fc from 'fast-check';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { nearlyGood } from './hostile-json.js';
import { ORIGIN, type Page, World } from './world.js';

/* No frame, before or after the greeting, brings a socket's server down or is taken for something else. */

let world: World;
let base: string;
let page: Page;
let owner: ConsoleClient;
beforeAll(async () => {
  world = await World.start();
  base = await world.harness.listen();
  page = await world.page().becomeUser('u-1');
  owner = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
});
afterAll(() => world.stop());

const widgetHello = async () => ({
  type: 'hello',
  protocol: 1,
  bot_id: world.bot.id,
  token: page.token,
  page: page.secret,
  epoch: page.epoch,
  after: (await page.history()).after,
});
const consoleHello = async () => ({ type: 'hello', protocol: 1, csrf: owner.csrf });

/** Opens a socket, greets, says a frame once it is welcome, and waits until it is closed or has answered a ping. */
async function say(
  path: string,
  greeting: string,
  frame?: string,
): Promise<{ closeCode: number | null; told: string[] }> {
  const isConsole = path === CONSOLE_SOCKET_PATH;
  const socket = new WebSocket(base.replace('http', 'ws') + path, {
    origin: isConsole ? world.harness.config.publicUrl : ORIGIN,
    headers: isConsole ? { cookie: owner.cookie } : {},
  });
  const told: string[] = [];
  const closeCode = await new Promise<number | null>((resolve) => {
    socket.on('error', () => {});
    socket.once('close', resolve);
    socket.once('open', () => socket.send(greeting));
    socket.on('message', (data) => {
      const { type } = JSON.parse(String(data)) as { type: string };
      told.push(type);
      if (type === 'pong') resolve(null);
      if (type !== 'welcome') return;
      if (frame !== undefined) socket.send(frame);
      socket.send('{"type":"ping"}');
    });
  });
  socket.terminate();
  return { closeCode, told };
}

const asText = (value: unknown): string => JSON.stringify(value) ?? '';

describe.each([
  ['the visitors’ socket', WIDGET_SOCKET_PATH, WidgetClientFrame, widgetHello],
  ['the console’s socket', CONSOLE_SOCKET_PATH, ConsoleClientFrame, consoleHello],
])('%s', (_name, path, own, greeting) => {
  test('greets only whom a right greeting names', async () => {
    const hello = await greeting();
    expect((await say(path, asText(hello))).told.slice(0, 2)).toEqual(['welcome', 'pong']);
    const property = fc.asyncProperty(nearlyGood(hello), async (frame) => {
      const { closeCode, told } = await say(path, asText(frame));
      if (told.includes('welcome')) expect(frame).toMatchObject(hello);
      else expect([1006, 1009, 4400, 4401, 4403]).toContain(closeCode);
    });
    await fc.assert(property, { numRuns: 40 });
  });

  test('closes on any frame that is none of its own', async () => {
    const hello = asText(await greeting());
    // A console passes over what only a newer page would say: an object of a type that it does not know.
    const types: readonly string[] = own.options.map(({ entries }) => entries.type.literal);
    const isOfLater = (frame: unknown) => {
      const named = v.safeParse(v.object({ type: v.string() }), frame);
      return path === CONSOLE_SOCKET_PATH && named.success && !types.includes(named.output.type);
    };
    const isOwn = (frame: unknown) =>
      isOfLater(frame) || (v.safeParse(own, frame).success && (frame as { type: string }).type !== 'hello');
    const property = fc.asyncProperty(nearlyGood({ type: 'typing', conversation_id: world.bot.id }), async (frame) => {
      const { closeCode } = await say(path, hello, asText(frame));
      if (isOwn(frame)) expect(closeCode).toBeNull();
      else expect([1006, 1009, 4400]).toContain(closeCode);
    });
    await fc.assert(property, { numRuns: 30 });
  });
});

test('what only a newer page says is passed over by the console’s socket, and what is no frame at all is not', async () => {
  const hello = asText(await consoleHello());
  const closedWith = async (frame: unknown) => (await say(CONSOLE_SOCKET_PATH, hello, asText(frame))).closeCode;
  for (const frame of [{ type: 'newer' }, { type: '', contact_ids: 7 }]) expect(await closedWith(frame)).toBeNull();
  for (const frame of [
    {},
    [],
    [{ type: 'newer' }],
    { type: 7 },
    { type: ['ping'] },
    { type: 'ping', more: 1 },
    'newer',
  ]) {
    expect(await closedWith(frame)).toBe(4400);
  }
  // Out of turn: nobody has said who they are.
  expect((await say(CONSOLE_SOCKET_PATH, asText({ type: 'newer' }))).closeCode).toBe(4400);
});

test('afterwards the server serves, and has nothing to complain about', async () => {
  await world.harness.request.get('/health/ready').expect(200);
  expect(world.harness.log.filter(({ level }) => level === 'error')).toEqual([]);
});
