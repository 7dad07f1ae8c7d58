import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { PresenceService } from '../features/presence/index.js';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { Ear } from './ear.js';
import { type Page, World } from './world.js';

/*
 * Who is online: a contact while a page of theirs is connected and a moment longer, a member while their console is. Told to members
 * of the workspace who look, and to nobody else.
 */

const GRACE = 12;

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

type Told = { id: string; online: boolean; last_seen_at: string | null };
const presenceTold = (desk: Ear): { contacts: Told[]; members: Told[] }[] =>
  (desk.frames as unknown as { type: string; contacts: Told[]; members: Told[] }[])
    .filter(({ type }) => type === 'presence')
    .map(({ contacts, members }) => ({ contacts, members }));
const seconds = (count: number) => {
  for (let second = 0; second < count; second += 1) world.harness.get(PresenceService).tick();
};
const watching = async (desk: Ear, contacts: (string | null)[], members: string[] = []): Promise<void> => {
  const before = presenceTold(desk).length;
  desk.say({ type: 'watch', contact_ids: contacts, member_ids: members });
  await desk.until(() => presenceTold(desk).length > before);
};
/** Everything a desk was told of since the last look, in its order. */
const news = (desk: Ear, since: number): Told[] =>
  presenceTold(desk)
    .slice(since)
    .flatMap(({ contacts, members }) => [...contacts, ...members]);
const agent = () => signIn(world.harness, { workspaceId: world.bot.workspaceId, role: 'agent' });
const gone = async (ear: Ear) => {
  ear.socket.close();
  await ear.until(() => ear.closeCode !== null);
};
/** Seconds go by until it is so: the server's end of a socket closes a moment after ours. */
const inTime = (desk: Ear, check: () => boolean) =>
  desk.until(() => {
    seconds(1);
    return check();
  });
const contactOf = async (page: Page) =>
  (await owner.get(`/v1/console/contacts/${page.contactId}`).expect(200)).body as {
    online: boolean;
    last_seen_at: string;
  };

test('a desk that looks at a contact is told how they stand, when they come, and when they have been gone for a while', async () => {
  const page = await world.page().becomeGuest();
  const desk = await Ear.ofMember(base, await agent());
  await watching(desk, [page.contactId]);
  expect(presenceTold(desk)).toEqual([
    { contacts: [{ id: page.contactId, online: false, last_seen_at: null }], members: [] },
  ]);
  const ears = [await Ear.follow(base, page), await Ear.follow(base, page)] as const;
  seconds(1);
  await desk.until(() => news(desk, 1).length > 0);
  await gone(ears[0]);
  seconds(GRACE * 2);
  await gone(ears[1]);
  seconds(GRACE / 2);
  // A page that is left for the next one.
  const next = await Ear.follow(base, page);
  seconds(GRACE);
  await gone(next);
  await inTime(desk, () => news(desk, 1).length > 1);
  const lastSeen = new Date(world.harness.clock.nowMs() - GRACE * 1000).toISOString();
  expect(news(desk, 1)).toEqual([
    { id: page.contactId, online: true, last_seen_at: null },
    { id: page.contactId, online: false, last_seen_at: lastSeen },
  ]);
});

test('whose page opens more sockets than it may is there until the last of those that stayed is gone', async () => {
  const page = await world.page().becomeGuest();
  const ears: Ear[] = [];
  for (let socket = 0; socket < 6; socket += 1) ears.push(await Ear.follow(base, page));
  await ears[0]?.until(() => ears[0]?.closeCode !== null);
  for (const ear of ears.slice(1, 5)) await gone(ear);
  seconds(GRACE * 2);
  expect((await contactOf(page)).online).toBe(true);
});

test('the lists of conversations and contacts and the contact itself say it as it is at that moment', async () => {
  const page = await world.page().becomeUser('presence-in-lists');
  await page.send('hello').expect(200);
  const all = async () => {
    const conversations = await owner.get('/v1/console/conversations').expect(200);
    const contacts = await owner.get('/v1/console/contacts').expect(200);
    const is = ({ id }: { id: string }) => id === page.contactId;
    return [
      conversations.body.items.map((one: { contact: { id: string } }) => one.contact).find(is).online,
      contacts.body.items.find(is).online,
      (await contactOf(page)).online,
    ];
  };
  expect(await all()).toEqual([false, false, false]);
  const ear = await Ear.follow(base, page);
  expect(await all()).toEqual([true, true, true]);
  await gone(ear);
  expect(await all()).toEqual([true, true, true]);
  await expect
    .poll(() => {
      seconds(GRACE);
      return all();
    })
    .toEqual([false, false, false]);
});

