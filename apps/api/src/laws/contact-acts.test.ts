import type { ContactDetail, ContactRow } from '@chatku/schemas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AuditService } from '../features/workspaces/index.js';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { Browser, World } from './world.js';

/* Tags, single sessions, filters of the list, and contacts as a file. */

const CONTACTS = '/v1/console/contacts';
const EXPORT = '/v1/console/contact-export';
const NOBODYS = '01890000-0000-7000-8000-000000000000';

let world: World;
let owner: ConsoleClient;
let agent: ConsoleClient;
beforeAll(async () => {
  world = await World.start();
  const { workspaceId } = world.bot;
  owner = await signIn(world.harness, { workspaceId });
  agent = await signIn(world.harness, { workspaceId, role: 'agent' });
});
afterAll(() => world.stop());

let count = 0;
const newId = (): string => {
  count += 1;
  return `user-${count}`;
};
const detail = async (id: string): Promise<ContactDetail> =>
  (await owner.get(`${CONTACTS}/${id}`).expect(200)).body as ContactDetail;
const list = async (query: Record<string, string>): Promise<ContactRow[]> =>
  (await agent.get(`${CONTACTS}?${new URLSearchParams({ limit: '100', ...query })}`).expect(200)).body.items;
const acts = () => world.harness.get(AuditService).list(world.harness.reader, world.bot.workspaceId, 3);

describe('the verified mark', () => {
  test('says what was verified, and by which key', async () => {
    const page = await world.page().becomeUser(newId());
    const found = await detail(page.contactId);
    expect(found.verified_by).toBe('hash');
    const keys = (await owner.get(`/v1/console/bots/${world.bot.id}/keys`).expect(200)).body.items;
    expect(keys.map(({ id }: { id: string }) => id)).toContain(found.verified_key_id);
  });

  test('is not there where nothing was verified', async () => {
    const page = await world.page().becomeGuest();
    expect(await detail(page.contactId)).toMatchObject({
      verified_at: null,
      verified_by: null,
      verified_key_id: null,
    });
  });
});

describe('tags', () => {
  test('are added and taken away by an agent, without regard to case, and audited', async () => {
    const { contactId } = await world.page().becomeUser(newId());
    const path = `${CONTACTS}/${contactId}/tags`;
    await agent.put(path, { tag: 'Regular' }).expect(204);
    await agent.put(path, { tag: 'regular' }).expect(204);
    expect((await detail(contactId)).tags).toEqual(['Regular']);
    expect((await acts())[0]).toMatchObject({ action: 'contact.tag-added', targetId: contactId });
    await agent.send('delete', path, { tag: 'REGULAR' }).expect(204);
    expect((await detail(contactId)).tags).toEqual([]);
    expect((await acts())[0]).toMatchObject({ action: 'contact.tag-removed', targetId: contactId });
  });

  test('are at most a hundred, and refused past that without a change', async () => {
    const { contactId } = await world.page().becomeUser(newId());
    const path = `${CONTACTS}/${contactId}/tags`;
    for (let i = 0; i < 100; i += 1) await agent.put(path, { tag: `t${i}` }).expect(204);
    expect((await agent.put(path, { tag: 'one too many' }).expect(409)).body.code).toBe('conflict');
    await agent.put(path, { tag: 'T99' }).expect(204);
    expect((await detail(contactId)).tags).toHaveLength(100);
  });

  test.each(['', 'x'.repeat(51), 'two\nlines', 'a\0b', 7, null])('%j is no tag', async (tag) => {
    const { contactId } = await world.page().becomeUser(newId());
    await agent.put(`${CONTACTS}/${contactId}/tags`, { tag }).expect(400);
    await agent.send('delete', `${CONTACTS}/${contactId}/tags`, { tag }).expect(400);
  });
});

describe('ending one session', () => {
  const end = (contactId: string, sessionId: string) => owner.delete(`${CONTACTS}/${contactId}/sessions/${sessionId}`);

  test('ends that page and no other', async () => {
    const id = newId();
    const [one, other] = [await world.page().becomeUser(id), await world.page().becomeUser(id)];
    const { sessions } = await detail(one.contactId);
    expect(sessions).toHaveLength(2);
    // The newest stands first or last alike: what counts is that exactly one of the two is ended.
    await end(one.contactId, sessions[0]?.id ?? '').expect(204);
    const answers = await Promise.all([one, other].map(async (page) => (await page.call('get', 'messages')).status));
    expect(answers.sort()).toEqual([200, 401]);
    expect((await detail(one.contactId)).sessions).toMatchObject([{ id: sessions[1]?.id }]);
    expect((await acts())[0]).toMatchObject({ action: 'contact.session-ended', targetId: one.contactId });
    await end(one.contactId, sessions[0]?.id ?? '').expect(404);
  });

  test('finds only sessions of that contact', async () => {
    const [one, other] = [await world.page().becomeUser(newId()), await world.page().becomeUser(newId())];
    const [session] = (await detail(other.contactId)).sessions;
    await end(one.contactId, session?.id ?? '').expect(404);
    await end(one.contactId, NOBODYS).expect(404);
    await other.history();
  });

  test('leaves a guest’s alone: the next page would show the same secret', async () => {
    const page = await world.page().becomeGuest();
    const [session] = (await detail(page.contactId)).sessions;
    expect((await end(page.contactId, session?.id ?? '').expect(409)).body.code).toBe('conflict');
    await page.history();
  });
});

