import { type FlowGraph, pathOf } from '@chatku/schemas';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { Ear } from './ear.js';
import { Browser, type Page, secret, World } from './world.js';

/* Threats around the thread that somebody wrote as a guest, each by its name in the list of threats. */

const ASKS_FOR_EMAIL: FlowGraph = {
  start: 'ask',
  steps: [{ id: 'ask', kind: 'question', text: 'Which e-mail?', answer: { type: 'email' }, save_to: 'email' }],
};
const STALE_MS = 31 * 60_000;

let world: World;
let base: string;
let owner: ConsoleClient;
beforeAll(async () => {
  world = await World.start();
  base = await world.harness.listen();
  await world.changeBot({ guestFlowId: await world.publish(ASKS_FOR_EMAIL) });
  owner = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
});
afterAll(() => world.stop());
beforeEach(() => world.harness.clock.advance(61_000));

let users = 0;
const someUser = (): string => `person-${++users}`;

/** A guest in this browser who has written these words. */
async function guestWho(browser: Browser, ...words: string[]): Promise<Page> {
  const page = await world.page(browser).becomeGuest();
  for (const text of words) await page.send(text).expect(200);
  return page;
}

test('planted guest thread: what another tab or person wrote, even in part, is asked about and not taken', async () => {
  const planted = new Browser();
  const attackers = new Browser();
  await guestWho(attackers, 'planted words');
  planted.guestToken = attackers.guestToken;
  const victim = await world.page(planted).becomeUser(someUser());
  expect(victim.link.kind).toBe('ask');
  expect(await victim.texts()).toEqual([]);

  const mixed = new Browser();
  await guestWho(mixed, 'own words');
  const intruder = world.page(mixed);
  await intruder.becomeGuest();
  await intruder.send('words of another tab', { tab_secret: secret() }).expect(200);
  await intruder.send('own words again').expect(200);
  expect((await world.page(mixed).becomeUser(someUser())).link.kind).toBe('ask');

  const without = new Browser();
  await guestWho(without, 'own words');
  expect((await world.page(without).becomeUser(someUser(), { tab_secret: null })).link.kind).toBe('ask');
});

test('link prompt as bait: the question holds no word of the thread, and only its own page, in time and with the guest’s secret, can say yes', async () => {
  const browser = new Browser();
  const page = await guestWho(browser, 'Click https://evil.example to win');
  world.harness.clock.advance(STALE_MS);
  const { body } = await page.identify(someUser(), { guest_token: browser.guestToken }).expect(200);
  expect(Object.keys(body.link).sort()).toEqual(['expires_at', 'kind', 'last_at', 'messages', 'nonce']);
  expect(JSON.stringify(body)).not.toContain('evil');
  page.token = body.token;
  const yes = { nonce: body.link.nonce, guest_token: browser.guestToken, answer: 'link' };

  const other = await world.page().becomeUser(someUser());
  await other.call('post', 'link').send(yes).expect(410);
  const wrong = { ...yes, guest_token: secret() };
  await page.call('post', 'link').send(wrong).expect(410);
  world.harness.clock.advance(15 * 60_000 + 1);
  await page.call('post', 'link').send(yes).expect(410);
  expect(await page.texts()).toEqual([]);
});

test('a no to the question is final, and the thread stays the guest’s', async () => {
  const browser = new Browser();
  const page = await guestWho(browser, 'not mine');
  world.harness.clock.advance(STALE_MS);
  await page.becomeUser(someUser());
  if (page.link.kind !== 'ask') throw new Error('not asked');
  const answer = { nonce: page.link.nonce, guest_token: browser.guestToken, answer: 'leave' };
  await page.call('post', 'link').send(answer).expect(200);
  await page
    .call('post', 'link')
    .send({ ...answer, answer: 'link' })
    .expect(410);
  expect(await page.texts()).toEqual([]);
  const guest = await world.page(browser).becomeGuest();
  expect(await guest.texts()).toContain('not mine');
});

test('undo of a link leaks nothing: history, counts, fields and socket forget what the guest brought', async () => {
  const browser = new Browser();
  const page = world.page(browser);
  await page.becomeGuest();
  await page.call('post', 'open').send({}).expect(200);
  await page.send('guest-secret@example.my').expect(200);
  await page.call('patch', 'contact').send({ name: 'Guest Secret' }).expect(200);
  const deadToken = browser.guestToken;
  await page.becomeUser(someUser());
  expect(page.link.kind).toBe('linked');
  await page.send('after the link').expect(200);
  const { after } = await page.history();

  const contact = pathOf('get_contact', { contact_id: page.contactId });
  const { body: linked } = await owner.get(contact).expect(200);
  expect(linked.fields.map(({ name }: { name: string }) => name)).toEqual(['email', 'name']);
  const undo = pathOf('undo_link', { contact_id: page.contactId, link_id: linked.links[0].id });
  await owner.post(undo, {}).expect(204);

  const history = await page.history();
  expect(history.items.map(({ body }) => body.text)).toEqual(['after the link']);
  expect(history.unread).toBe(0);
  const { body: undone } = await owner.get(contact).expect(200);
  expect(undone.fields).toEqual([]);
  expect(undone.name).toBeNull();
  const agents = await owner.get(pathOf('list_messages', { conversation_id: linked.links[0].conversation_id }));
  expect(agents.text).toContain('guest-secret@example.my');

  const ear = await Ear.follow(base, page, after);
  await ear.until(() => ear.frames.some(({ type }) => type === 'event'));
  expect(JSON.stringify(ear.frames)).toContain('history_changed');
  expect(ear.texts).toEqual([]);
  ear.socket.close();

  const thief = world.page();
  thief.browser.guestToken = deadToken;
  await thief.becomeGuest();
  expect(await thief.texts()).toEqual([]);
});

test('wrong user on a shared computer: the next page view is a guest, and the next user gets nothing of the last', async () => {
  const shared = new Browser();
  await guestWho(shared, 'words of a guest');
  const first = world.page(shared);
  await first.becomeUser(someUser());
  await first.send('words of the first user').expect(200);

  // A forgotten log-out: all that is left is what the browser keeps beyond a page view.
  const next = world.page(shared);
  const answer = await next.call('post', 'heartbeat', { token: shared.guestToken }).send({}).expect(401);
  expect(answer.body.code).toBe('unauthenticated');
  await next.becomeGuest();
  expect(next.contactId).not.toBe(first.contactId);
  expect(await next.texts()).toEqual([]);
  await next.send('words of whoever came next').expect(200);

  const second = await world.page(shared).becomeUser(someUser(), { tab_secret: secret() });
  expect(second.link.kind).toBe('ask');
  expect(await second.texts()).toEqual([]);
});

test('a guest’s thread that was written beside a verified user is never taken unasked by the next one', async () => {
  const shared = new Browser();
  const guest = await guestWho(shared);
  await world.page(shared).becomeUser(someUser());
  await guest.send('whose words are these?').expect(200);
  const next = await world.page(shared).becomeUser(someUser());
  expect(next.link.kind).toBe('ask');
  expect(await next.texts()).toEqual([]);
});
