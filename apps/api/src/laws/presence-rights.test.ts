import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { PresenceService } from '../features/presence/index.js';
import { ConsoleGateway } from '../features/realtime/console.gateway.js';
import { StreamWatch } from '../features/realtime/stream-watch.js';
import { StaffSessionsService } from '../features/workspaces/index.js';
import { Bus } from '../platform/bus/bus.js';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { Ear } from './ear.js';
import { type Page, World } from './world.js';

/*
 * Presence is told without a look at who hears it: so whoever loses the right to it is noticed by a wake-up, and where none came, by
 * looking. Each of the two has to do it alone.
 */

let world: World;
let base: string;
let owner: ConsoleClient;
beforeAll(async () => {
  world = await World.start();
  base = await world.harness.listen();
  owner = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
});
afterAll(() => world.stop());
beforeEach(() => world.harness.clock.advance(61_000));
afterEach(() => vi.restoreAllMocks());

const as = (role: 'supervisor' | 'agent') => signIn(world.harness, { workspaceId: world.bot.workspaceId, role });
const nobodyLooks = () => vi.spyOn(world.harness.get(ConsoleGateway), 'lookAtSessions').mockResolvedValue();
const nobodyIsWoken = () => vi.spyOn(world.harness.get(Bus), 'publish').mockImplementation(() => {});
const change = (sql: string, values: unknown[]) =>
  world.harness.unitOfWork.run('test.change', (tx) => tx.manager.query(sql, values));

async function deskOf(member: ConsoleClient, page: Page, colleague?: ConsoleClient): Promise<Ear> {
  const desk = await Ear.ofMember(base, member);
  const member_ids = colleague === undefined ? [] : [colleague.user.id];
  desk.say({ type: 'watch', contact_ids: [page.contactId], member_ids });
  await desk.until(() => desk.frames.length > 1);
  return desk;
}

/** All of the news that comes when both are there. */
async function newsOfBoth(desk: Ear, page: Page, colleague: ConsoleClient): Promise<string[]> {
  const since = desk.frames.length;
  await Ear.ofMember(base, colleague);
  await Ear.follow(base, page);
  world.harness.get(PresenceService).tick();
  await desk.until(() => desk.frames.length > since);
  const told = desk.frames.slice(since) as unknown as { contacts: { id: string }[]; members: { id: string }[] }[];
  return told.flatMap(({ contacts, members }) => [...contacts, ...members].map(({ id }) => id));
}

test('whoever takes another role, which may not know of members, is told no more of them: a wake-up says it', async () => {
  const [supervisor, colleague, page] = [await as('supervisor'), await as('agent'), await world.page().becomeGuest()];
  const desk = await deskOf(supervisor, page, colleague);
  nobodyLooks();
  const looks = vi.spyOn(world.harness.get(StaffSessionsService), 'findMemberOfSession');
  await owner.patch(`/v1/console/members/${supervisor.user.id}`, { role: 'agent' }).expect(200);
  await vi.waitFor(() => expect(looks).toHaveBeenCalled());
  await Promise.all(looks.mock.results.map(({ value }) => value));
  expect(await newsOfBoth(desk, page, colleague)).toEqual([page.contactId]);
});

test('... and where no wake-up came, a look finds it', async () => {
  const [supervisor, colleague, page] = [await as('supervisor'), await as('agent'), await world.page().becomeGuest()];
  const desk = await deskOf(supervisor, page, colleague);
  nobodyIsWoken();
  await change("UPDATE staff_user SET role = 'agent' WHERE id = $1", [supervisor.user.id]);
  await world.harness.get(StreamWatch).look();
  expect(await newsOfBoth(desk, page, colleague)).toEqual([page.contactId]);
});

test('on whose browser another member signs in is sent away, and told of nobody', async () => {
  const [first, next, page] = [await as('agent'), await as('agent'), await world.page().becomeGuest()];
  const desk = await deskOf(first, page);
  nobodyLooks();
  const sessions = world.harness.get(StaffSessionsService);
  await world.harness.unitOfWork.run('test.sign_in', (tx) =>
    sessions.open(tx, next.user, { passwordGiven: true, cookieHeader: first.cookie }),
  );
  await first.get('/v1/console/contacts').expect(401);
  await desk.until(() => desk.closeCode !== null);
  expect([desk.closeCode, desk.bye, desk.frames.length]).toEqual([4403, 'session_expired', 3]);
});

test.each([
  ['is over by the time', 'UPDATE staff_session SET expires_at_ms = 1 WHERE user_id = $1'],
  ['was removed without a word', 'DELETE FROM staff_session WHERE user_id = $1'],
])('whose session %s is found by looking at sessions alone', async (_what, sql) => {
  const [member, stays, page] = [await as('agent'), await as('agent'), await world.page().becomeGuest()];
  const [desk, other] = [await deskOf(member, page), await deskOf(stays, page)];
  nobodyIsWoken();
  await change(sql, [member.user.id]);
  await world.harness.get(StreamWatch).lookAtSessions();
  await desk.until(() => desk.closeCode !== null);
  expect([desk.closeCode, desk.bye, other.closeCode]).toEqual([4403, 'session_expired', null]);
});
