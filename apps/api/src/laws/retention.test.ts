import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { SignInLinksService } from '../features/workspaces/index.js';
import { BATCH_ROWS, Sweeper } from '../platform/sweeper/sweeper.js';
import { letAgain, refuse } from '../platform/testing/table-rows.js';
import { signIn } from '../testing/console-client.js';
import { Ear } from './ear.js';
import { Browser, type Page, secret, World } from './world.js';

/* What is kept, and for how long. */

const MINUTE = 60_000;
const DAY = 24 * 3_600_000;

let world: World;
let base: string;
beforeAll(async () => {
  world = await World.start();
  base = await world.harness.listen();
});
afterAll(() => world.stop());

const sweep = (): Promise<void> => world.harness.get(Sweeper).run();
const later = (ms: number): void => world.harness.clock.advance(ms);
const write = (text: string) => world.harness.unitOfWork.run('test.sql', (tx) => tx.manager.query(text));
const count = async (table: string, where = '1 = 1'): Promise<number> => {
  const [row] = await world.harness.reader.manager.query(`select count(*) as n from "${table}" where ${where}`);
  return Number(row.n);
};
const pages = (page: Page) => count('page_session', `contact_id = '${page.contactId}'`);

/** What a socket that comes with a cursor hears: the reason it is sent away with, or the texts it missed. */
async function hears(page: Page, after: string): Promise<string | string[]> {
  const ear = await Ear.open(base);
  ear.hello(page, after);
  await ear.until(() => ear.frames.length > 0);
  if (ear.bye !== undefined) return ear.bye;
  ear.say({ type: 'ping' });
  await ear.until(() => ear.frames.some(({ type }) => type === 'pong'));
  return ear.texts;
}

describe('pages', () => {
  test('go when nobody heard of them for two weeks, and no sooner', async () => {
    const left = await world.page().becomeUser('left');
    const guest = await world.page().becomeGuest();
    later(13 * DAY);
    const used = await world.page().becomeUser('used');
    await sweep();
    expect([await pages(left), await pages(guest), await pages(used)]).toEqual([1, 1, 1]);
    expect((await left.call('get', 'messages').expect(401)).body.code).toBe('session_expired');
    later(DAY);
    await sweep();
    expect([await pages(left), await pages(guest), await pages(used)]).toEqual([0, 0, 1]);
    // The guest is still who they were: their token is the contact's.
    const { contactId } = guest;
    expect((await guest.becomeGuest()).contactId).toBe(contactId);
  });

  test('that live are kept, however old', async () => {
    const page = await world.page().becomeGuest();
    for (let day = 0; day < 20; day += 1) {
      later(DAY);
      await page.call('post', 'heartbeat').send({}).expect(200);
    }
    await sweep();
    await page.call('get', 'messages').expect(200);
  });

  test('logged out from elsewhere stay so, and the retired group stays retired', async () => {
    const browser = new Browser();
    const one = await world.page(browser).becomeUser('shared');
    const two = await world.page(browser).becomeUser('shared');
    const group = browser.group;
    await one.logOut().expect(204);
    later(13 * DAY);
    await sweep();
    expect((await two.identify('shared').expect(409)).body.code).toBe('logged_out');
    expect((await world.page(browser).identify('shared').expect(409)).body.code).toBe('identity_superseded');
    later(18 * DAY);
    await sweep();
    expect(await count('browser_group', `id = '${group}'`)).toBe(0);
  });

  test('a group that no logout has retired is kept without a page', async () => {
    const { browser } = await world.page().becomeUser('away');
    later(100 * DAY);
    await sweep();
    expect(await count('browser_group', `id = '${browser.group}'`)).toBe(1);
  });
});

test('questions about a guest’s thread go when their time is over', async () => {
  const browser = new Browser();
  const guest = await world.page(browser).becomeGuest();
  await guest.send('from another tab', { tab_secret: secret() }).expect(200);
  const { link } = await world.page(browser).becomeUser('asked');
  expect(link.kind).toBe('ask');
  await sweep();
  expect(await count('link_question')).toBe(1);
  later(15 * MINUTE);
  await sweep();
  expect(await count('link_question')).toBe(0);
});

