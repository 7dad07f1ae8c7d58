import { randomBytes, randomUUID } from 'node:crypto';
import { createIdentityToken } from '@chatku/crypto/token';
import { ROUTES } from '@chatku/schemas';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KeyRingService } from '../features/identity/key-ring.service.js';
import { totpCode, totpStepOf } from '../features/workspaces/totp.js';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { Ear } from './ear.js';
import { BODIES } from './route-bodies.js';
import { ORIGIN, World } from './world.js';

/**
 * Nothing secret and nothing personal is in the log, at any level: everything below is driven through the API with the log at its most
 * talkative, and every secret and every person's word is then looked for in all of it.
 */

const OWNER = { CHATKU_OWNER_EMAIL: 'owner-nobody-sees@example.com', CHATKU_OWNER_PASSWORD: 'pass-phrase-nobody-sees' };
const MAIL_PASSWORD = 'mail-password-nobody-sees';
const IMPORTED_KEY = 'imported-key-nobody-sees-0123456789';
const TEXT = 'words of a visitor that nobody sees';
const USER = 'user-id-nobody-sees';

let world: World;
let me: ConsoleClient;
const secrets = new Map<string, string>();
const keep = (name: string, value: string): string => {
  expect(value.length).toBeGreaterThan(5);
  secrets.set(name, value);
  return value;
};

beforeAll(async () => {
  world = await World.start({
    env: { ...OWNER, CHATKU_SECRET: keep('at-rest secret', randomUUID() + randomUUID()) },
    logLevel: 'trace',
  });
  me = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
});
afterAll(() => world.stop());

const inTheLog = (): string => JSON.stringify(world.harness.log);

function requireNoneInTheLog(): void {
  const log = inTheLog();
  expect(secrets.size).toBeGreaterThan(0);
  for (const [name, value] of secrets) {
    for (const form of [value, encodeURIComponent(value), Buffer.from(value).toString('base64').replace(/=+$/, '')]) {
      if (log.includes(form)) throw new Error(`The ${name} stands in the log.`);
    }
  }
}

test('members: passwords, sessions, two steps, recovery codes, links, keys of every kind, the mail password', async () => {
  keep('owner’s address', OWNER.CHATKU_OWNER_EMAIL);
  keep('owner’s password', OWNER.CHATKU_OWNER_PASSWORD);
  keep('session', me.cookie.split('=')[1] ?? '');
  keep('CSRF token', me.csrf);
  const wrong = keep('wrong password', 'wrong-password-nobody-sees');
  const enter = (email: string, password: string) =>
    world.harness.request.post('/v1/console/session').send({ email, password });
  await enter(OWNER.CHATKU_OWNER_EMAIL, wrong);
  const entered = await enter(OWNER.CHATKU_OWNER_EMAIL, OWNER.CHATKU_OWNER_PASSWORD);
  keep('session of the owner', /chatku_session=([^;]+)/.exec(String(entered.headers['set-cookie']))?.[1] ?? '');

  const { body: offer } = await me.post('/v1/console/account/two-step/begin', {}).expect(200);
  keep('app secret', offer.secret);
  keep('ticket', offer.ticket);
  const code = totpCode(offer.secret, totpStepOf(world.harness.clock.nowMs()));
  const { body } = await me.post('/v1/console/account/two-step/confirm', { ticket: offer.ticket, code }).expect(200);
  for (const [at, recovery] of body.codes.entries()) keep(`recovery code ${at}`, recovery);

  const bot = `/v1/console/bots/${world.bot.id}`;
  keep('special key', world.key);
  keep('imported key', IMPORTED_KEY);
  expect((await me.post(`${bot}/keys/import`, { key: IMPORTED_KEY })).status).toBeLessThan(300);
  keep('API key', (await me.post(`${bot}/api-keys`, { name: 'Key' }).expect(201)).body.key);
  await me.put('/v1/console/mail', {
    host: 'mail.example.com',
    port: 587,
    security: 'starttls',
    user: 'mailer',
    password: keep('mail password', MAIL_PASSWORD),
    from: 'chat@example.com',
  });
  const email = keep('invited address', 'invited-nobody-sees@example.com');
  const { body: invited } = await me.post('/v1/console/invites', { role: 'agent', email }).expect(201);
  keep('invitation', new URL(invited.link).hash.slice(1));
  await world.harness.request.post('/v1/console/password-reset').send({ email: OWNER.CHATKU_OWNER_EMAIL });
  requireNoneInTheLog();
});

