import { type Audience, may, pathOf, ROUTES, type Role, type Route, type RouteName } from '@chatku/schemas';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { ApiKeysService } from '../features/bots/index.js';
import { KeyRingService } from '../features/identity/index.js';
import { StaffSessionsService } from '../features/workspaces/index.js';
import { Passwords } from '../features/workspaces/passwords.js';
import { signIn } from '../testing/console-client.js';
import { BODIES } from './route-bodies.js';
import { ORIGIN, type Page, secret, World } from './world.js';

/*
 * Who gets what: every route of the contract, by everybody who may come to it. The table has a row for each audience, and
 * does not compile without; a route has its audience in the contract, and is not served without. So no route is left out.
 */

const ACTORS = [
  'no one',
  'visitor A',
  'visitor B',
  'an agent',
  'an admin of this workspace',
  'an admin of another workspace',
  'the API key of another bot',
  'a revoked session',
] as const;
type Actor = (typeof ACTORS)[number];

/**
 * - `let in`: whatever comes of it, not for who they are; `by role`: let in or `forbidden`, as the table of permissions says;
 * - `their own`: let in, and nothing of ours is there: where the path names something of ours, 404;
 * - else the code they are turned away with.
 */
type Answer = 'let in' | 'by role' | 'their own' | 'unauthenticated' | 'session_revoked';

const everybody = (answer: Answer) =>
  Object.fromEntries(ACTORS.map((actor) => [actor, answer])) as Record<Actor, Answer>;

const ANSWERS = {
  anyone: everybody('let in'),
  setup: everybody('let in'),
  page: everybody('let in'),
  member: {
    ...everybody('unauthenticated'),
    'an agent': 'by role',
    'an admin of this workspace': 'by role',
    'an admin of another workspace': 'their own',
  },
  bot_key: { ...everybody('unauthenticated'), 'the API key of another bot': 'their own' },
  visitor: {
    ...everybody('unauthenticated'),
    'visitor A': 'let in',
    'visitor B': 'let in',
    'a revoked session': 'session_revoked',
  },
  verified: {
    ...everybody('unauthenticated'),
    'visitor A': 'let in',
    'visitor B': 'let in',
    'a revoked session': 'session_revoked',
  },
} as const satisfies Record<Audience, Record<Actor, Answer>>;

const ROLE_OF: Partial<Record<Actor, Role>> = {
  'an agent': 'agent',
  'an admin of this workspace': 'admin',
  'an admin of another workspace': 'admin',
};

const NOBODYS = '01890000-0000-7000-8000-000000000000';
const names = Object.keys(ROUTES) as RouteName[];
const rowOf = (name: RouteName): Route => ROUTES[name];
const isWidgets = (name: RouteName) => ROUTES[name].path.startsWith('/v1/bots/');
const methodOf = (name: RouteName) => ROUTES[name].method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';

let world: World;
let ids: Record<string, string>;
let otherBotsKey: string;
let deletedKey: string;
let base: string;
beforeAll(async () => {
  // The members here have no real password, and need none.
  vi.spyOn(Passwords.prototype, 'verify').mockResolvedValue(false);
  world = await World.start();
  base = await world.harness.listen();
  const { workspaceId } = world.bot;
  const page = await world.page().becomeUser('known');
  const sent = await page.send('hello').expect(200);
  const member = await signIn(world.harness, { workspaceId, role: 'member' });
  const owner = await signIn(world.harness, { workspaceId });
  const [key] = await world.harness.get(KeyRingService).list(world.bot);
  const [session] = await world.harness.get(StaffSessionsService).listOf(world.harness.reader, member.user.id, 1);
  ids = {
    bot_id: world.bot.id,
    file: 'x.js',
    hash: '0123456789abcdef',
    key_id: key?.id ?? '',
    flow_id: await world.publish({
      start: 'a',
      steps: [{ id: 'a', kind: 'send_message', blocks: [{ kind: 'text', text: 'Hi' }] }],
    }),
    contact_id: page.contactId,
    conversation_id: sent.body.message.conversation_id,
    link_id: NOBODYS,
    user_id: member.user.id,
    session_id: session?.id ?? '',
    job_id: await world.parkJob(),
    invite_id: (await owner.post(pathOf('create_invite'), { role: 'agent' }).expect(201)).body.id,
  };
  const apiKeys = world.harness.get(ApiKeysService);
  const { bot } = await World.makeBot(world.harness, workspaceId);
  otherBotsKey = (await apiKeys.create(bot.id, 'Other')).key;
  const made = await owner.post(pathOf('create_api_key', { bot_id: world.bot.id }), { name: 'Old' }).expect(201);
  deletedKey = made.body.key;
  await owner.send('delete', pathOf('delete_api_key', { bot_id: world.bot.id, key_id: made.body.id }), {}).expect(204);
});
afterAll(() => world.stop());

