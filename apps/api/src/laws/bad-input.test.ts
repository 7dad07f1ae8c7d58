import { randomUUID } from 'node:crypto';
import {
  type Audience,
  type Behaviour,
  DEFAULT_BEHAVIOUR,
  type FlowGraph,
  pathOf,
  ROUTES,
  type RouteName,
} from '@chatku/schemas';
import fc from 'fast-check';
import type { Test } from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { ApiKeysService } from '../features/bots/index.js';
import { FieldsService } from '../features/contacts/index.js';
import { KeyRingService } from '../features/identity/index.js';
import { Passwords } from '../features/workspaces/passwords.js';
import { engineOf } from '../platform/database/dialect.js';
import { RateLimit } from '../platform/limits/rate-limits.js';
import { MailSender } from '../platform/mail/mail-sender.js';
import { openApiDocument } from '../platform/openapi/document.js';
import { FakeNetwork } from '../platform/testing/fake-network.js';
import { tableNames } from '../platform/testing/table-rows.js';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { bodyOf, type Components, type JsonSchema, nearlyGood } from './hostile-json.js';
import { ORIGIN, type Page, secret, World } from './world.js';

/*
 * No body, query or address ever yields a 500, and none changes anything when it is refused: over every route of the
 * document, with credentials that are valid for it.
 */

const RUNS = 24;
const NOBODYS = '01890000-0000-7000-8000-000000000000';
const names = Object.keys(ROUTES) as RouteName[];

/**
 * What a refused call is meant to write: the page is nobody's any more; a key that was shown has been used; that somebody was
 * not let in is audited.
 */
const MAY_CHANGE: Partial<Record<RouteName, readonly string[]>> = {
  widget_identify: ['page_session'],
  put_contact: ['bot_api_key'],
  sign_in: ['audit_entry'],
  sign_in_link: ['audit_entry'],
  give_password: ['audit_entry'],
  check_endpoint: ['audit_entry'],
  second_step: ['audit_entry'],
};
/** Written in its own time. */
const ALWAYS_MAY_CHANGE = ['identity_log_entry', 'installation', 'lease', 'sqlite_sequence'];

/** What may leave the cast without a session, a key or a contact to ask with. */
const SPENDING: ReadonlySet<RouteName> = new Set<RouteName>([
  'widget_guest',
  'widget_identify',
  'widget_logout',
  'widget_link',
  'sign_out',
  'sign_in',
  'sign_in_link',
  'setup',
  'retire_key',
  'compromise_key',
  'put_identity_policy',
  'erase_contact',
  'rename_contact',
  'end_contact_sessions',
  'update_bot',
  'revoke_invite',
  'transfer_ownership',
]);

