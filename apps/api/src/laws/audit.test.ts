import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AuditService, OwnersService } from '../features/workspaces/index.js';
import { letAgain, refuse } from '../platform/testing/table-rows.js';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { World } from './world.js';

/* The audit log: an act and its line are there together, or neither is; and no line holds a secret or anything personal. */

const SESSION = '/v1/console/session';
const GRAPH = { start: 'a', steps: [{ id: 'a', kind: 'send_message', blocks: [{ kind: 'text', text: 'Hi' }] }] };
const EMAIL = 'owner@kedai.example';
const PASSWORD = 'correct horse battery';

let world: World;
let owner: ConsoleClient;
beforeAll(async () => {
  world = await World.start();
  owner = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
});
afterAll(() => world.stop());

const keys = (): string => `/v1/console/bots/${world.bot.id}/keys`;
const flows = (): string => `/v1/console/bots/${world.bot.id}/flows`;
const rows = (limit = 1000) => world.harness.get(AuditService).list(world.harness.reader, world.bot.workspaceId, limit);

/** What is in the tables that the acts change. */
const state = async (): Promise<string> => {
  const tables = ['special_key', 'flow', 'flow_version', 'contact_field', 'bot_api_key', 'guest_link', 'contact'];
  const found = tables.map((table) => world.harness.reader.manager.query(`select * from "${table}" order by 1, 2`));
  return JSON.stringify(await Promise.all(found));
};

/** While this runs no line can be written to the audit log. */
async function withoutAudit<T>(run: () => Promise<T>): Promise<T> {
  await world.harness.unitOfWork.run('test.refuse', (tx) => refuse(tx, 'audit_entry', 'insert', 'no audit'));
  try {
    return await run();
  } finally {
    await world.harness.unitOfWork.run('test.let', (tx) => letAgain(tx, 'audit_entry'));
  }
}

interface Act {
  readonly action: string;
  /** Brings about what the act needs. */
  readonly target: () => Promise<string>;
  readonly act: (target: string) => Promise<{ status: number; body: { id?: string } }>;
}
const newKey = async (): Promise<string> => String((await owner.post(keys()).expect(201)).body.id);
const newFlow = async (): Promise<string> => String((await owner.post(flows(), { name: 'Flow' }).expect(201)).body.id);
const newContact = async (): Promise<string> => (await world.page().becomeUser(randomUUID())).contactId;
const none = async (): Promise<string> => '';
const onKey = (verb: string) => async (id: string) => owner.post(`${keys()}/${id}/${verb}`);
const API_KEYS = (): string => `/v1/console/bots/${world.bot.id}/api-keys`;

const ACTS: Act[] = [
  { action: 'key.added', target: none, act: async () => owner.post(keys()) },
  {
    action: 'key.imported',
    target: none,
    act: async () => owner.post(`${keys()}/import`, { key: `${randomUUID()}-x` }),
  },
  { action: 'key.revealed', target: newKey, act: onKey('reveal') },
  { action: 'key.made_primary', target: newKey, act: onKey('primary') },
  { action: 'key.retired', target: newKey, act: onKey('retire') },
  {
    action: 'key.restored',
    target: async () => {
      const id = await newKey();
      await owner.post(`${keys()}/${id}/retire`).expect(204);
      return id;
    },
    act: onKey('restore'),
  },
  { action: 'key.compromised', target: newKey, act: onKey('compromise') },
  { action: 'flow.created', target: none, act: async () => owner.post(flows(), { name: 'Another' }) },
  {
    action: 'flow.published',
    target: newFlow,
    act: async (id) => owner.post(`${flows()}/${id}/publish`, { graph: GRAPH }),
  },
  {
    action: 'contact.fields-changed',
    target: newContact,
    act: async (id) =>
      owner.patch(`/v1/console/contacts/${id}/fields`, { fields: { name: 'Aisyah', email: 'a@example.com' } }),
  },
  { action: 'contact.blocked', target: newContact, act: async (id) => owner.post(`/v1/console/contacts/${id}/block`) },
  { action: 'api-key.created', target: none, act: async () => owner.post(API_KEYS(), { name: 'Shop backend' }) },
  {
    action: 'api-key.deleted',
    target: async () => String((await owner.post(API_KEYS(), { name: 'Old' }).expect(201)).body.id),
    act: async (id) => owner.delete(`${API_KEYS()}/${id}`),
  },
];

describe.each(ACTS)('$action', ({ action, target, act }) => {
  test('is one line: who, what, which', async () => {
    const id = await target();
    const before = (await rows()).length;
    const answer = await act(id);
    expect(answer.status).toBeLessThan(300);
    const after = await rows();
    expect(after).toHaveLength(before + 1);
    expect(after[0]).toMatchObject({ action, userId: owner.user.id, targetId: id === '' ? answer.body.id : id });
  });

  test('is not done when it cannot be noted', async () => {
    const id = await target();
    const before = await state();
    const answer = await withoutAudit(() => act(id));
    expect(answer.status).toBeGreaterThanOrEqual(500);
    expect(answer.body).not.toHaveProperty('key');
    expect(await state()).toBe(before);
  });
});