/** A path with ids of ours, or where this route has one that the world has not, one that nobody has. */
const addressOf = (name: RouteName): string => {
  const params = new Proxy(ids, { get: (known, key: string) => known[key] ?? NOBODYS });
  return pathOf(name, params);
};

/** What somebody has to show, as headers of a request to this route. */
async function headersOf(actor: Actor, name: RouteName): Promise<Record<string, string>> {
  const page = { origin: ORIGIN, 'chatku-page': `1.${secret()}.0` };
  const blank: Record<string, string> = isWidgets(name) ? page : {};
  const visitor = async (found: Page) =>
    isWidgets(name)
      ? { origin: ORIGIN, 'chatku-page': `1.${found.secret}.${found.epoch}`, authorization: `Bearer ${found.token}` }
      : { authorization: `Bearer ${found.token}` };
  const bearer = (token: string) => ({ ...blank, authorization: `Bearer ${token}` });
  switch (actor) {
    case 'no one':
      return blank;
    case 'visitor A':
      return visitor(await world.page().becomeUser('a'));
    case 'visitor B':
      return visitor(await world.page().becomeUser('b'));
    case 'the API key of another bot':
      return bearer(otherBotsKey);
    case 'a revoked session': {
      if (rowOf(name).audience === 'bot_key') return bearer(deletedKey);
      const found = await world.page().becomeUser('c');
      const owner = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
      if (rowOf(name).audience === 'member') {
        await owner.send('delete', pathOf('sign_out'), {}).expect(204);
        return { cookie: owner.cookie, 'chatku-csrf': owner.csrf };
      }
      const path = pathOf('end_contact_sessions', { contact_id: found.contactId });
      await owner.post(path, { for_cause: false }).expect(204);
      return visitor(found);
    }
    default: {
      const role = ROLE_OF[actor] ?? 'agent';
      const workspaceId = actor === 'an admin of another workspace' ? {} : { workspaceId: world.bot.workspaceId };
      const client = await signIn(world.harness, { role, ...workspaceId });
      return { ...blank, cookie: client.cookie, 'chatku-csrf': client.csrf };
    }
  }
}

/** What the policy says of this actor at this route. */
function answerTo(actor: Actor, name: RouteName): Answer | 'forbidden' {
  const row = rowOf(name);
  const answer: Answer = ANSWERS[row.audience][actor];
  const role = ROLE_OF[actor];
  if (row.audience !== 'member' || role === undefined) return answer;
  if (!may(role, row.permission)) return 'forbidden';
  return answer === 'by role' ? 'let in' : answer;
}

/*
 * The sockets' frames: `hello` says who somebody is, and until it was taken no other frame is heard. What a frame names
 * (a conversation to type in) is looked up for who sent it.
 */

const WELCOME = { hello: 'welcome', typing: 'no word', ping: 'pong' } as const;
const UNHEARD = { hello: 4403, typing: 4400, ping: 4400 } as const;
type Heard = {
  readonly hello: 'welcome' | number;
  readonly typing: 'no word' | number;
  readonly ping: 'pong' | number;
};

const SOCKETS = {
  widget: {
    ...(Object.fromEntries(ACTORS.map((actor) => [actor, UNHEARD])) as Record<Actor, Heard>),
    'visitor A': WELCOME,
    'visitor B': WELCOME,
    // An API key does not even have the shape of a visitor's token.
    'the API key of another bot': { ...UNHEARD, hello: 4400 },
  },
  console: {
    ...(Object.fromEntries(ACTORS.map((actor) => [actor, UNHEARD])) as Record<Actor, Heard>),
    'an agent': WELCOME,
    'an admin of this workspace': WELCOME,
    'an admin of another workspace': WELCOME,
  },
} as const satisfies Record<string, Record<Actor, Heard>>;

type Kind = keyof typeof SOCKETS;
type Frame = keyof Heard;

const sockets: WebSocket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate();
});

