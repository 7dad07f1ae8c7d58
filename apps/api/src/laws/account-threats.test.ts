import { type FlowGraph, pathOf, type RouteName } from '@chatku/schemas';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ApiKeysService } from '../features/bots/index.js';
import { FieldsService } from '../features/contacts/index.js';
import { SignInLinksService } from '../features/workspaces/index.js';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { Browser, type Page, World } from './world.js';

/* Threats to contacts and to the console, each by its name in the list of threats. */

const GREETS: FlowGraph = {
  start: 'hi',
  steps: [{ id: 'hi', kind: 'send_message', blocks: [{ kind: 'text', text: 'Hello from the bot' }] }],
};

let world: World;
let owner: ConsoleClient;
beforeAll(async () => {
  world = await World.start();
  await world.changeBot({ knownFlowId: await world.publish(GREETS) });
  owner = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
});
afterAll(() => world.stop());
beforeEach(async () => {
  world.harness.clock.advance(61_000);
  // The password stays given, however far the laws before have moved the clock.
  owner = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
});

let users = 0;
const someUser = (): string => `account-${++users}`;

/** What an admin does to a contact. */
const act = (name: RouteName, { contactId }: Page, body: object = {}) =>
  owner.post(pathOf(name, { contact_id: contactId }), body).expect(204);
const erase = ({ contactId }: Page) => owner.delete(pathOf('erase_contact', { contact_id: contactId })).expect(204);

describe('hash that never dies', () => {
  test('hash that never dies: after sessions were ended for cause no hash verifies, until an admin lifts the bar', async () => {
    const userId = someUser();
    const page = await world.page().becomeUser(userId);
    await act('end_contact_sessions', page, { for_cause: true });
    expect((await page.call('get', 'messages').expect(401)).body.code).toBe('session_revoked');
    const barred = await world.page().identify(userId).expect(403);
    const forged = await world
      .page()
      .identify(userId, { identifier_hash: 'a'.repeat(64) })
      .expect(403);
    const { request_id: _, ...told } = barred.body;
    expect({ ...told, request_id: forged.body.request_id }).toEqual(forged.body);
    const row = (await world.readLog()).find(({ request_id }) => request_id === barred.body.request_id);
    expect(row).toMatchObject({ verdict: 'refused', variant: 'sessions_ended_for_cause' });
    await act('lift_not_before', page);
    await world.page().becomeUser(userId);
  });

  test('sessions ended without a cause may begin anew', async () => {
    const userId = someUser();
    const page = await world.page().becomeUser(userId);
    await act('end_contact_sessions', page, { for_cause: false });
    await page.call('get', 'messages').expect(401);
    await world.page().becomeUser(userId);
  });
});

describe('blocked or erased user identifies again', () => {
  test('blocked user identifies again: reads the history, and what they write is stored and answered by no bot', async () => {
    const userId = someUser();
    const page = await world.page().becomeUser(userId);
    await page.send('before').expect(200);
    await act('block_contact', page);
    const again = await world.page().becomeUser(userId);
    expect(again.contactId).toBe(page.contactId);
    expect((await again.call('post', 'open').send({}).expect(200)).body.started).toBe(false);
    await again.send('still here').expect(200);
    expect(await again.texts()).toEqual(['before', 'Hello from the bot', 'still here']);

    const fresh = await world.page().becomeUser(someUser());
    await act('block_contact', fresh);
    await fresh.call('post', 'open').send({}).expect(200);
    await fresh.send('anybody?').expect(200);
    expect(await fresh.texts()).toEqual(['anybody?']);
    await act('unblock_contact', fresh);
  });

  test('erased user identifies again: as a new, empty contact, and no token, secret or question of old is of use', async () => {
    const userId = someUser();
    const browser = new Browser();
    const guest = await world.page(browser).becomeGuest();
    await guest.send('as a guest').expect(200);
    const guestToken = browser.guestToken;
    const old = await guest.becomeUser(userId, { attributes: { name: 'Erased Name', email: 'erased@example.my' } });
    expect(old.link.kind).toBe('linked');
    await old.send('erase me').expect(200);
    await erase(old);

    expect((await old.call('get', 'messages').expect(401)).body.code).toBe('session_revoked');
    const again = await world.page().becomeUser(userId);
    expect(again.contactId).not.toBe(old.contactId);
    expect(await again.texts()).toEqual([]);
    const { body } = await owner.get(pathOf('get_contact', { contact_id: again.contactId })).expect(200);
    expect([body.fields, body.tags, body.links]).toEqual([[], [], []]);
    await owner.get(pathOf('get_contact', { contact_id: old.contactId })).expect(404);

    const stale = world.page();
    stale.browser.guestToken = guestToken;
    await stale.becomeGuest();
    expect(await stale.texts()).toEqual([]);
    // What is left names nobody.
    const { reader } = world.harness;
    for (const table of ['message', 'conversation', 'contact_field', 'guest_link', 'link_question', 'flow_session']) {
      const left: unknown[] = await reader.manager.query(`select * from "${table}" where contact_id = $1`, [
        old.contactId,
      ]);
      expect([table, left]).toEqual([table, []]);
    }
  });
});