describe('what was refused', () => {
  const missing = '01890000-0000-7000-8000-000000000000';
  test.each([
    ['a key that is not there is shown', 'key.revealed', async () => owner.post(`${keys()}/${missing}/reveal`), 404],
    [
      'a short key is imported',
      'key.imported',
      async () => owner.post(`${keys()}/import`, { key: 'x'.repeat(31) }),
      400,
    ],
    ['a key is imported twice', 'key.imported', async () => owner.post(`${keys()}/import`, { key: world.key }), 409],
    [
      'a key that is not retired is restored',
      'key.restored',
      async () => owner.post(`${keys()}/${await newKey()}/restore`),
      409,
    ],
    [
      'a compromised key is made primary',
      'key.made_primary',
      async () => {
        const id = await newKey();
        await owner.post(`${keys()}/${id}/compromise`).expect(204);
        return owner.post(`${keys()}/${id}/primary`);
      },
      409,
    ],
    [
      'a broken flow is published',
      'flow.published',
      async () => owner.post(`${flows()}/${await newFlow()}/publish`, { graph: { ...GRAPH, start: 'nowhere' } }),
      400,
    ],
    [
      'an unknown field is written',
      'contact.fields-changed',
      async () => owner.patch(`/v1/console/contacts/${await newContact()}/fields`, { fields: { nonsense: 'x' } }),
      400,
    ],
  ] as const)('leaves no line: %s', async (_title, action, act, status) => {
    const lines = async () => (await rows()).filter((row) => row.action === action).length;
    const before = await lines();
    const answer = await act();
    expect(answer.status).toBe(status);
    expect(await lines()).toBe(before);
  });

  test('retiring what verifies nothing already is no act', async () => {
    const id = await newKey();
    await owner.post(`${keys()}/${id}/retire`).expect(204);
    const before = (await rows()).length;
    await owner.post(`${keys()}/${id}/retire`).expect(204);
    expect(await rows()).toHaveLength(before);
  });
});

describe('coming and going', () => {
  let own: World;
  let workspaceId: string;
  beforeAll(async () => {
    own = await World.start({ env: { CHATKU_TRUSTED_PROXIES: '127.0.0.1/32,::1/128' } });
    const owners = own.harness.get(OwnersService);
    const prepared = await owners.prepare({
      workspaceName: 'Kedai',
      timezone: 'UTC',
      language: 'en',
      name: 'Owner',
      email: EMAIL,
      password: PASSWORD,
    });
    const made = await own.harness.unitOfWork.run('test.owner', (tx) => owners.createFirst(tx, prepared));
    workspaceId = made.user.workspaceId;
  });
  afterAll(() => own.stop());

  const list = () => own.harness.get(AuditService).list(own.harness.reader, workspaceId, 100);
  const tryIn = (from: string, email: string, password: string) =>
    own.harness.request.post(SESSION).set('x-forwarded-for', from).send({ email, password });

  test('signing in and out are lines', async () => {
    const member = await signIn(own.harness, { workspaceId });
    await member.delete(SESSION).expect(204);
    expect((await list())[0]).toMatchObject({ action: 'session.closed', userId: member.user.id });
    await tryIn('203.0.113.9', EMAIL, PASSWORD).expect(200);
    expect((await list())[0]).toMatchObject({ action: 'session.opened-by-password' });
  });

  test('a refused sign-in is one line a minute and address, alike for an unknown address, with nothing in clear', async () => {
    const before = (await list()).length;
    for (let i = 0; i < 3; i += 1) await tryIn('203.0.113.1', EMAIL, `wrong ${i}`).expect(403);
    expect(await list()).toHaveLength(before + 1);
    await tryIn('203.0.113.2', 'nobody@kedai.example', 'wrong').expect(403);
    await own.harness.request
      .post(`${SESSION}/link`)
      .set('x-forwarded-for', '203.0.113.3')
      .send({ secret: 'A'.repeat(43) })
      .expect(403);
    const [link, unknown, known] = await list();
    expect([link?.action, unknown?.action, known?.action]).toEqual([
      'session.refused-by-link',
      'session.refused-by-password',
      'session.refused-by-password',
    ]);
    expect(known?.detail?.['address']).not.toBe(unknown?.detail?.['address']);
    const text = JSON.stringify([link, unknown, known]);
    for (const clear of [EMAIL, 'nobody', 'kedai', '203.0.113', 'wrong', 'AAAA']) expect(text).not.toContain(clear);
  });

  test('a wrong password where it is asked for again is a line too', async () => {
    const entered = await tryIn('203.0.113.4', EMAIL, PASSWORD).expect(200);
    await own.harness.request
      .post(`${SESSION}/password`)
      .set('cookie', String(entered.headers['set-cookie']).split(';')[0] ?? '')
      .set('chatku-csrf', String(entered.body.csrf))
      .set('x-forwarded-for', '203.0.113.4')
      .send({ password: 'wrong' })
      .expect(403);
    expect((await list())[0]).toMatchObject({ action: 'session.password-refused', targetId: entered.body.user.id });
  });
});

test('no line holds a secret, an id of a website’s user or what a field says', async () => {
  const text = JSON.stringify(await rows());
  for (const secret of [world.key, 'Aisyah', 'a@example.com']) expect(text).not.toContain(secret);
  expect(text).not.toMatch(/ck_|[0-9a-f]{64}/);
});
