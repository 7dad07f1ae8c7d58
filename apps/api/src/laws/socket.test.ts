import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { EventsService } from '../features/events/index.js';
import { KeyRingService } from '../features/identity/index.js';
import { Ear } from './ear.js';
import { Browser, secret, World } from './world.js';

let world: World;
let base: string;
beforeAll(async () => {
  world = await World.start();
  base = await world.harness.listen();
});
afterAll(() => world.stop());
beforeEach(() => world.harness.clock.advance(61_000));

let users = 0;
const someUser = (): string => `socket-user-${++users}`;

describe('the visitors’ socket', () => {
  test('tells both devices of a user what one of them wrote', async () => {
    const userId = someUser();
    const one = await world.page().becomeUser(userId);
    const two = await world.page().becomeUser(userId);
    const ears = [await Ear.follow(base, one), await Ear.follow(base, two)];
    await one.send('on every device').expect(200);
    for (const ear of ears) await ear.until(() => ear.texts.includes('on every device'));
  });

  test('P4: a cursor brings all that was missed, once', async () => {
    const page = await world.page().becomeGuest();
    const { after } = await page.history();
    // More than one push carries.
    for (let i = 0; i < 55; i++) await page.send(`missed ${i}`).expect(200);
    const ear = await Ear.follow(base, page, after);
    await ear.until(() => ear.texts.length >= 55);
    expect(ear.texts).toEqual(Array.from({ length: 55 }, (_, i) => `missed ${i}`));
  });

  test('P4: a cursor too old, of another stream or made up gets resync_required, not a hole', async () => {
    const page = await world.page().becomeGuest();
    const { after } = await page.history();
    await page.send('x').expect(200);
    const other = await world.page().becomeGuest();
    for (const cursor of [(await other.history()).after, 'bm9uc2Vuc2U']) {
      const ear = await Ear.open(base);
      ear.hello(page, cursor);
      await ear.until(() => ear.bye !== undefined);
      expect(ear.bye).toBe('resync_required');
    }
    const { reader, unitOfWork } = world.harness;
    const events = world.harness.get(EventsService);
    const last = await events.lastPositionOf(reader, world.bot.workspaceId);
    await unitOfWork.run('test.forget', (tx) => events.forgetBefore(tx, last + 1));
    await page.send('y').expect(200);
    const ear = await Ear.open(base);
    ear.hello(page, after);
    await ear.until(() => ear.bye !== undefined);
    expect(ear.bye).toBe('resync_required');
  });

  test('stale socket after a switch: nothing of B reaches the socket of A, which is told to go', async () => {
    const page = await world.page().becomeUser(someUser());
    const ear = await Ear.follow(base, page);
    await page.becomeUser(someUser());
    await page.send('sentinel of B').expect(200);
    await ear.until(() => ear.closeCode !== null);
    expect(ear.bye).toBe('identity_superseded');
    expect(JSON.stringify(ear.frames)).not.toContain('sentinel of B');
  });

  test('logout closes the sockets of the browser’s other pages', async () => {
    const userId = someUser();
    const browser = new Browser();
    const one = await world.page(browser).becomeUser(userId);
    const two = await world.page(browser).becomeUser(userId);
    const ear = await Ear.follow(base, two);
    await one.logOut().expect(204);
    await ear.until(() => ear.closeCode !== null);
    expect(ear.bye).toBe('logged_out');
  });

  test('a compromised key closes the sockets it verified', async () => {
    const own = world.harness.get(KeyRingService);
    const page = await world.page().becomeUser(someUser());
    const ear = await Ear.follow(base, page);
    const added = await own.add(world.bot);
    const [primary] = (await own.list(world.bot)).filter(({ state }) => state === 'primary');
    await own.makePrimary(world.bot, added.id);
    await own.markCompromised(world.bot, primary?.id ?? '');
    await ear.until(() => ear.closeCode !== null);
    expect(ear.bye).toBe('session_revoked');
    Object.assign(world, { key: await own.reveal(world.bot, added.id) });
  });

  test('a linked guest’s other pages are told to go', async () => {
    const browser = new Browser();
    const page = await world.page(browser).becomeGuest();
    await page.send('as guest').expect(200);
    const other = await world.page(browser).becomeGuest();
    const ear = await Ear.follow(base, other);
    await page.becomeUser(someUser());
    await ear.until(() => ear.closeCode !== null);
    expect(ear.bye).toBe('session_revoked');
  });

  test('foreign origin is refused by the socket', async () => {
    const page = await world.page().becomeGuest();
    const { after } = await page.history();
    const ear = await Ear.open(base, 'https://evil.example');
    ear.hello(page, after);
    await ear.until(() => ear.frames.length > 0);
    expect(ear.bye).toBe('origin_not_allowed');
  });

  test('a stolen token without its page’s secret opens nothing', async () => {
    const page = await world.page().becomeUser(someUser());
    const { after } = await page.history();
    const thief = world.page();
    Object.assign(thief, { epoch: page.epoch, token: page.token });
    const ear = await Ear.open(base);
    ear.hello(thief, after);
    await ear.until(() => ear.closeCode !== null);
    expect(ear.bye).toBe('session_revoked');
  });

  test.each([
    ['a frame before hello', [{ type: 'ping' }]],
    ['no JSON', ['{']],
    ['null', ['null']],
    ['an array', ['[]']],
    ['an unknown type', [{ type: 'verified' }]],
    ['an unknown key', [{ type: 'typing', verified: true }]],
  ])('%s closes the socket', async (_name, frames) => {
    const ear = await Ear.open(base);
    for (const frame of frames) ear.say(frame);
    await ear.until(() => ear.closeCode !== null);
    expect(ear.closeCode).toBe(4400);
  });

  test('an oversize frame closes the socket', async () => {
    const ear = await Ear.open(base);
    ear.say({ type: 'ping', x: secret().repeat(200) });
    await ear.until(() => ear.closeCode !== null);
    expect([1006, 1009]).toContain(ear.closeCode);
  });

  test('a ping keeps a verified session alive', async () => {
    const page = await world.page().becomeUser(someUser());
    const ear = await Ear.follow(base, page);
    for (let beat = 0; beat < 3; beat++) {
      world.harness.clock.advance(20 * 60_000);
      ear.say({ type: 'ping' });
      await ear.until(() => ear.frames.filter(({ type }) => type === 'pong').length > beat);
    }
    await page.call('get', 'messages').expect(200);
  });

  test.each([
    [
      'whose token is another now',
      "UPDATE page_session SET token_hash = 'another' WHERE contact_id = $1",
      'session_revoked',
    ],
    [
      'whose page has moved on',
      'UPDATE page_session SET epoch = epoch + 1 WHERE contact_id = $1',
      'identity_superseded',
    ],
    ['whose session is over', 'UPDATE page_session SET expires_at_ms = 1 WHERE contact_id = $1', 'session_expired'],
    ['whose page is gone', 'DELETE FROM page_session WHERE contact_id = $1', 'session_revoked'],
  ])('a visitor %s is sent away at the next ping, though no wake-up said so', async (_who, sql, why) => {
    const page = await world.page().becomeUser(someUser());
    const ear = await Ear.follow(base, page);
    await world.harness.unitOfWork.run('test.elsewhere', (tx) => tx.manager.query(sql, [page.contactId]));
    ear.say({ type: 'ping' });
    await ear.until(() => ear.closeCode !== null);
    expect([ear.closeCode, ear.frames.map(({ type }) => type), ear.bye]).toEqual([4403, ['welcome', 'bye'], why]);
  });
});