/** Bodies that the routes take, to be spoilt; an empty one where none is named. */
const good: Partial<Record<RouteName, () => object>> = {
  widget_guest: () => ({ locale: 'ms-MY', timezone: 'Asia/Kuala_Lumpur' }),
  widget_identify: () => ({
    user_id: 'u-1',
    identifier_hash: world.hash('u-1'),
    attributes: { name: 'Aisyah', email: 'aisyah@example.my' },
    group: null,
    guest_token: secret(),
    tab_secret: secret(),
    locale: 'ms',
    timezone: 'Asia/Kuala_Lumpur',
  }),
  widget_link: () => ({ nonce: secret(), guest_token: secret(), answer: 'link' }),
  widget_attributes: () => ({ name: 'Aisyah', plan: 'gold' }),
  widget_send: () => ({
    client_id: randomUUID(),
    text: 'Hi',
    reply: { step_id: 'ask', button_id: 'a' },
    tab_secret: secret(),
  }),
  widget_seen: () => ({ conversation_id: cast.ids['conversation_id'], seq: 1 }),
  widget_start_flow: () => ({ client_id: randomUUID(), ref: 'promo' }),
  widget_track_event: () => ({
    client_id: randomUUID(),
    name: 'cart.opened',
    data: { items: 3, plan: 'gold', vip: true },
  }),
  widget_add_tag: () => ({ name: 'vip' }),
  widget_pre_chat: () => ({ client_id: randomUUID(), values: { plan: 'gold' }, consent: true }),
  put_contact: () => ({ user_id: 'u-1', name: 'Aisyah', email: null, fields: { plan: 'gold' }, add_tags: ['a'] }),
  setup: () => ({
    code: 'AAAA-AAAA-AAAA',
    workspace_name: 'Kedai',
    name: 'Nurul',
    email: 'a@example.my',
    password: 'long enough',
    timezone: 'Asia/Kuala_Lumpur',
    language: 'ms',
  }),
  sign_in: () => ({ email: 'a@example.my', password: 'long enough' }),
  sign_in_link: () => ({ secret: secret() }),
  give_password: () => ({ password: 'x' }),
  second_step: () => ({ ticket: `v1.${secret()}`, code: '123456' }),
  ask_password_reset: () => ({ email: 'a@example.my' }),
  use_password_reset: () => ({ secret: secret(), password: 'long enough' }),
  look_at_invite: () => ({ secret: secret() }),
  accept_invite: () => ({
    secret: secret(),
    name: 'Siti',
    email: 'a@example.my',
    password: 'long enough',
    language: 'ms',
  }),
  update_account: () => ({ name: 'Nurul', language: 'ms' }),
  change_password: () => ({ old_password: 'even', new_password: 'long enough' }),
  two_step_confirm: () => ({ ticket: `v1.${secret()}`, code: '123456' }),
  two_step_off: () => ({ password: 'even', code: '123456' }),
  update_workspace: () => ({ name: 'Kedai', timezone: 'Asia/Kuala_Lumpur', language: 'ms' }),
  update_member: () => ({ role: 'supervisor' }),
  create_invite: () => ({ role: 'agent', email: 'a@example.my', send: true }),
  put_mail: () => ({
    host: 'mail.example.my',
    port: 587,
    security: 'starttls',
    user: 'chat',
    password: 'secret',
    from: 'Kedai <chat@example.my>',
  }),
  create_bot: () => ({ name: 'Bot' }),
  update_bot: () => ({
    version: world.bot.version,
    name: 'Bot',
    looks: world.bot.looks,
    origins: [ORIGIN, 'https://*.shop.com.my'],
    guest_flow_id: flowId,
    identified_flow_id: flowId,
    page_rights: { track_events: true, tags: ['vip'], flows: [{ ref: 'promo', flow_id: flowId }] },
    behaviour: BEHAVIOUR(flowId),
    guest_limits: { messages_per_minute: 120, new_guests_per_minute: 600 },
  }),
  create_api_key: () => ({ name: 'Key' }),
  put_field: () => ({ name: 'plan', type: 'text', page_writable: true, minimum_provenance: 'page' }),
  put_retention: () => ({ guest_conversations_days: 3650, idle_guests_days: 3650, idle_known_days: null }),
  rename_field: () => ({ name: 'tier' }),
  add_contact_tag: () => ({ tag: 'vip' }),
  remove_contact_tag: () => ({ tag: 'vip' }),
  export_contacts: () => ({ bot_id: world.bot.id, search: 'a', kind: 'guest', tag: 'vip' }),
  import_key: () => ({ key: `an imported key ${secret()}` }),
  test_hash: () => ({ user_id: 'u-1', identifier_hash: 'a'.repeat(64), email: 'a@example.my' }),
  add_key: () => ({ kind: 'token' }),
  export_identity_log: () => ({ verdict: 'refused', origin: ORIGIN, from: '2026-01-01T00:00:00.000Z' }),
  put_identity_policy: () => ({ accepts: 'hash_or_token', rehearsal: true }),
  search_keys: () => ({ paths: ['/login'] }),
  check_endpoint: () => ({ url: `${ORIGIN}/sign`, method: 'POST' }),
  create_flow: () => ({ name: 'Flow' }),
  publish_flow: () => ({ graph: GRAPH }),
  update_contact_fields: () => ({ fields: { name: 'Aisyah', plan: 'gold' } }),
  rename_contact: () => ({ custom_user_id: `renamed-${randomUUID()}` }),
  end_contact_sessions: () => ({ for_cause: false }),
  reply: () => ({ client_id: randomUUID(), text: 'Hello' }),
  set_conversation_status: () => ({ status: 'done' }),
  pause_bot: () => ({ paused: true }),
  agent_seen: () => ({ seq: 1 }),
};

const BEHAVIOUR = (flow_id: string): Behaviour => ({
  ...DEFAULT_BEHAVIOUR,
  greeting: { text: 'Hello', after_seconds: 3, paths: ['/shop/*'] },
  starters: [{ kind: 'flow', id: 'order', label: 'Order', flow_id }],
  menu: [
    {
      kind: 'menu',
      id: 'more',
      label: 'More',
      items: [{ kind: 'url', id: 'help', label: 'Help', url: 'https://shop.my' }],
    },
  ],
  pre_chat: {
    fields: [{ name: 'plan', label: 'Plan', required: false }],
    consent: { text: 'I agree.', url: 'https://shop.my/privacy' },
  },
  hours: {
    timezone: 'Asia/Kuala_Lumpur',
    ...{ mon: [{ from: '09:00', to: '24:00' }], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] },
    offline_message: 'Closed',
  },
  texts: { en: { write: 'Ask us' } },
});

