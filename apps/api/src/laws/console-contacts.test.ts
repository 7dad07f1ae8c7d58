import type { ContactDetail } from '@chatku/schemas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AuditService } from '../features/workspaces/index.js';
import { tableNames } from '../platform/testing/table-rows.js';
import { badBodies } from '../testing/bad-bodies.js';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { Browser, World } from './world.js';

const CONTACTS = '/v1/console/contacts';

let world: World;
let owner: ConsoleClient;
let agent: ConsoleClient;
beforeAll(async () => {
  world = await World.start();
  const { workspaceId } = world.bot;
  owner = await signIn(world.harness, { workspaceId });
  agent = await signIn(world.harness, { workspaceId, role: 'agent' });
  for (const [name, type, minimum_provenance] of [
    ['plan', 'text', 'page'],
    ['age', 'number', 'page'],
    ['vip', 'boolean', 'page'],
    ['credit', 'number', 'server'],
  ] as const) {
    await owner
      .put(`/v1/console/bots/${world.bot.id}/fields`, { name, type, page_writable: true, minimum_provenance })
      .expect(200);
  }
});
afterAll(() => world.stop());

let count = 0;
const newId = (): string => {
  count += 1;
  return `user-${count}`;
};
const detail = async (id: string): Promise<ContactDetail> => {
  const { body } = await owner.get(`${CONTACTS}/${id}`).expect(200);
  return body as ContactDetail;
};
const acts = async () => {
  const list = await world.harness.get(AuditService).list(world.harness.reader, world.bot.workspaceId, 1);
  return list[0];
};

describe('a contact', () => {
  test('shows who it is, how it was verified, what is known of it and from whom, and where it is shown', async () => {
    const id = newId();
    const page = await world.page().becomeUser(id, { attributes: { name: 'Aisyah', plan: 'gold' } });
    await agent.patch(`${CONTACTS}/${page.contactId}/fields`, { fields: { email: 'a@example.com' } }).expect(204);
    const found = await detail(page.contactId);
    expect(found).toMatchObject({
      custom_user_id: id,
      name: 'Aisyah',
      email: 'a@example.com',
      is_guest: false,
      blocked: false,
      not_before: null,
      tags: [],
      links: [],
    });
    expect(found.verified_at).not.toBeNull();
    expect(found.verified_key_id).not.toBeNull();
    expect(found.fields.map(({ name, provenance }) => [name, provenance])).toEqual([
      ['email', 'agent'],
      ['name', 'page'],
      ['plan', 'page'],
    ]);
    expect(found.sessions).toMatchObject([{ kind: 'verified', origin: 'https://shop.example.my' }]);
  });

  test('shows the guest’s thread that was linked to it', async () => {
    const browser = new Browser();
    const guest = await world.page(browser).becomeGuest();
    await guest.send('before I signed in');
    const page = await world.page(browser).becomeUser(newId());
    const found = await detail(page.contactId);
    expect(found.links).toMatchObject([{ undone_at: null }]);
  });

  test('shows no session that has run out', async () => {
    const page = await world.page().becomeUser(newId());
    world.harness.clock.advance(31 * 60_000);
    const fresh = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
    const { body } = await fresh.get(`${CONTACTS}/${page.contactId}`).expect(200);
    expect(body.sessions).toEqual([]);
    owner = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
  });
});

