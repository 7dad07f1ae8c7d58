import { randomUUID } from 'node:crypto';
import { pathOf } from '@chatku/schemas';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { AuditService } from '../features/workspaces/index.js';
import { Sweeper } from '../platform/sweeper/sweeper.js';
import { tableNames } from '../platform/testing/table-rows.js';
import { signIn } from '../testing/console-client.js';
import { Browser, World } from './world.js';

/* What a bot's admins do not want kept goes, and nothing else does. */

const DAY = 24 * 3_600_000;
const NOTHING = { guest_conversations_days: null, idle_guests_days: null, idle_known_days: null };

const worlds: World[] = [];
let world: World;
beforeEach(async () => {
  world = await World.start();
  worlds.push(world);
});
afterAll(() => Promise.all(worlds.map((one) => one.stop())));

const retention = (): string => `/v1/console/bots/${world.bot.id}/retention`;
const put = async (days: Partial<typeof NOTHING> | Record<string, number>) =>
  (await signIn(world.harness, { workspaceId: world.bot.workspaceId })).put(retention(), { ...NOTHING, ...days });
const sweep = (): Promise<void> => world.harness.get(Sweeper).run();
const later = (ms: number): void => world.harness.clock.advance(ms);
const count = async (table: string, where: string): Promise<number> => {
  const [row] = await world.harness.reader.manager.query(`select count(*) as n from "${table}" where ${where}`);
  return Number(row.n);
};
const isThere = async (contactId: string) => (await count('contact', `id = '${contactId}'`)) === 1;
const messagesOf = (contactId: string) => count('message', `contact_id = '${contactId}'`);

test('unless somebody says so, everything is kept', async () => {
  const guest = await world.page().becomeGuest();
  await guest.send('hello').expect(200);
  later(3000 * DAY);
  await sweep();
  expect([await isThere(guest.contactId), await messagesOf(guest.contactId)]).toEqual([true, 1]);
});

test('it is set by owner and admin, audited, and copied with the bot', async () => {
  const owner = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
  expect((await owner.get(retention()).expect(200)).body).toEqual(NOTHING);
  await (await put({ idle_guests_days: 90 })).ok;
  expect((await owner.get(retention()).expect(200)).body).toEqual({ ...NOTHING, idle_guests_days: 90 });
  const [act] = await world.harness.get(AuditService).list(world.harness.reader, world.bot.workspaceId, 1);
  expect(act).toMatchObject({ action: 'retention.changed', detail: { idle_guests_days: 90 } });
  const { body: copy } = await owner.post(`/v1/console/bots/${world.bot.id}/duplicate`).expect(201);
  const copied = await owner.get(`/v1/console/bots/${copy.id}/retention`).expect(200);
  expect(copied.body.idle_guests_days).toBe(90);
  for (const days of [0, -1, 1.5, 3651, '30']) {
    await owner.put(retention(), { ...NOTHING, idle_guests_days: days }).expect(400);
  }
});

describe('conversations of guests', () => {
  test('go so many days after their last message, with their messages and where the guest stood; the guest stays', async () => {
    const ask = { id: 'ask', kind: 'question' as const, text: 'Name?', answer: { type: 'text' as const } };
    await world.changeBot({ guestFlowId: await world.publish({ start: 'ask', steps: [ask] }) });
    const old = await world.page().becomeGuest();
    await old.call('post', 'open').send({}).expect(200);
    await old.send('old').expect(200);
    later(10 * DAY);
    const young = await world.page().becomeGuest();
    await young.send('young').expect(200);
    expect((await put({ guest_conversations_days: 30 })).status).toBe(200);
    later(20 * DAY - 1);
    await sweep();
    expect(await messagesOf(old.contactId)).toBeGreaterThan(0);
    later(1);
    await sweep();
    expect([await messagesOf(old.contactId), await isThere(old.contactId)]).toEqual([0, true]);
    for (const table of ['conversation', 'flow_session']) {
      expect(await count(table, `contact_id = '${old.contactId}'`), table).toBe(0);
    }
    expect(await messagesOf(young.contactId)).toBeGreaterThan(0);
    await old.becomeGuest();
    expect(await old.texts()).toEqual([]);
    await old.send('again').expect(200);
  });

  test('of somebody with a user id stay, also what they wrote as a guest', async () => {
    const browser = new Browser();
    const guest = await world.page(browser).becomeGuest();
    await guest.send('as guest').expect(200);
    const user = await world.page(browser).becomeUser(randomUUID());
    await user.send('as user').expect(200);
    await put({ guest_conversations_days: 1 });
    later(400 * DAY);
    await sweep();
    expect(await messagesOf(user.contactId)).toBeGreaterThanOrEqual(2);
  });
});