const GRAPH: FlowGraph = {
  start: 'ask',
  steps: [
    {
      id: 'ask',
      kind: 'question',
      text: 'E-mail, {{name}}?',
      answer: { type: 'email' },
      save_to: 'email',
      ports: { answered: 'choose' },
    },
    {
      id: 'choose',
      kind: 'condition',
      branches: [{ port: 'yes', when: { kind: 'is', value: 'user.plan', state: 'set' } }],
      ports: { yes: 'say', else: 'mark' },
    },
    {
      id: 'say',
      kind: 'send_message',
      blocks: [{ kind: 'text', text: 'Plan', buttons: [{ kind: 'reply', id: 'a', label: 'A', port: 'a' }] }],
      ports: { a: 'mark' },
    },
    { id: 'mark', kind: 'action', actions: [{ kind: 'set_field', field: 'plan', value: 'x' }] },
  ],
};

/** Everything the routes' parameters can name, with somebody to ask as. */
interface Cast {
  readonly owner: ConsoleClient;
  readonly guest: Page;
  readonly user: Page;
  readonly apiKey: string;
  readonly ids: Readonly<Record<string, string>>;
}

let world: World;
let flowId: string;
let keptKeyId: string;
let cast: Cast;
let components: Components;
let bodies: Map<RouteName, JsonSchema>;

beforeAll(async () => {
  // Limits would answer in the place of what is to be tested here, and a slow hash would answer late.
  vi.spyOn(RateLimit.prototype, 'charge').mockResolvedValue();
  vi.spyOn(Passwords.prototype, 'hash').mockResolvedValue('scrypt:2:1:1:AA:AA');
  vi.spyOn(Passwords.prototype, 'verify').mockImplementation((password) => Promise.resolve(password.length % 2 === 0));
  // No mail leaves, to whatever server the law makes up.
  vi.spyOn(MailSender.prototype, 'send').mockResolvedValue();
  // Nothing outside is reached, whatever address the law makes up.
  world = await World.start({ network: new FakeNetwork() });
  keptKeyId = (await world.harness.get(KeyRingService).list(world.bot))[0]?.id ?? '';
  flowId = await world.publish(GRAPH);
  const pageRights = { track_events: true, tags: ['vip'], flows: [{ ref: 'promo', flow_id: flowId }] };
  const behaviour = BEHAVIOUR(flowId);
  await world.changeBot({ guestFlowId: flowId, knownFlowId: flowId, pageRights, behaviour });
  await defineField('plan');
  const document = await openApiDocument(world.harness.api.nest);
  components = (document.components?.schemas ?? {}) as Components;
  bodies = new Map(
    names.flatMap((name) => {
      const { method, path } = ROUTES[name];
      const item = document.paths[path.replace(/:(\w+)/g, '{$1}')] as Record<string, DocumentedOperation> | undefined;
      const schema = item?.[method.toLowerCase()]?.requestBody?.content['application/json']?.schema;
      return schema === undefined ? [] : [[name, schema] as const];
    }),
  );
  cast = await newCast();
});
afterAll(async () => {
  vi.restoreAllMocks();
  await world.stop();
});

interface DocumentedOperation {
  readonly requestBody?: { readonly content: Record<string, { readonly schema: JsonSchema }> };
}

const defineField = (name: string) =>
  world.harness.unitOfWork.run('test.field', (tx) =>
    world.harness.get(FieldsService).putIn(tx, world.bot.id, {
      name,
      type: 'text',
      page_writable: true,
      minimum_provenance: 'page',
    }),
  );