describe('the list of contacts', () => {
  test('is narrowed to guests, known, verified and blocked ones, and by tag', async () => {
    const user = await world.page().becomeUser(newId());
    const guest = await world.page().becomeGuest();
    const { body: key } = await owner.post(`/v1/console/bots/${world.bot.id}/api-keys`, { name: 'K' }).expect(201);
    const known = await world.harness.request
      .put('/v1/contacts')
      .set('authorization', `Bearer ${key.key}`)
      .send({ user_id: newId(), add_tags: ['Kuala Lumpur'], phone: '+60 12-345' })
      .expect(200);
    await owner.post(`${CONTACTS}/${guest.contactId}/block`).expect(204);
    const who = [user.contactId, guest.contactId, known.body.id as string];
    const found = async (query: Record<string, string>) => {
      const ids = (await list(query)).map(({ id }) => id);
      return who.map((id) => ids.includes(id));
    };
    expect(await found({})).toEqual([true, true, true]);
    expect(await found({ kind: 'guest' })).toEqual([false, true, false]);
    expect(await found({ kind: 'known' })).toEqual([true, false, true]);
    expect(await found({ kind: 'verified' })).toEqual([true, false, false]);
    expect(await found({ kind: 'blocked' })).toEqual([false, true, false]);
    expect(await found({ tag: 'kuala lumpur' })).toEqual([false, false, true]);
    expect(await found({ tag: 'kuala' })).toEqual([false, false, false]);
    expect(await found({ kind: 'verified', tag: 'kuala lumpur' })).toEqual([false, false, false]);
    const [row] = await list({ tag: 'Kuala Lumpur' });
    expect(row).toMatchObject({ phone: '+60 12-345', tags: ['Kuala Lumpur'] });
    await agent.get(`${CONTACTS}?kind=everybody`).expect(400);
  });

  test('searches what was said, not how it is stored', async () => {
    const quoted = await world.page().becomeUser(newId(), { attributes: { name: 'Tan "Ah Beng" \\ Sons' } });
    const ids = async (search: string) => (await list({ search })).map(({ id }) => id);
    expect(await ids('"ah beng"')).toEqual([quoted.contactId]);
    expect(await ids('\\ sons')).toEqual([quoted.contactId]);
    expect(await ids('value')).toEqual([]);
    expect(await ids('":"')).toEqual([]);
  });
});

describe('contacts as a file', () => {
  test('are those of the filter, without a formula, audited; and not for an agent', async () => {
    const mark = newId();
    const one = await world.page().becomeUser(`=${mark}`, { attributes: { name: `@SUM("${mark}")` } });
    await agent.put(`${CONTACTS}/${one.contactId}/tags`, { tag: mark }).expect(204);
    const { body } = await owner.post(EXPORT, { tag: mark }).expect(200);
    expect(body).toMatchObject({ rows: 1, complete: true });
    const lines = body.csv.split('\r\n');
    expect(lines[0]).toMatch(/^"id","custom_user_id","name"/);
    expect(lines[1]).toContain(`"${one.contactId}","'=${mark}","'@SUM(""${mark}"")"`);
    expect(lines).toHaveLength(3);
    expect((await acts())[0]).toMatchObject({ action: 'contacts.exported', detail: { rows: 1 } });
    expect((await agent.post(EXPORT, {}).expect(403)).body.code).toBe('forbidden');
  });

  test('leave out guests who became somebody, and contacts of other workspaces', async () => {
    const browser = new Browser();
    const guest = await world.page(browser).becomeGuest();
    await guest.send('hello');
    await world.page(browser).becomeUser(newId());
    const stranger = await signIn(world.harness);
    expect((await owner.post(EXPORT, {}).expect(200)).body.csv).not.toContain(guest.contactId);
    expect((await stranger.post(EXPORT, { bot_id: world.bot.id }).expect(200)).body.rows).toBe(0);
  });
});