describe('events', () => {
  test('P4: go after thirty days, and a cursor from before gets resync_required, never a hole', async () => {
    const page = await world.page().becomeGuest();
    const { after: first } = await page.history();
    await page.send('one').expect(200);
    const { after: second } = await page.history();
    later(DAY);
    await page.send('two').expect(200);
    const { after: third } = await page.history();
    expect(await hears(page, first)).toEqual(['one', 'two']);

    later(28 * DAY);
    await page.call('post', 'heartbeat').send({});
    await sweep();
    await page.becomeGuest();
    // What comes after it may be removed within the day: it is not served any more, though nothing has gone yet.
    expect(await hears(page, first)).toBe('resync_required');
    expect(await hears(page, second)).toEqual(['two']);

    later(DAY);
    await sweep();
    await page.send('three').expect(200);
    expect(await hears(page, first)).toBe('resync_required');
    expect(await hears(page, second)).toBe('resync_required');
    expect(await hears(page, third)).toEqual(['three']);
    later(DAY);
    await sweep();
    expect(await hears(page, second)).toBe('resync_required');
    expect(await hears(page, third)).toEqual(['three']);
    expect((await page.history()).items.map(({ body }) => body.text)).toEqual(['one', 'two', 'three']);
  });

  test('are forgotten from the beginning on, never out of the middle, and the newest stays', async () => {
    const page = await world.page().becomeGuest();
    later(60 * DAY);
    await page.becomeGuest();
    await page.send('young').expect(200);
    await sweep();
    const kept = await count('event');
    // A clock that was set back for a while.
    later(-50 * DAY);
    await page.send('old between young ones').expect(200);
    later(50 * DAY);
    await page.send('young again').expect(200);
    await sweep();
    expect(await count('event')).toBeGreaterThan(kept + 1);
    later(300 * DAY);
    await sweep();
    expect(await count('event')).toBe(1);
    await page.becomeGuest();
    const { after } = await page.history();
    await page.send('after all that').expect(200);
    expect(await hears(page, after)).toEqual(['after all that']);
  });
});

test('the identity log is kept for thirty days', async () => {
  await world.page().identify('somebody', { identifier_hash: 'nonsense' }).expect(403);
  await world.log.settle();
  const kept = await count('identity_log_entry');
  later(30 * DAY - 1);
  await sweep();
  expect(await count('identity_log_entry', `at_ms > ${world.harness.clock.nowMs() - 30 * DAY}`)).toBeGreaterThan(0);
  later(1);
  await sweep();
  expect(await count('identity_log_entry')).toBeLessThan(kept);
});

test('staff sessions and sign-in links go when they are over; audit rows stay', async () => {
  const { harness, bot } = world;
  const member = await signIn(harness, { workspaceId: bot.workspaceId });
  await member.post(`/v1/console/bots/${bot.id}/keys`).expect(201);
  const issue = () =>
    harness.unitOfWork.run('test.link', (tx) => harness.get(SignInLinksService).issue(tx, member.user.id));
  await issue();
  later(14 * MINUTE);
  await sweep();
  expect([await count('staff_session'), await count('sign_in_link')]).toEqual([1, 1]);
  later(15 * DAY);
  const another = await signIn(harness, { workspaceId: bot.workspaceId });
  await issue();
  await sweep();
  expect([await count('staff_session'), await count('sign_in_link')]).toEqual([1, 1]);
  await another.get('/v1/console/session').expect(200);
  later(400 * DAY);
  await sweep();
  expect(await count('audit_entry')).toBeGreaterThan(0);
});

describe('a sweep', () => {
  const ROWS = 2 * BATCH_ROWS + 1;
  const errors = (lastAtMs: number, rows: number) =>
    write(
      `insert into error_log_entry (id, bot_id, code, detail, place_digest, count, first_at_ms, last_at_ms)
       with recursive n(i) as (select 1 union all select i + 1 from n where i < ${rows})
       select '${randomUUID()}' || i, '${world.bot.id}', 'x', 'x', '${randomUUID()}' || i, 1, 0, ${lastAtMs} from n`,
    );
  const old = () => world.harness.clock.nowMs() - 90 * DAY;

  test('takes at most five hundred rows in a unit of work, and all of them in the end', async () => {
    await errors(old(), ROWS);
    await errors(old() + 1, 3);
    const run = vi.spyOn(world.harness.unitOfWork, 'run');
    await sweep();
    expect(run.mock.calls.filter(([name]) => name === 'sweep.error-log')).toHaveLength(3);
    run.mockRestore();
    expect(await count('error_log_entry')).toBe(3);
    await write('delete from error_log_entry');
  });

  test('takes no unit of work where there is nothing to remove', async () => {
    const run = vi.spyOn(world.harness.unitOfWork, 'run');
    await sweep();
    // Others write in their own time; whoever sweeps may hold the lease for it.
    expect(run.mock.calls.map(([name]) => name).filter((name) => name.startsWith('sweep.'))).toEqual([]);
    run.mockRestore();
  });

  test('that fails is logged and keeps no other from its work', async () => {
    await errors(old(), 1);
    await world.page().becomeUser('failing');
    later(20 * DAY);
    await world.harness.unitOfWork.run('test.refuse', (tx) => refuse(tx, 'page_session', 'delete', 'stuck'));
    await sweep();
    await world.harness.unitOfWork.run('test.let', (tx) => letAgain(tx, 'page_session'));
    expect(await count('error_log_entry')).toBe(0);
    expect(world.harness.log.filter(({ sweep }) => sweep !== undefined)).toEqual([
      expect.objectContaining({ sweep: 'sessions.pages' }),
    ]);
    await sweep();
    expect(await count('page_session')).toBe(0);
  });

  test('under way is waited for when the server stops, and goes on when it starts', async () => {
    await errors(old(), ROWS);
    const under = sweep();
    await world.harness.restart();
    await under;
    await vi.waitFor(async () => expect(await count('error_log_entry')).toBe(0));
    expect(world.harness.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });
});