/** A fresh one, since whatever was accepted may have ended a session, a key or a contact. */
async function newCast(): Promise<Cast> {
  // Pages of this law come from one website, which an accepted change may have taken off the list.
  await world.changeBot({ origins: [ORIGIN] });
  const guest = await world.page().becomeGuest();
  const { body } = await guest.send('hello').expect(200);
  const ring = world.harness.get(KeyRingService);
  // Not the key that users of this law are made with.
  const spare = (await ring.list(world.bot)).find(({ id }) => id !== keptKeyId) ?? (await ring.add(world.bot));
  const owner = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
  // Users of this law are made with hashes.
  const policy = { accepts: 'hash_or_token', rehearsal: false };
  await owner.put(pathOf('put_identity_policy', { bot_id: world.bot.id }), policy).expect(200);
  const colleague = await signIn(world.harness, { workspaceId: world.bot.workspaceId, role: 'agent' });
  const invite = await owner.post(pathOf('create_invite'), { role: 'agent' });
  const apiKey = await world.harness.get(ApiKeysService).create(world.bot.id, 'Backend');
  const user = await world.page().becomeUser(`user-${secret()}`);
  await defineField('spare');
  return {
    owner,
    guest,
    user,
    apiKey: apiKey.key,
    ids: {
      bot_id: world.bot.id,
      key_id: spare.id,
      flow_id: flowId,
      contact_id: user.contactId,
      conversation_id: body.message.conversation_id,
      link_id: NOBODYS,
      field_name: 'spare',
      user_id: colleague.user.id,
      session_id: NOBODYS,
      invite_id: invite.body.id,
      job_id: await world.parkJob(),
      file: `${world.bot.id}.js`,
      hash: 'abcdefghij',
    },
  };
}

const methodOf = (name: RouteName) => ROUTES[name].method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';

/** A request with credentials that are right for the route. */
function ask(name: RouteName, ids: Readonly<Record<string, string>> = cast.ids, query = ''): Test {
  const request = world.harness.request[methodOf(name)](pathOf(name, ids) + query);
  const audience: Audience = ROUTES[name].audience;
  if (audience === 'bot_key') return request.set('authorization', `Bearer ${cast.apiKey}`);
  if (ROUTES[name].path.startsWith('/v1/console/')) {
    return request.set({ cookie: cast.owner.cookie, 'chatku-csrf': cast.owner.csrf });
  }
  if (audience === 'anyone') return request;
  const page = audience === 'visitor' ? cast.guest : cast.user;
  // An identify call comes under a new number; the others under the page's own.
  const epoch = name === 'widget_identify' ? page.epoch + 1 : page.epoch;
  request.set({ origin: ORIGIN, 'chatku-page': `1.${page.secret}.${epoch}` });
  return audience === 'page' && name !== 'widget_logout'
    ? request
    : request.set('authorization', `Bearer ${page.token}`);
}

const withBody = (request: Test, json: string): Test => request.set('content-type', 'application/json').send(json);

const query = (sql: string): Promise<Record<string, unknown>[]> => world.harness.reader.manager.query(sql);

/** What another connection's commit changes: cheap to look at after each request. */
async function version(): Promise<unknown> {
  if (engineOf(world.harness.reader) === 'sqlite') return (await query('PRAGMA data_version'))[0]?.['data_version'];
  const sums = (await tableNames(world.harness.reader)).map(
    (name) => `(select coalesce(string_agg(t::text, '|' order by t::text), '') from "${name}" t)`,
  );
  return (await query(`select md5(concat_ws('#', ${sums.join(', ')})) as version`))[0]?.['version'];
}

async function dump(): Promise<Record<string, string>> {
  const tables = await tableNames(world.harness.reader);
  const rows = tables.map(async (name) => [name, JSON.stringify(await query(`select * from "${name}"`))] as const);
  return Object.fromEntries(await Promise.all(rows));
}

/** Watches that what is refused changes nothing. */
class Watch {
  #version: unknown;
  #rows: Record<string, string> = {};

  async begin(): Promise<void> {
    await world.log.settle();
    this.#rows = await dump();
    this.#version = await version();
  }