test('renamed id: the old id reaches no history, every session ends, and nobody is verified as the new one yet', async () => {
  const [oldId, newId, takenId] = [someUser(), someUser(), someUser()];
  const page = await world.page().becomeUser(oldId);
  await page.send('written as the old id').expect(200);
  await world.page().becomeUser(takenId);
  const rename = pathOf('rename_contact', { contact_id: page.contactId });
  expect((await owner.post(rename, { custom_user_id: takenId }).expect(409)).body.code).toBe('already_exists');
  await page.call('get', 'messages').expect(200);
  await owner.post(rename, { custom_user_id: newId }).expect(204);

  expect((await page.call('get', 'messages').expect(401)).body.code).toBe('session_revoked');
  const { body } = await owner.get(pathOf('get_contact', { contact_id: page.contactId })).expect(200);
  expect([body.custom_user_id, body.verified_at, body.sessions]).toEqual([newId, null, []]);
  const byOldId = await world.page().becomeUser(oldId);
  expect(byOldId.contactId).not.toBe(page.contactId);
  expect(await byOldId.texts()).toEqual([]);
  const byNewId = await world.page().becomeUser(newId);
  expect(byNewId.contactId).toBe(page.contactId);
});

describe('values and keys of the backend', () => {
  const put = async (body: object) => {
    const { key } = await world.harness.get(ApiKeysService).create(world.bot.id, 'Backend');
    return world.harness.request.put('/v1/contacts').set('authorization', `Bearer ${key}`).send(body);
  };
  const fieldsOf = async (contactId: string): Promise<Record<string, [unknown, string]>> => {
    const { body } = await owner.get(pathOf('get_contact', { contact_id: contactId })).expect(200);
    return Object.fromEntries(
      body.fields.map((field: { name: string; value: unknown; provenance: string }) => [
        field.name,
        [field.value, field.provenance],
      ]),
    );
  };

  test('page value where a trusted one is needed: it replaces none, refills none that was emptied, and enters no guarded field', async () => {
    await world.harness.unitOfWork.run('test.fields', async (tx) => {
      const fields = world.harness.get(FieldsService);
      const open = { type: 'text', page_writable: true } as const;
      await fields.putIn(tx, world.bot.id, { name: 'plan', ...open, minimum_provenance: 'page' });
      await fields.putIn(tx, world.bot.id, { name: 'credit', ...open, minimum_provenance: 'server' });
    });
    const userId = someUser();
    const stored = await put({ user_id: userId, name: 'From the server', phone: null, fields: { plan: 'free' } });
    expect(stored.status).toBe(200);
    const said = {
      name: 'From the page',
      phone: '+60 12-345 6789',
      plan: 'gold',
      credit: '1000',
      email: 'p@example.my',
    };
    const { body } = await world.page().identify(userId, { attributes: said }).expect(200);
    expect(body.dropped).toEqual([
      { name: 'name', why: 'more_trusted_value' },
      { name: 'phone', why: 'more_trusted_value' },
      { name: 'plan', why: 'more_trusted_value' },
      { name: 'credit', why: 'not_writable' },
    ]);
    expect(await fieldsOf(stored.body.id)).toEqual({
      email: ['p@example.my', 'page'],
      name: ['From the server', 'server'],
      phone: [null, 'server'],
      plan: ['free', 'server'],
    });
  });

  test('API key used from a browser: refused by its Origin, no preflight lets it through, and nothing is made', async () => {
    const { key } = await world.harness.get(ApiKeysService).create(world.bot.id, 'Leaked');
    const userId = someUser();
    for (const origin of ['https://shop.example.my', 'https://evil.example', 'null', 'http://localhost:3000']) {
      const answer = await world.harness.request
        .put('/v1/contacts')
        .set({ authorization: `Bearer ${key}`, origin })
        .send({ user_id: userId });
      expect([answer.status, answer.body.code]).toEqual([403, 'browser_not_allowed']);
      const preflight = await world.harness.request
        .options('/v1/contacts')
        .set({ origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'authorization' });
      expect(preflight.status).toBe(405);
      expect(preflight.headers['access-control-allow-origin']).toBeUndefined();
    }
    expect(
      await world.harness.reader.manager.query('select id from contact where custom_user_id = $1', [userId]),
    ).toEqual([]);
  });

  test('a backend makes and updates a contact, and verifies nobody by it', async () => {
    const userId = someUser();
    const first = await put({ user_id: userId, name: 'N' });
    expect(first.body).toMatchObject({ created: true });
    expect((await put({ user_id: userId })).body).toMatchObject({ id: first.body.id, created: false });
    const { body } = await owner.get(pathOf('get_contact', { contact_id: first.body.id })).expect(200);
    expect([body.verified_at, body.sessions]).toEqual([null, []]);
  });
});