describe('the list of contacts', () => {
  test('is paged, the newest first, and searched by id, name, e-mail and phone', async () => {
    const tag = `needle${newId()}`;
    const made: string[] = [];
    made.push((await world.page().becomeUser(`${tag}-id`)).contactId);
    made.push((await world.page().becomeUser(newId(), { attributes: { name: `Mr ${tag.toUpperCase()}` } })).contactId);
    made.push((await world.page().becomeUser(newId(), { attributes: { email: `${tag}@example.com` } })).contactId);
    const seen: string[] = [];
    let query = `?search=${tag}&limit=1`;
    for (let pages = 0; pages < 5; pages += 1) {
      const { body } = await agent.get(`${CONTACTS}${query}`).expect(200);
      seen.push(...body.items.map((item: { id: string }) => item.id));
      if (body.next === null) break;
      query = `?search=${tag}&limit=1&before=${body.next}`;
    }
    expect(seen).toEqual(made.reverse());
  });

  test('takes the signs of a pattern for what they are', async () => {
    await world.page().becomeUser('50%_off\\now');
    const search = async (text: string) =>
      (await agent.get(`${CONTACTS}?search=${encodeURIComponent(text)}`).expect(200)).body.items.length;
    expect(await search('50%_off\\now')).toBe(1);
    expect(await search('50%')).toBe(1);
    expect(await search('5_%')).toBe(0);
    expect(await search("' or 1=1 --")).toBe(0);
  });

  test('leaves out guests that were linked to somebody', async () => {
    const browser = new Browser();
    const guest = await world.page(browser).becomeGuest();
    await guest.send('hello');
    await world.page(browser).becomeUser(newId());
    const { body } = await agent.get(`${CONTACTS}?limit=100`).expect(200);
    expect(body.items.map((item: { id: string }) => item.id)).not.toContain(guest.contactId);
  });

  test('refuses a query that is none', async () => {
    for (const query of [
      '?bot_id=x',
      '?limit=1000',
      '?before=%00',
      '?search=a%00b',
      '?search=%ED%A0%80',
      '?sort=name',
    ]) {
      const answer = await agent.get(`${CONTACTS}${query}`);
      expect([400, 200]).toContain(answer.status);
      if (query !== '?search=%ED%A0%80') expect(answer.status, query).toBe(400);
    }
  });
});

describe('an agent who corrects a field', () => {
  test('counts for more than the page, and the page does not take it back', async () => {
    const page = await world.page().becomeUser(newId(), { attributes: { name: 'Page' } });
    await agent
      .patch(`${CONTACTS}/${page.contactId}/fields`, { fields: { name: 'Agent', age: 30, vip: true } })
      .expect(204);
    await page.call('patch', 'contact').send({ name: 'Page again' }).expect(200);
    const { fields } = await detail(page.contactId);
    expect(fields.map(({ name, value, provenance }) => ({ name, value, provenance }))).toEqual([
      { name: 'age', value: 30, provenance: 'agent' },
      { name: 'name', value: 'Agent', provenance: 'agent' },
      { name: 'vip', value: true, provenance: 'agent' },
    ]);
  });

  test('does not overrule the backend, and is told so', async () => {
    const id = newId();
    const { body: key } = await owner.post(`/v1/console/bots/${world.bot.id}/api-keys`, { name: 'K' }).expect(201);
    const { body } = await world.harness.request
      .put('/v1/contacts')
      .set('authorization', `Bearer ${key.key}`)
      .send({ user_id: id, name: 'Backend' })
      .expect(200);
    const answer = await agent.patch(`${CONTACTS}/${body.id}/fields`, { fields: { phone: '+60123', name: 'Agent' } });
    expect(answer.status).toBe(403);
    expect(answer.body.code).toBe('field_not_writable');
    expect(answer.body.issues).toEqual([{ path: 'fields.name', message: expect.stringContaining('more trusted') }]);
    const { fields } = await detail(body.id);
    expect(fields.map(({ name, value }) => [name, value])).toEqual([['name', 'Backend']]);
  });

  test('writes all fields or none', async () => {
    const page = await world.page().becomeUser(newId());
    const path = `${CONTACTS}/${page.contactId}/fields`;
    for (const wrong of [
      { nothing: 'x' },
      { age: 'old' },
      { vip: 'perhaps' },
      { email: 'no address' },
      { Name: 'case' },
    ]) {
      const answer = await agent.patch(path, { fields: { plan: 'gold', ...wrong } }).expect(400);
      expect(answer.body.code).toBe('invalid_request');
      expect(answer.body.issues[0].path).toBe(`fields.${Object.keys(wrong)[0]}`);
    }
    const forbidden = await agent.patch(path, { fields: { plan: 'gold', credit: 5 } }).expect(403);
    expect(forbidden.body.code).toBe('field_not_writable');
    for (const [title, body] of badBodies({ fields: { plan: 'gold' } })) {
      const answer = await agent
        .patch(path)
        .set('content-type', 'application/json')
        .send(body as object);
      expect(answer.status, title).toBe(400);
    }
    for (const value of ['a\0b', 'a\ud800', 'x'.repeat(2001), [], {}, ['x']]) {
      await agent.patch(path, { fields: { plan: value } }).expect(400);
    }
    expect((await detail(page.contactId)).fields).toEqual([]);
  });
});