/** Says frames and waits for the first word that is no welcome of an earlier frame, or for the closing. */
async function say(kind: Kind, actor: Actor, frame: Frame): Promise<unknown> {
  const hello = await helloOf(kind, actor);
  const socket = new WebSocket(`${base.replace('http', 'ws')}/v1/${kind}/socket`, {
    headers: hello.headers,
    origin: kind === 'widget' ? ORIGIN : 'http://localhost:3000',
  });
  sockets.push(socket);
  const words: { type: string }[] = [];
  const closed = new Promise<number>((resolve) => {
    socket.on('close', resolve);
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', () => {});
  });
  const heard = (type: string) =>
    new Promise<string>((resolve) => {
      socket.on('message', (data) => {
        words.push(JSON.parse(String(data)));
        if (words.some((word) => word.type === type)) resolve(type);
      });
    });
  const welcome = heard('welcome');
  const pong = heard('pong');
  await new Promise((resolve) => {
    socket.once('open', resolve);
    void closed.then(resolve);
  });
  if (socket.readyState === WebSocket.OPEN) {
    // Whoever may come in says hello first; whoever may not tries without.
    const mayComeIn = SOCKETS[kind][actor].hello === 'welcome';
    if (frame === 'hello' || mayComeIn) socket.send(JSON.stringify(hello.frame));
    if (frame === 'hello') return Promise.race([welcome, closed]);
    if (mayComeIn) await Promise.race([welcome, closed]);
    const typing = kind === 'widget' ? { type: 'typing' } : { type: 'typing', conversation_id: ids['conversation_id'] };
    socket.send(JSON.stringify(frame === 'typing' ? typing : { type: 'ping' }));
    // A frame that needs no answer is followed by one that does.
    if (frame === 'typing' && mayComeIn) socket.send(JSON.stringify({ type: 'ping' }));
  }
  const word = await Promise.race([pong, closed]);
  return frame === 'typing' && word === 'pong' ? 'no word' : word;
}

/** What somebody says first, with the best they have. */
async function helloOf(kind: Kind, actor: Actor) {
  const headers = await headersOf(actor, kind === 'widget' ? 'widget_send' : 'list_bots');
  const token = headers['authorization']?.replace('Bearer ', '') ?? secret();
  const [, page = secret(), epoch = '0'] = (headers['chatku-page'] ?? '').split('.');
  const isVisitor = kind === 'widget' && SOCKETS.widget[actor].hello === 'welcome';
  const history = isVisitor ? await world.harness.request.get(addressOf('widget_messages')).set(headers) : null;
  const after: string = history?.body.after ?? 'none';
  const cookie: Record<string, string> = headers['cookie'] === undefined ? {} : { cookie: headers['cookie'] };
  return {
    headers: kind === 'console' ? cookie : {},
    frame:
      kind === 'console'
        ? { type: 'hello', protocol: 1, csrf: headers['chatku-csrf'] ?? secret() }
        : { type: 'hello', protocol: 1, bot_id: world.bot.id, token, page, epoch: Number(epoch), after },
  };
}

const frames = (Object.keys(SOCKETS) as Kind[]).flatMap((kind) =>
  ACTORS.flatMap((actor) =>
    (['hello', 'typing', 'ping'] as const).map((frame) => [kind, actor, frame, SOCKETS[kind][actor][frame]] as const),
  ),
);

describe('the sockets', () => {
  test.each(frames)('%s: %s says %s: %s', async (kind, actor, frame, expected) => {
    expect(await say(kind, actor, frame)).toBe(expected);
  });
});

// Last, since whoever is let in changes what is there.
/** Codes by which somebody is turned away for who they are. */
const TURNED_AWAY = new Set(['unauthenticated', 'forbidden', 'csrf_refused', 'session_expired', 'session_revoked']);

// Refusals first: who is let in changes what is there.
const isRefusal = (answer: string) => answer !== 'let in';
const cells = names.flatMap((name) => ACTORS.map((actor) => [actor, name, answerTo(actor, name)] as const));
const ordered = [...cells].sort((a, b) => +isRefusal(b[2]) - +isRefusal(a[2]));

describe('the policy', () => {
  test.each(ordered)('%s at %s: %s', async (actor, name, expected) => {
    const request = world.harness.request[methodOf(name)](addressOf(name)).set(await headersOf(actor, name));
    const answer = await (methodOf(name) === 'get' ? request : request.send(BODIES[name] ?? {}));
    const { code } = answer.body as { code?: string };
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(500);
    if (expected === 'let in') expect(TURNED_AWAY).not.toContain(code);
    else if (expected !== 'their own') expect(code).toBe(expected);
    else if (ROUTES[name].path.includes(':')) expect([answer.status, code]).toEqual([404, 'not_found']);
    else expect(TURNED_AWAY).not.toContain(code);
  });
});
