import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Ear } from './ear.js';
import { Browser, type Page, secret, World } from './world.js';

/* Threats of the order in which things arrive, each by its name in the list of threats. */

let world: World;
let base: string;
beforeAll(async () => {
  world = await World.start();
  base = await world.harness.listen();
});
afterAll(() => world.stop());
beforeEach(() => world.harness.clock.advance(61_000));

let users = 0;
const someUser = (): string => `switcher-${++users}`;

/** The same page view as it was a moment ago, as a request that is still under way remembers it. */
function asItWas(page: Page): Page {
  return Object.assign(Object.create(page) as Page, { epoch: page.epoch, token: page.token });
}

test('late answer for the previous user: what an older epoch asks gets nothing, with whichever token', async () => {
  const page = await world.page().becomeUser(someUser());
  await page.send('sentinel of A').expect(200);
  const before = asItWas(page);
  await page.becomeUser(someUser());
  await page.send('sentinel of B').expect(200);
  for (const token of [page.token, before.token, secret()]) {
    for (const [method, path] of [
      ['get', 'messages'],
      ['post', 'heartbeat'],
      ['post', 'open'],
    ] as const) {
      const request = before.call(method, path, { token });
      const { status, body, text } = await (method === 'get' ? request : request.send({}));
      expect([path, status, body.code]).toEqual([path, 409, 'identity_superseded']);
      expect(text).not.toContain('sentinel');
    }
  }
  expect(await page.texts()).toEqual(['sentinel of B']);
});

test('queue of the previous user: a message written as one user is stored for no other', async () => {
  const userA = someUser();
  const page = await world.page().becomeUser(userA);
  const before = asItWas(page);
  await page.becomeUser(someUser());
  const queued = { client_id: randomUUID(), text: 'queued by A' };
  await before.call('post', 'messages', { token: page.token }).send(queued).expect(409);
  await before.call('post', 'messages').send(queued).expect(409);
  page.token = before.token;
  await page.send('queued by A').expect(401);
  const stored = await world.harness.reader.manager.query(`select id from message where body like '%queued by A%'`);
  expect(stored).toEqual([]);
});

test('two identifications racing: whichever arrives last, the page is whom it asked for last', async () => {
  for (let round = 0; round < 6; round++) {
    const [early, late] = [someUser(), someUser()];
    const page = world.page();
    const first = page.identify(early);
    const second = page.identify(late);
    // Sent at once, in either order.
    const answers = await Promise.all(round % 2 === 0 ? [first, second] : [second, first]);
    const [ofFirst, ofSecond] = round % 2 === 0 ? answers : [...answers].reverse();
    expect(ofSecond?.status).toBe(200);
    page.token = ofSecond?.body.token;
    expect((await page.call('post', 'heartbeat').send({}).expect(200)).body.contact_id).toBe(ofSecond?.body.contact_id);
    const stale = asItWas(page);
    stale.epoch -= 1;
    await stale.call('get', 'messages', { token: ofFirst?.body.token ?? secret() }).expect(409);
  }
  // Held up on the way, a call that was numbered earlier changes nothing when it comes at last.
  const page = world.page();
  page.epoch = 1;
  await page.becomeUser(someUser());
  const tardy = asItWas(page);
  tardy.epoch = 0;
  const userId = someUser();
  expect((await tardy.identify(userId).expect(409)).body.code).toBe('identity_superseded');
  await page.call('get', 'messages').expect(200);
  const made = await world.harness.reader.manager.query('select id from contact where custom_user_id = $1', [userId]);
  expect(made).toEqual([]);
});

test('page from the back/forward cache: before it paints it is told that its identity has ended', async () => {
  const userId = someUser();
  const browser = new Browser();
  const cached = await world.page(browser).becomeUser(userId);
  await cached.send('private').expect(200);
  await (await world.page(browser).becomeUser(userId)).logOut().expect(204);
  const woken = await cached.call('post', 'heartbeat').send({}).expect(409);
  expect(woken.body.code).toBe('logged_out');
  const history = await cached.call('get', 'messages').expect(409);
  expect(history.text).not.toContain('private');

  const asleep = await world.page().becomeUser(someUser());
  world.harness.clock.advance(31 * 60_000);
  expect((await asleep.call('post', 'heartbeat').send({}).expect(401)).body.code).toBe('session_expired');
});

test('stale socket after a switch: what happens to A later is not told to the page that is B now', async () => {
  const userA = someUser();
  const page = await world.page().becomeUser(userA);
  const elsewhere = await world.page().becomeUser(userA);
  const ear = await Ear.follow(base, page);
  await page.becomeUser(someUser());
  await elsewhere.send('sentinel of A').expect(200);
  await page.send('sentinel of B').expect(200);
  await ear.until(() => ear.closeCode !== null || ear.texts.length > 0);
  expect(ear.texts).toEqual([]);
  expect(ear.bye).toBe('identity_superseded');
});
