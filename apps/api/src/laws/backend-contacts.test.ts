import type { ContactDetail, PutContactResult } from '@chatku/schemas';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { badBodies } from '../testing/bad-bodies.js';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { World } from './world.js';

let world: World;
let owner: ConsoleClient;
let key: string;
beforeAll(async () => {
  world = await World.start();
  owner = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
  const bot = `/v1/console/bots/${world.bot.id}`;
  for (const [name, type, minimum_provenance] of [
    ['last_order_id', 'text', 'server'],
    ['total', 'number', 'page'],
    ['signed_only', 'text', 'signed'],
  ] as const) {
    await owner.put(`${bot}/fields`, { name, type, page_writable: true, minimum_provenance }).expect(200);
  }
  key = (await owner.post(`${bot}/api-keys`, { name: 'Backend' }).expect(201)).body.key;
});
afterAll(() => world.stop());

const put = (body: unknown) =>
  world.harness.request
    .put('/v1/contacts')
    .set('authorization', `Bearer ${key}`)
    .set('content-type', 'application/json')
    .send(body as object);
const made = async (body: unknown): Promise<PutContactResult> => (await put(body).expect(200)).body;
const detail = async (id: string): Promise<ContactDetail> =>
  (await owner.get(`/v1/console/contacts/${id}`).expect(200)).body;
const rows = async () => JSON.stringify(await world.harness.reader.manager.query('select * from contact'));

let count = 0;
const newId = (): string => {
  count += 1;
  return `backend-${count}`;
};

describe('the website’s backend', () => {
  test('makes a contact, then updates the same one', async () => {
    const user_id = newId();
    const first = await made({
      user_id,
      name: 'Kumar',
      fields: { last_order_id: 'KS-1', total: 12.5 },
      add_tags: ['VIP'],
    });
    expect(first).toEqual({ id: first.id, user_id, created: true });
    const again = await made({
      user_id,
      email: 'k@example.my',
      fields: { total: '13' },
      remove_tags: ['vip'],
      add_tags: ['b'],
    });
    expect(again).toEqual({ id: first.id, user_id, created: false });
    const found = await detail(first.id);
    expect(found.fields.map(({ name, value, provenance }) => [name, value, provenance])).toEqual([
      ['email', 'k@example.my', 'server'],
      ['last_order_id', 'KS-1', 'server'],
      ['name', 'Kumar', 'server'],
      ['total', 13, 'server'],
    ]);
    expect(found.tags).toEqual(['b']);
  });

  test('verifies nobody and opens no session', async () => {
    const { id } = await made({ user_id: newId() });
    expect(await detail(id)).toMatchObject({
      verified_at: null,
      verified_key_id: null,
      sessions: [],
      last_seen_at: null,
    });
  });

  test('writes to the contact a user has proven to be, and does not undo the proof', async () => {
    const user_id = newId();
    const page = await world.page().becomeUser(user_id, { attributes: { name: 'Page' } });
    const { id, created } = await made({ user_id, name: 'Backend' });
    expect([id, created]).toEqual([page.contactId, false]);
    const found = await detail(id);
    expect(found.name).toBe('Backend');
    expect(found.verified_at).not.toBeNull();
    await page.history();
  });

  test('gives no existing contact an id: same e-mail, name or phone is not the same person', async () => {
    const guest = await world.page().becomeGuest();
    await guest
      .call('patch', 'contact')
      .send({ email: 'same@example.my', phone: '+60123456', name: 'Same' })
      .expect(200);
    const { id } = await made({ user_id: newId(), email: 'same@example.my', phone: '+60123456', name: 'Same' });
    expect(id).not.toBe(guest.contactId);
    expect((await detail(guest.contactId)).custom_user_id).toBeNull();
  });

  test('clears a value with null, which then stays cleared for the page', async () => {
    const user_id = newId();
    const page = await world.page().becomeUser(user_id, { attributes: { name: 'Page' } });
    await made({ user_id, name: null });
    await page.call('patch', 'contact').send({ name: 'Page again' }).expect(200);
    expect((await detail(page.contactId)).name).toBeNull();
  });

  test('speaks for its own bot only', async () => {
    const other = await World.makeBot(world.harness, world.bot.workspaceId);
    const user_id = newId();
    const { id } = await made({ user_id });
    const listed = await owner.get(`/v1/console/contacts?bot_id=${other.bot.id}`).expect(200);
    expect(listed.body.items).toEqual([]);
    expect((await detail(id)).bot_id).toBe(world.bot.id);
  });

  test('makes one contact when it calls many times at once', async () => {
    const user_id = newId();
    const answers = await Promise.all(Array.from({ length: 12 }, () => made({ user_id })));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(answers.filter(({ created }) => created)).toHaveLength(1);
  });

  test('and a first proof at the same moment make one contact', async () => {
    const user_id = newId();
    const page = world.page();
    const [{ id }] = await Promise.all([made({ user_id, name: 'Both' }), page.becomeUser(user_id)]);
    expect(page.contactId).toBe(id);
  });

  test('compares ids byte for byte', async () => {
    const ids = ['7', '07', '7.0', ' 7', 'É', 'E\u0301', 'é', 'u\u200d', 'u'];
    const answers = await Promise.all(ids.map((user_id) => made({ user_id })));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(ids.length);
    expect(answers.map(({ user_id }) => user_id)).toEqual(ids);
  });
});