  /** The tables that have changed since, but for those that may. */
  async changed(name: RouteName): Promise<string[]> {
    if ((await version()) === this.#version) return [];
    const before = this.#rows;
    await this.begin();
    const may = [...ALWAYS_MAY_CHANGE, ...(MAY_CHANGE[name] ?? [])];
    return Object.keys(before).filter((table) => before[table] !== this.#rows[table] && !may.includes(table));
  }
}

/** Sends, and holds the answer against the law. */
async function judge(watch: Watch, name: RouteName, request: Test): Promise<number> {
  const answer = await request;
  expect(answer.status, answer.text).toBeLessThan(500);
  if (answer.status < 400) {
    if (SPENDING.has(name)) cast = await newCast();
    await watch.begin();
    return answer.status;
  }
  expect(answer.headers['content-type']).toContain('application/problem+json');
  expect(await watch.changed(name)).toEqual([]);
  return answer.status;
}

let watch: Watch;
beforeEach(async () => {
  watch = new Watch();
  await watch.begin();
});

const changing = names.filter((name) => ROUTES[name].method !== 'GET');
const reading = names.filter((name) => ROUTES[name].method === 'GET');

test('the document knows the body of every route that changes something', () => {
  expect([...bodies.keys()].sort()).toEqual([...changing].sort());
});

describe('no body yields a 500, or changes anything when it is refused', () => {
  test.each(changing)('%s', async (name) => {
    const schema = bodies.get(name) ?? {};
    const given = fc.oneof(bodyOf(schema, components), nearlyGood(good[name]?.() ?? {}));
    const property = fc.asyncProperty(given, async (body) => {
      await judge(watch, name, withBody(ask(name), JSON.stringify(body)));
    });
    await fc.assert(property, { numRuns: RUNS });
    if (SPENDING.has(name)) cast = await newCast();
  });
});

describe('what is no body of the route at all is refused alike', () => {
  const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
  const cases: [title: string, send: (request: Test) => Test, status: number][] = [
    ['a form', (request) => request.type('form').send('a=1'), 415],
    ['plain text', (request) => request.set('content-type', 'text/plain').send('{}'), 415],
    ['JSON under another name', (request) => request.set('content-type', 'application/x-json').send('{}'), 415],
    ['broken JSON', (request) => withBody(request, '{"a":'), 400],
    ['no JSON', (request) => withBody(request, 'undefined'), 400],
    ['a poisoned prototype', (request) => withBody(request, '{"__proto__":{"role":"owner"}}'), 400],
    ['JSON thirty thousand deep', (request) => withBody(request, deep), 400],
    ['a list', (request) => withBody(request, '[]'), 400],
    ['a number', (request) => withBody(request, '7'), 400],
    ['more than it takes', (request) => withBody(request, JSON.stringify({ x: 'x'.repeat(200_000) })), 413],
  ];

  test.each(cases)('%s', async (_title, send, status) => {
    for (const name of changing) expect([name, await judge(watch, name, send(ask(name)))]).toEqual([name, status]);
  });
});

describe('no query yields a 500', () => {
  const hostileQueries = [
    '?before=&limit=',
    '?limit=0',
    '?limit=101',
    '?limit=1e3',
    '?limit=-1',
    '?limit=5&limit=6',
    '?before=bC4n',
    `?before=${Buffer.from('l.').toString('base64url')}`,
    `?before=${Buffer.from("l.' or 1=1 --").toString('base64url')}`,
    `?before=${Buffer.from('l.999999999999999:x').toString('base64url')}`,
    `?before=${Buffer.from('l.\u0000').toString('base64url')}`,
    `?before=${'A'.repeat(200)}`,
    '?search=%25',
    '?search=%5C',
    '?search=%00',
    '?search=%ff%fe',
    '?search=%ED%A0%80',
    "?search=' or '1'='1",
    '?bot_id=x',
    '?contact_id[]=1',
    '?__proto__[x]=1',
    '?constructor=1',
    `?${'a=1&'.repeat(2000)}`,
    `?x=${'y'.repeat(9000)}`,
    '?%',
    '?&&==',
  ];

  test.each(reading)('%s', async (name) => {
    for (const given of hostileQueries) {
      const answer = await ask(name, cast.ids, given);
      expect([given, answer.status, answer.text].join(' '), name).not.toMatch(/^\S+ 5\d\d/);
    }
    expect(await watch.changed(name)).toEqual([]);
  });
});

describe('no address yields a 500, and an unknown id is the id of nothing', () => {
  const named = names.filter((name) => ROUTES[name].path.includes(':'));

  test.each(named)('%s', async (name) => {
    const parameters = ROUTES[name].path.match(/(?<=:)\w+/g) ?? [];
    for (const id of [
      NOBODYS,
      'x',
      'a\u0000b',
      '..',
      '%',
      '😀',
      'x'.repeat(600),
      "' or 1=1 --",
      '\ufeff',
      '__proto__',
    ]) {
      const ids = Object.fromEntries(parameters.map((parameter) => [parameter, id]));
      const answer = await withBody(ask(name, ids), methodOf(name) === 'get' ? '' : '{}');
      expect(answer.status, `${name} ${id}`).toBeLessThan(500);
      if (answer.status < 400) expect(ROUTES[name].path).toMatch(/^\/(w|chat)\//);
    }
    expect(await watch.changed(name)).toEqual([]);
  });
});