test('visitors: tokens of pages, guests and users, hashes, identity tokens, what they write and who they are', async () => {
  keep('words', TEXT);
  keep('user id', USER);
  const guest = await world.page().becomeGuest();
  keep('guest token', guest.token ?? '');
  keep('page secret', guest.secret);
  keep('tab secret', guest.browser.tabSecret);
  await guest.send(TEXT).expect(200);
  const user = world.page();
  await user.becomeUser(USER, { attributes: { name: keep('name', 'Name Nobody Sees') } });
  const known = await world.page().becomeUser(USER);
  keep('user’s session', known.token ?? '');
  keep('identifier hash', world.hash(USER));
  await known.send(`${TEXT} twice`).expect(200);
  await world.page().identify(USER, { identifier_hash: keep('wrong hash', randomBytes(32).toString('hex')) });
  const key = await world.harness.get(KeyRingService).add(world.bot, 'token');
  const text = keep('token key', await world.harness.get(KeyRingService).reveal(world.bot, key.id));
  const nowMs = world.harness.clock.nowMs();
  const made = { userId: USER, botId: world.bot.id, keyId: key.id, key: text, nowMs };
  const token = keep('identity token', await createIdentityToken(made));
  world.harness.clock.advance(61_000);
  const signed = await world.page().identify(USER, { identifier_hash: undefined, identity_token: token });
  expect(signed.status).toBe(200);
  const base = await world.harness.listen();
  const ear = await Ear.follow(base, known);
  ear.socket.send(`{"type":"hello","token":"${keep('token of a broken frame', secretWord())}"`);
  ear.socket.terminate();
  requireNoneInTheLog();
});

const secretWord = (): string => `sentinel-${randomBytes(12).toString('hex')}`;

test('every route, with a secret in each header, each field and the address', async () => {
  const sentinel = keep('sentinel', secretWord());
  for (const [name, { method, path }] of Object.entries(ROUTES)) {
    const address = path.replace(/:[a-z_]+/g, sentinel);
    const body = filled((BODIES as Record<string, object>)[name] ?? {}, sentinel);
    const lower = method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
    const asked = (target: string) =>
      world.harness.request[lower](target).set({
        authorization: `Bearer ${sentinel}`,
        cookie: `chatku_session=${sentinel}`,
        'chatku-csrf': sentinel,
        'chatku-page': `1.${sentinel}.1`,
        'x-api-key': sentinel,
        'x-forwarded-for': sentinel,
        origin: ORIGIN,
        referer: `https://shop.example.my/?t=${sentinel}`,
        'user-agent': sentinel,
      });
    const answers = [await asked(address), await asked(`${address}?${sentinel}=${sentinel}`)];
    if (method !== 'GET') {
      answers.push(await asked(address).send(body));
      answers.push(await asked(address).set('content-type', 'application/json').send(`{"password":"${sentinel}`));
      answers.push(
        await me.send(lower, path.replace(':bot_id', world.bot.id).replace(/:[a-z_]+/g, randomUUID()), body),
      );
    }
    for (const { status } of answers) expect([name, status < 600]).toEqual([name, true]);
  }
  requireNoneInTheLog();
});

/** The same body with a secret in the place of each text, and one field more. */
function filled(value: unknown, sentinel: string): object {
  const swap = (inner: unknown): unknown => {
    if (typeof inner === 'string') return sentinel;
    if (Array.isArray(inner)) return inner.map(swap);
    if (typeof inner === 'object' && inner !== null) {
      return Object.fromEntries(Object.entries(inner).map(([key, item]) => [key, swap(item)]));
    }
    return inner;
  };
  return { ...(swap(value) as object), password: sentinel };
}

test('a database that fails says which statement, and none of what was to be written', async () => {
  const page = await world.page().becomeGuest();
  keep('guest token of a bad day', page.token ?? '');
  const rename = (from: string, to: string) =>
    world.harness.unitOfWork.run('test.rename', (tx) => tx.manager.query(`ALTER TABLE "${from}" RENAME TO "${to}"`));
  await rename('message', 'message_elsewhere');
  const before = world.harness.log.length;
  const answer = await world.harness.request
    .post(`/v1/bots/${world.bot.id}/widget/messages`)
    .set({ origin: ORIGIN, authorization: `Bearer ${page.token}`, 'chatku-page': `1.${page.secret}.0` })
    .send({ client_id: randomUUID(), text: keep('words of a bad day', 'words of a bad day that nobody sees') });
  await rename('message_elsewhere', 'message');
  expect(answer.status).toBe(500);
  expect(JSON.stringify(world.harness.log.slice(before))).toContain('"err"');
  requireNoneInTheLog();
});

test('the log was talkative, and each line of a request names it', () => {
  const requests = world.harness.log.filter(({ msg }) => msg === 'Request');
  expect(requests.length).toBeGreaterThan(100);
  for (const line of requests)
    expect(line).toMatchObject({ request_id: expect.stringMatching(/^[\w.-]{16,64}$/), route: expect.any(String) });
});