describe('a call that is refused', () => {
  const refused = async (body: unknown, status: number, code: string): Promise<void> => {
    const before = await rows();
    const answer = await put(body);
    expect(answer.status, JSON.stringify(body)?.slice(0, 80)).toBe(status);
    expect(answer.body.code).toBe(code);
    expect(await rows()).toBe(before);
  };

  test('for its id changes nothing', async () => {
    for (const user_id of [
      '',
      'a\0b',
      'a\ud800b',
      'two\nlines',
      'x'.repeat(256),
      7,
      null,
      true,
      ['u'],
      {},
      undefined,
    ]) {
      await refused({ user_id, name: 'N' }, 400, 'invalid_request');
    }
  });

  test('for one field writes none of the others, and makes nobody', async () => {
    const user_id = newId();
    for (const fields of [
      { unknown: 1 },
      { total: 'many' },
      { name: 'x' },
      { Email: 'x' },
      { '1st': 'x' },
      { last_order_id: [] },
    ]) {
      await refused({ user_id, name: 'N', fields }, 400, 'invalid_request');
    }
    await refused({ user_id, fields: { signed_only: 'x', total: 1 } }, 403, 'field_not_writable');
    for (const wrong of [
      { email: 'nobody' },
      { avatar_url: 'javascript:alert(1)' },
      { phone: 'call me' },
      { name: 'a\nb' },
    ]) {
      await refused({ user_id, ...wrong }, 400, 'invalid_request');
    }
  });

  test('for its shape changes nothing', async () => {
    const good = { user_id: newId(), name: 'N', email: 'n@example.my', fields: { total: 1 }, add_tags: ['a'] };
    for (const [title, body] of badBodies(good)) {
      // Null clears an attribute; everything else in the list is wrong for each key.
      if (title.endsWith(': null')) continue;
      const before = await rows();
      expect((await put(body)).status, title).toBe(400);
      expect(await rows()).toBe(before);
    }
    await refused({ ...good, add_tags: [''] }, 400, 'invalid_request');
    await refused({ ...good, add_tags: Array(51).fill('t') }, 400, 'invalid_request');
    await refused({ ...good, verified: true }, 400, 'invalid_request');
    await refused({ ...good, provenance: 'signed' }, 400, 'invalid_request');
  });

  test('is refused with a code of the list, never with 500, whatever it is', async () => {
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.double(), fc.boolean(), fc.constant(null), fc.jsonValue());
    const body = fc.oneof(
      fc.jsonValue(),
      fc.record(
        {
          user_id: fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), value),
          name: value,
          email: value,
          phone: value,
          avatar_url: value,
          fields: fc.oneof(fc.dictionary(fc.string(), value), value),
          add_tags: fc.oneof(fc.array(value), value),
          remove_tags: fc.oneof(fc.array(value), value),
        },
        { requiredKeys: [] },
      ),
    );
    await fc.assert(
      fc.asyncProperty(body, async (given) => {
        const before = await rows();
        const answer = await put(JSON.stringify(given) ?? 'null');
        expect([200, 400, 403, 413]).toContain(answer.status);
        if (answer.status !== 200) expect(await rows()).toBe(before);
      }),
      { numRuns: 150 },
    );
  });
});

describe('fields', () => {
  const fields = () => `/v1/console/bots/${world.bot.id}/fields`;
  const good = { name: 'colour', type: 'text', page_writable: true, minimum_provenance: 'page' };

  test('are named once without regard to case, and listed by name', async () => {
    await owner.put(fields(), good).expect(200);
    await owner.put(fields(), { ...good, name: 'Colour', page_writable: false }).expect(200);
    const { body } = await owner.get(`${fields()}?limit=2`).expect(200);
    expect(body.items.map(({ name }: { name: string }) => name)).toEqual(['Colour', 'last_order_id']);
    const rest = await owner.get(`${fields()}?limit=2&before=${body.next}`).expect(200);
    expect(rest.body.items.map(({ name }: { name: string }) => name)).toEqual(['signed_only', 'total']);
  });

  test('keep their type, and leave the names every contact has alone', async () => {
    expect((await owner.put(fields(), { ...good, name: 'total', type: 'text' }).expect(409)).body.code).toBe(
      'conflict',
    );
    for (const name of ['name', 'Email', 'PHONE', 'avatar_url'])
      await owner.put(fields(), { ...good, name }).expect(400);
    for (const name of ['', '1st', 'with space', 'a-b', 'é', 'x'.repeat(51), '__proto__']) {
      await owner.put(fields(), { ...good, name }).expect(400);
    }
    for (const [title, body] of badBodies(good)) {
      const answer = await owner
        .put(fields())
        .set('content-type', 'application/json')
        .send(body as object);
      expect(answer.status, title).toBe(400);
    }
  });
});