describe('idle contacts', () => {
  test('who are guests go with all that is known of them; verified ones stay', async () => {
    const guest = await world.page().becomeGuest();
    await guest.send('sentinel-4711').expect(200);
    await guest.call('patch', 'contact').send({ name: 'sentinel-4711' }).expect(200);
    const user = await world.page().becomeUser(randomUUID());
    later(20 * DAY);
    const fresh = await world.page().becomeGuest();
    await put({ idle_guests_days: 30 });
    later(10 * DAY);
    await sweep();
    expect([await isThere(guest.contactId), await isThere(user.contactId), await isThere(fresh.contactId)]).toEqual([
      false,
      true,
      true,
    ]);
    for (const name of await tableNames(world.harness.reader)) {
      const rows = await world.harness.reader.manager.query(`select * from "${name}"`);
      expect(JSON.stringify(rows), name).not.toContain('sentinel-4711');
    }
  });

  test('whom somebody answered or learned of are not idle', async () => {
    const [answered, edited] = [await world.page().becomeGuest(), await world.page().becomeGuest()];
    const { body } = await answered.send('hello').expect(200);
    later(25 * DAY);
    const agent = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
    await agent
      .post(`/v1/console/conversations/${body.message.conversation_id}/messages`, {
        client_id: randomUUID(),
        text: 'Hi',
      })
      .expect(200);
    await agent.patch(`/v1/console/contacts/${edited.contactId}/fields`, { fields: { name: 'A' } }).expect(204);
    await put({ idle_guests_days: 30 });
    later(10 * DAY);
    await sweep();
    expect([await isThere(answered.contactId), await isThere(edited.contactId)]).toEqual([true, true]);
    later(20 * DAY);
    await sweep();
    expect([await isThere(answered.contactId), await isThere(edited.contactId)]).toEqual([false, false]);
  });

  test('with a user id go only where that was said, with the guests they once were', async () => {
    const browser = new Browser();
    const guest = await world.page(browser).becomeGuest();
    await guest.send('as guest').expect(200);
    const user = await world.page(browser).becomeUser(randomUUID());
    await put({ idle_known_days: 365 });
    later(364 * DAY);
    await sweep();
    expect(await isThere(user.contactId)).toBe(true);
    later(2 * DAY);
    await sweep();
    expect([await isThere(user.contactId), await isThere(guest.contactId)]).toEqual([false, false]);
    expect(await count('guest_link', '1 = 1')).toBe(0);
  });

  test('who is barred or blocked stays: what bars a leaked hash lives in that row', async () => {
    const owner = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
    const barred = await world.page().becomeUser(randomUUID());
    const blocked = await world.page().becomeUser(randomUUID());
    await owner.post(pathOf('end_contact_sessions', { contact_id: barred.contactId }), { for_cause: true }).expect(204);
    await owner.post(pathOf('block_contact', { contact_id: blocked.contactId }), {}).expect(204);
    await put({ idle_known_days: 30 });
    later(90 * DAY);
    await sweep();
    expect([await isThere(barred.contactId), await isThere(blocked.contactId)]).toEqual([true, true]);
  });

  test('more than one batch of them go in one sweep', async () => {
    for (let i = 0; i < 45; i += 1) await world.page().becomeGuest();
    await put({ idle_guests_days: 1 });
    later(2 * DAY);
    await sweep();
    expect(await count('contact', 'custom_user_id is null')).toBe(0);
  });
});
