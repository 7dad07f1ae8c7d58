import { setImmediate as turn } from 'node:timers/promises';
import { CONSOLE_SOCKET_PATH, PROTOCOL_VERSION } from '@chatku/schemas';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { WebSocketServer } from 'ws';
import { contactsOf, membersOf, PresenceService } from '../features/presence/index.js';
import { ConsoleGateway } from '../features/realtime/console.gateway.js';
import { PresenceWatch } from '../features/realtime/presence-watch.js';
import { StreamRepository } from '../features/realtime/stream.repository.js';
import { WidgetGateway } from '../features/realtime/widget.gateway.js';
import { StaffSessionsService } from '../features/workspaces/index.js';
import { signIn } from '../testing/console-client.js';
import { Ear } from './ear.js';
import { World } from './world.js';

/*
 * A socket that is gone leaves nobody there and nothing behind, whenever it goes.
 */

let world: World;
let base: string;
let presence: PresenceService;
beforeAll(async () => {
  world = await World.start();
  base = await world.harness.listen();
  presence = world.harness.get(PresenceService);
});
afterAll(() => world.stop());
beforeEach(() => world.harness.clock.advance(61_000));
afterEach(() => vi.restoreAllMocks());

const agent = () => signIn(world.harness, { workspaceId: world.bot.workspaceId, role: 'agent' });

/** Holds every call of this method until it is let go. */
function hold<Of extends object>(of: Of, method: keyof Of & string) {
  let letGo = (): void => {};
  const free = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const own = (of[method] as (...given: unknown[]) => Promise<unknown>).bind(of);
  const calls = vi.fn(async (...given: unknown[]) => {
    await free;
    return own(...given);
  });
  vi.spyOn(of as Record<string, () => Promise<unknown>>, method).mockImplementation(calls);
  return {
    called: () => vi.waitFor(() => expect(calls).toHaveBeenCalled()),
    /** Everything that waited has gone on, as far as it goes at once. */
    letGo: async () => {
      letGo();
      await Promise.all(calls.mock.results.map(({ value }) => value as Promise<unknown>));
      await turn();
    },
  };
}

const openSockets = (): number =>
  [ConsoleGateway, WidgetGateway]
    .map((gateway) => (world.harness.get<unknown>(gateway) as { server: WebSocketServer }).server.clients.size)
    .reduce((sum, size) => sum + size);

/** Cuts the wire, and waits until the server has noticed. */
async function cut(ear: Ear): Promise<void> {
  const before = openSockets();
  ear.socket.terminate();
  await vi.waitFor(() => expect(openSockets()).toBeLessThan(before));
}

/** Seconds go by until whoever has gone counts as gone. */
const isGone = (room: ReturnType<typeof contactsOf>, id: string) =>
  vi.waitFor(() => {
    presence.tick();
    expect(presence.isOnline(room, id)).toBe(false);
  }, 5_000);

test('a visitor’s socket that closes while it is greeted leaves nobody there', async () => {
  const page = await world.page().becomeGuest();
  const { after } = await page.history();
  const greeting = hold(world.harness.get(StreamRepository), 'readVisitor');
  const ear = await Ear.open(base);
  ear.hello(page, after);
  await greeting.called();
  const room = contactsOf(world.bot.workspaceId);
  expect(presence.isOnline(room, page.contactId ?? '')).toBe(true);
  await cut(ear);
  await greeting.letGo();
  await isGone(room, page.contactId ?? '');
});

test('nor does a member’s', async () => {
  const member = await agent();
  const greeting = hold(world.harness.get(StreamRepository), 'readWorkspace');
  const ear = await Ear.open(base, base, CONSOLE_SOCKET_PATH, { cookie: member.cookie });
  ear.say({ type: 'hello', protocol: PROTOCOL_VERSION, csrf: member.csrf });
  await greeting.called();
  const room = membersOf(world.bot.workspaceId);
  expect(presence.isOnline(room, member.user.id)).toBe(true);
  await cut(ear);
  await greeting.letGo();
  await isGone(room, member.user.id);
});

test('whom a console asked about before it closed is not looked at for it afterwards', async () => {
  const page = await world.page().becomeGuest();
  const ear = await Ear.ofMember(base, await agent());
  const watch = vi.spyOn(PresenceWatch.prototype, 'watch');
  ear.say({ type: 'watch', contact_ids: [page.contactId], member_ids: [] });
  await ear.until(() => ear.frames.length > 1);
  const [[watcher] = []] = watch.mock.calls;
  if (watcher === undefined) throw new Error('nobody watches');
  const told = vi.spyOn(watcher, 'tellPresence');
  await cut(ear);
  presence.arrived(contactsOf(world.bot.workspaceId), page.contactId ?? '');
  presence.tick();
  expect(told).not.toHaveBeenCalled();
});

test('a question that is heard after its console closed is forgotten', async () => {
  const ear = await Ear.ofMember(base, await agent());
  const watch = vi.spyOn(PresenceWatch.prototype, 'watch');
  const look = hold(world.harness.get(StaffSessionsService), 'findMemberOfSession');
  ear.say({ type: 'watch', contact_ids: [crypto.randomUUID()], member_ids: [] });
  await look.called();
  await cut(ear);
  await look.letGo();
  expect(watch).not.toHaveBeenCalled();
});