describe('the console', () => {
  test('staff account reached through a visitor id: whoever is verified under a member’s id or e-mail is a visitor', async () => {
    const { request } = world.harness;
    for (const id of [owner.user.id, owner.user.email, 'owner']) {
      const page = await world
        .page()
        .becomeUser(id, { attributes: { email: owner.user.email, name: owner.user.name } });
      const cookie = `chatku_session=${page.token}`;
      for (const path of [pathOf('me'), pathOf('list_bots'), pathOf('list_contacts')]) {
        await request.get(path).set('cookie', cookie).expect(401);
        await request.get(path).set('authorization', `Bearer ${page.token}`).expect(401);
      }
      await request
        .post(pathOf('create_bot'))
        .set({ cookie, 'chatku-csrf': String(page.token) })
        .send({ name: 'Mine' })
        .expect(401);
    }
    const page = world.page();
    await page.becomeGuest();
    await page.call('get', 'messages', { token: owner.cookie.replace('chatku_session=', '') }).expect(401);
  });

  test('demo sign-in behind a proxy: the link opens the console once and for a quarter of an hour, and no address ever does', async () => {
    const links = world.harness.get(SignInLinksService);
    const issue = async (): Promise<string> => {
      const link = await world.harness.unitOfWork.run('test.link', (tx) => links.issue(tx, owner.user.id));
      expect(new URL(link).search).toBe('');
      return new URL(link).hash.slice(1);
    };
    const asLocal = { 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1', forwarded: 'for=127.0.0.1' };
    const use = (secret: string) => world.harness.request.post(pathOf('sign_in_link')).set(asLocal).send({ secret });
    await world.harness.request.get(pathOf('me')).set(asLocal).expect(401);
    const secret = await issue();
    const first = await use(secret).expect(200);
    expect(first.body.user.id).toBe(owner.user.id);
    expect((await use(secret).expect(403)).body.code).toBe('sign_in_link_refused');
    const old = await issue();
    world.harness.clock.advance(15 * 60_000 + 1);
    await use(old).expect(403);
  });
});