describe('blocking', () => {
  test('is done and undone by an admin, audited, and ends no session', async () => {
    const page = await world.page().becomeUser(newId());
    await owner.post(`${CONTACTS}/${page.contactId}/block`).expect(204);
    expect((await detail(page.contactId)).blocked).toBe(true);
    expect(await acts()).toMatchObject({ action: 'contact.blocked', targetId: page.contactId });
    await page.history();
    await owner.post(`${CONTACTS}/${page.contactId}/unblock`, {}).expect(204);
    expect((await detail(page.contactId)).blocked).toBe(false);
    expect(await acts()).toMatchObject({ action: 'contact.unblocked' });
  });
});

describe('renaming', () => {
  const rename = (contactId: string, custom_user_id: unknown) =>
    owner.post(`${CONTACTS}/${contactId}/rename`, { custom_user_id });

  test('ends every session, clears "verified", and the old id reaches no history', async () => {
    const [before, after] = [newId(), newId()];
    const page = await world.page().becomeUser(before);
    await page.send('my secret order');
    await rename(page.contactId, after).expect(204);
    const found = await detail(page.contactId);
    expect(found).toMatchObject({ custom_user_id: after, verified_at: null, verified_key_id: null, sessions: [] });
    expect(await acts()).toMatchObject({ action: 'contact.renamed', targetId: page.contactId });
    expect((await page.call('get', 'messages').expect(401)).body.code).toBe('session_revoked');
    const old = await world.page().becomeUser(before);
    expect(old.contactId).not.toBe(page.contactId);
    expect(await old.texts()).toEqual([]);
    const now = await world.page().becomeUser(after);
    expect(now.contactId).toBe(page.contactId);
    expect(await now.texts()).toEqual(['my secret order']);
  });

  test('to an id that is taken is refused, byte for byte and not by its looks', async () => {
    const [one, other] = [await world.page().becomeUser(newId()), await world.page().becomeUser('Ångström')];
    const answer = await rename(one.contactId, 'Ångström').expect(409);
    expect(answer.body.code).toBe('already_exists');
    await rename(one.contactId, 'A\u030angstro\u0308m').expect(204);
    expect((await detail(other.contactId)).custom_user_id).toBe('Ångström');
  });

  test('keeps the id as it was typed', async () => {
    const page = await world.page().becomeUser(newId());
    for (const id of [' 007 ', '7.0', 'U\u200d\ufeff', '漢'.repeat(255)]) {
      await rename(page.contactId, id).expect(204);
      expect((await detail(page.contactId)).custom_user_id).toBe(id);
    }
  });

  test('refuses what is no id, and changes nothing', async () => {
    const id = newId();
    const page = await world.page().becomeUser(id);
    for (const wrong of ['', 'a\0b', 'a\ud800', 'two\nlines', 'x'.repeat(256), 7, null, ['u'], { id: 'u' }, true]) {
      await rename(page.contactId, wrong).expect(400);
    }
    await page.history();
    expect((await detail(page.contactId)).custom_user_id).toBe(id);
  });

  test('gives no guest an id', async () => {
    const page = await world.page().becomeGuest();
    expect((await rename(page.contactId, newId()).expect(409)).body.code).toBe('conflict');
  });
});