test('nobody hears of contacts they do not watch, nor of those they watched before', async () => {
  const [first, second] = [await world.page().becomeGuest(), await world.page().becomeGuest()];
  const desk = await Ear.ofMember(base, await agent());
  await watching(desk, [first.contactId]);
  await watching(desk, [second.contactId]);
  for (const page of [first, await world.page().becomeGuest(), second]) await Ear.follow(base, page);
  seconds(1);
  await desk.until(() => news(desk, 2).length > 0);
  expect(news(desk, 2)).toEqual([{ id: second.contactId, online: true, last_seen_at: null }]);
});

test('another workspace’s contact is nobody’s, whoever names it', async () => {
  const page = await world.page().becomeGuest();
  await Ear.follow(base, page);
  const stranger = await signIn(world.harness, {});
  const desk = await Ear.ofMember(base, stranger);
  await watching(desk, [page.contactId], [owner.user.id]);
  seconds(1);
  const other = await Ear.ofMember(base, owner);
  await watching(other, [page.contactId], [owner.user.id]);
  expect(presenceTold(desk)).toEqual([
    {
      contacts: [{ id: page.contactId, online: false, last_seen_at: null }],
      members: [{ id: owner.user.id, online: false, last_seen_at: null }],
    },
  ]);
  expect(news(other, 0).map(({ online }) => online)).toEqual([true, true]);
});

test('a member is online while their console is open; only who may read members is told, and in the list of members', async () => {
  const colleague = await agent();
  const [boss, peer] = [await Ear.ofMember(base, owner), await Ear.ofMember(base, await agent())];
  for (const desk of [boss, peer]) await watching(desk, [], [colleague.user.id]);
  expect([news(boss, 0), news(peer, 0)]).toEqual([[{ id: colleague.user.id, online: false, last_seen_at: null }], []]);
  const listed = async () => {
    const { body } = await owner.get('/v1/console/members?limit=100').expect(200);
    return body.items.find((one: { id: string }) => one.id === colleague.user.id).online;
  };
  expect(await listed()).toBe(false);
  const desk = await Ear.ofMember(base, colleague);
  seconds(1);
  await boss.until(() => news(boss, 1).length > 0);
  expect([await listed(), news(boss, 1)]).toEqual([
    true,
    [{ id: colleague.user.id, online: true, last_seen_at: null }],
  ]);
  await gone(desk);
  await inTime(boss, () => news(boss, 1).length > 1);
  expect([await listed(), news(boss, 1)[1]?.online, news(peer, 0)]).toEqual([false, false, []]);
});

test('of thousands who come at once a desk hears of those it shows, in one frame', async () => {
  const desk = await Ear.ofMember(base, await agent());
  const page = await world.page().becomeGuest();
  await watching(desk, [page.contactId, ...Array.from({ length: 299 }, () => crypto.randomUUID())]);
  const presence = world.harness.get(PresenceService);
  const room = `contact:${world.bot.workspaceId}` as const;
  for (let visitor = 0; visitor < 5_000; visitor += 1) presence.arrived(room, crypto.randomUUID());
  await Ear.follow(base, page);
  await inTime(desk, () => news(desk, 1).length > 0);
  expect(presenceTold(desk).slice(1)).toEqual([
    { contacts: [{ id: page.contactId, online: true, last_seen_at: null }], members: [] },
  ]);
});

test('a desk that names more than a screenful, or nonsense, is sent away; one that is as long as it may be is not', async () => {
  const ids = (count: number) => Array.from({ length: count }, () => crypto.randomUUID());
  const good = await Ear.ofMember(base, owner);
  await watching(good, ids(300), ids(100));
  expect(news(good, 0)).toHaveLength(400);
  for (const bad of [
    { contact_ids: ids(301), member_ids: [] },
    { contact_ids: [], member_ids: ids(101) },
    { contact_ids: ['x'], member_ids: [] },
    { contact_ids: [] },
  ]) {
    const desk = await Ear.ofMember(base, owner);
    desk.say({ type: 'watch', ...bad });
    await desk.until(() => desk.closeCode !== null);
    expect(desk.closeCode).toBe(4400);
  }
});

test('a visitor is told of nobody, and a connect writes nothing', async () => {
  const page = await world.page().becomeUser('presence-of-nobody');
  const { after } = await page.history();
  const before = await contactOf(page);
  // What were written now would be another instant.
  world.harness.clock.advance(61_000);
  const [ear, other] = [await Ear.follow(base, page, after), await Ear.follow(base, await world.page().becomeGuest())];
  seconds(1);
  other.say({ type: 'watch', contact_ids: [page.contactId], member_ids: [] });
  await other.until(() => other.closeCode !== null);
  expect(other.closeCode).toBe(4400);
  expect([...ear.frames, ...other.frames].filter(({ type }) => (type as string) === 'presence')).toEqual([]);
  await gone(ear);
  await expect
    .poll(() => {
      seconds(GRACE);
      return contactOf(page);
    })
    .toEqual(before);
});