describe('ending sessions', () => {
  const end = (contactId: string, for_cause: boolean) =>
    owner.post(`${CONTACTS}/${contactId}/end-sessions`, { for_cause });

  test('revokes every page, and the next proof is taken again', async () => {
    const id = newId();
    const pages = [await world.page().becomeUser(id), await world.page().becomeUser(id)];
    await end(pages[0]?.contactId ?? '', false).expect(204);
    for (const page of pages)
      expect((await page.call('get', 'messages').expect(401)).body.code).toBe('session_revoked');
    await world.page().becomeUser(id);
  });

  test('for cause takes no hash any more, until the bar is lifted', async () => {
    const id = newId();
    const page = await world.page().becomeUser(id);
    await end(page.contactId, true).expect(204);
    expect((await detail(page.contactId)).not_before).not.toBeNull();
    await page.call('get', 'messages').expect(401);
    expect((await world.page().identify(id).expect(403)).body.code).toBe('identity_refused');
    await owner.post(`${CONTACTS}/${page.contactId}/lift`).expect(204);
    expect(await acts()).toMatchObject({ action: 'contact.bar-lifted' });
    expect((await detail(page.contactId)).not_before).toBeNull();
    await world.page().becomeUser(id);
  });

  test('of a guest kills the guest’s secret', async () => {
    const page = await world.page().becomeGuest();
    await end(page.contactId, false).expect(204);
    await page.call('get', 'messages').expect(401);
    const former = page.contactId;
    await page.becomeGuest();
    expect(page.contactId).not.toBe(former);
  });
});

describe('erasing', () => {
  test('takes everything away; the same id later is somebody new, with nothing', async () => {
    const id = newId();
    const browser = new Browser();
    const guest = await world.page(browser).becomeGuest();
    await guest.send('written as a guest sentinel-8821');
    const page = await world.page(browser).becomeUser(id, { attributes: { name: 'sentinel-8821' } });
    await page.send('written as a user sentinel-8821');
    await owner.delete(`${CONTACTS}/${page.contactId}`).expect(204);

    expect((await page.call('get', 'messages').expect(401)).body.code).toBe('session_revoked');
    await owner.get(`${CONTACTS}/${page.contactId}`).expect(404);
    await owner.get(`${CONTACTS}/${guest.contactId}`).expect(404);
    expect(await acts()).toMatchObject({ action: 'contact.erased', targetId: page.contactId });
    for (const name of await tableNames(world.harness.reader)) {
      const rows = await world.harness.reader.manager.query(`select * from "${name}"`);
      expect(JSON.stringify(rows), name).not.toContain('sentinel-8821');
      expect(JSON.stringify(rows), name).not.toContain(`"${id}"`);
    }
    const later = await world.page().becomeUser(id);
    expect(later.contactId).not.toBe(page.contactId);
    expect(await later.texts()).toEqual([]);
    expect((await detail(later.contactId)).fields).toEqual([]);
  });

  test('of a guest frees the guest’s token for nobody', async () => {
    const page = await world.page().becomeGuest();
    await page.send('hello');
    await owner.delete(`${CONTACTS}/${page.contactId}`).expect(204);
    const former = page.contactId;
    await page.becomeGuest();
    expect(page.contactId).not.toBe(former);
    expect(await page.texts()).toEqual([]);
  });

  test('while messages are on their way loses none of the others and answers nobody with 500', async () => {
    const page = await world.page().becomeUser(newId());
    const other = await world.page().becomeUser(newId());
    const sent = [1, 2, 3, 4, 5].map((i) => page.send(`m${i}`));
    const others = [1, 2, 3].map((i) => other.send(`o${i}`));
    const erased = owner.delete(`${CONTACTS}/${page.contactId}`);
    const answers = await Promise.all([...sent, erased]);
    for (const { status } of answers) expect([200, 204, 401]).toContain(status);
    for (const answer of await Promise.all(others)) expect(answer.status).toBe(200);
    const rows = await world.harness.reader.manager.query('select * from message where contact_id = $1', [
      page.contactId,
    ]);
    expect(rows).toEqual([]);
  });
});
