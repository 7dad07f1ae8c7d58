import { randomBytes } from 'node:crypto';
import { pathOf } from '@chatku/schemas';
import pg from 'pg';
import sqlite3 from 'sqlite3';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { KeyRingService } from '../features/identity/index.js';
import { InstallationsService } from '../features/installations/index.js';
import { testEngine } from '../platform/testing/test-postgres.js';
import { signIn } from '../testing/console-client.js';
import { forgeToken, hmac, type TokenKey, tokenKeyOf } from './tokens.js';
import { withWidgetBuild } from './widget-build.js';
import { type Page, World } from './world.js';

/* Threats to the proof itself, each by its name in the list of threats. */

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.stop());

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const wrongHash = (): string => randomBytes(32).toString('hex');

const contactsNamed = (id: string): Promise<unknown[]> =>
  world.harness.reader.manager.query('select id from contact where custom_user_id = $1', [id]);

/** Offers a token with and without a right hash beside it: neither may make anybody. */
async function expectTokenRefused(page: Page, userId: string, identityToken: string): Promise<void> {
  for (const proof of [{ identifier_hash: undefined }, {}]) {
    await page.identify(userId, { ...proof, identity_token: identityToken }).expect(403);
  }
  expect(await contactsNamed(userId)).toEqual([]);
}

test('key in the browser: no answer to a page holds a special key, and a member sees it only right after the password', async () => {
  const own = await withWidgetBuild(() => World.start());
  try {
    const { workspaceId } = own.bot;
    const page = own.page();
    const session = await page.identify('u-1').expect(200);
    page.token = session.body.token;
    const forPages = [
      await own.harness.request.get(`/w/${own.bot.id}.js`).expect(200),
      await own.harness.request.get(`/w/${own.bot.id}.json`).expect(200),
      session,
      await page.call('get', 'messages').expect(200),
      await page.call('post', 'heartbeat').send({}).expect(200),
      await own.page().call('post', 'guest').send({}).expect(200),
      await own.page().identify('u-1', { identifier_hash: wrongHash() }).expect(403),
    ];
    const admin = await signIn(own.harness, { workspaceId, role: 'admin', passwordGiven: false });
    const keys = await admin.get(pathOf('list_keys', { bot_id: own.bot.id })).expect(200);
    const reveal = pathOf('reveal_key', { bot_id: own.bot.id, key_id: String(/[0-9a-f-]{36}/.exec(keys.text)) });
    const agent = await signIn(own.harness, { workspaceId, role: 'agent' });
    const forMembers = [
      keys,
      await admin.get(pathOf('get_bot', { bot_id: own.bot.id })).expect(200),
      await admin.post(reveal, {}).expect(403),
      await agent.post(reveal, {}).expect(403),
    ];
    for (const { text, headers } of [...forPages, ...forMembers]) {
      expect(text + JSON.stringify(headers)).not.toContain(own.key);
    }
    const owner = await signIn(own.harness, { workspaceId });
    const shown = await owner.post(reveal, {}).expect(200);
    expect(shown.body.key).toBe(own.key);
    expect(shown.headers['cache-control']).toBe('no-store');
  } finally {
    await own.stop();
  }
});

describe('proofs of another form', () => {
  const nowSeconds = (): number => Math.floor(world.harness.clock.nowMs() / 1000);
  const claimsOf = (sub: string) => ({ sub, aud: world.bot.id, iat: nowSeconds(), exp: nowSeconds() + 600 });

  test('token-shaped id: the hash of a name that is shaped like a token is no token for anybody', async () => {
    const [hashKey] = await world.harness.get(KeyRingService).list(world.bot);
    const name = `${encode({ alg: 'HS256', kid: hashKey?.id })}.${encode(claimsOf('victim-1'))}`;
    const named = await world.page().becomeUser(name);
    const asToken = `${name}.${Buffer.from(world.hash(name), 'hex').toString('base64url')}`;
    await expectTokenRefused(world.page(), 'victim-1', asToken);
    const victim = await world.page().becomeUser('victim-1');
    expect(victim.contactId).not.toBe(named.contactId);
  });

  describe('with a token key in the ring', () => {
    let key: TokenKey;
    beforeAll(async () => {
      key = await tokenKeyOf(world);
    });

    test('alg confusion: a token of no algorithm, of another one or with a key of its own never verifies', async () => {
      const kid = key.id;
      const own = 'an own key of thirty-two letters';
      const jwk = { kty: 'oct', k: Buffer.from(own).toString('base64url') };
      const claims = claimsOf('victim-2');
      const forged = [
        forgeToken({ alg: 'none', kid }, claims, key.key, () => ''),
        forgeToken({ alg: 'None', kid }, claims, key.key),
        forgeToken({ alg: 'HS512', kid }, claims, key.key, hmac('sha512', key.key)),
        forgeToken({ alg: 'RS256', kid }, claims, key.key),
        forgeToken({ alg: 'HS256', kid, jwk }, claims, own),
        forgeToken({ alg: 'HS256', kid: '../../dev/null' }, claims, ''),
        forgeToken({ alg: 'HS256' }, claims, key.key),
      ];
      for (const identityToken of forged) await expectTokenRefused(world.page(), 'victim-2', identityToken);
    });

    test('clock skew: past a minute either way a token never verifies, nor without its times', async () => {
      const now = nowSeconds();
      const signed = (given: object) =>
        forgeToken({ alg: 'HS256', kid: key.id }, { sub: 'victim-3', aud: world.bot.id, ...given }, key.key);
      const times = [
        { iat: now - 7200, exp: now - 3600 },
        { iat: now + 3600, exp: now + 7200 },
        { iat: now - 600, exp: now - 61 },
        { iat: now + 61, exp: now + 600 },
        { iat: now },
        { exp: now + 600 },
        {},
      ];
      for (const given of times) await expectTokenRefused(world.page(), 'victim-3', signed(given));
      await world.page().becomeUser('victim-3', {
        identity_token: signed({ iat: now - 600, exp: now - 59 }),
        identifier_hash: undefined,
      });
    });
  });
});

test('missing hash taken as fine: what is no hash at all never identifies', async () => {
  for (const identifier_hash of [
    undefined,
    null,
    '',
    ' ',
    false,
    0,
    [],
    {},
    'undefined',
    'null',
    '{identifier_hash}',
  ]) {
    await world.page().identify('somebody', { identifier_hash }).expect(403);
  }
  expect(await contactsNamed('somebody')).toEqual([]);
});

describe('guessing', () => {
  /** How often each status came for so many wrong hashes, each from a page of its own. */
  async function guess(own: World, times: number, headersOf: (attempt: number) => Record<string, string> = () => ({})) {
    const counts: Record<number, number> = {};
    for (let attempt = 0; attempt < times; attempt++) {
      const request = own.page().identify('victim', { identifier_hash: wrongHash() });
      const { status } = await request.set(headersOf(attempt));
      counts[status] = (counts[status] ?? 0) + 1;
    }
    return counts;
  }

  test('hash guessing: an address has sixty wrong proofs a minute, on however many pages, and a right one still counts', async () => {
    const own = await World.start();
    try {
      expect(await guess(own, 70)).toEqual({ 403: 60, 429: 10 });
      await own.page().becomeUser('victim');
      const { body, headers } = await own.page().identify('victim', { identifier_hash: wrongHash() }).expect(429);
      expect(body.code).toBe('too_many_requests');
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    } finally {
      await own.stop();
    }
  });

  test('spoofed address headers: nobody’s word about an address counts but a trusted proxy’s', async () => {
    const lies = (attempt: number): Record<string, string> => {
      const address = `203.0.113.${attempt}`;
      return {
        'x-forwarded-for': address,
        forwarded: `for=${address}`,
        'x-real-ip': address,
        'cf-connecting-ip': address,
        'true-client-ip': address,
        'x-client-ip': address,
      };
    };
    const alone = await World.start();
    const behind = await World.start({ env: { CHATKU_TRUSTED_PROXIES: '127.0.0.1' } });
    try {
      expect(await guess(alone, 62, lies)).toEqual({ 403: 60, 429: 2 });
      // The proxy appends the address it saw; what stands before that is the caller's own invention.
      const appended = (attempt: number) => ({ 'x-forwarded-for': `203.0.113.${attempt}, 198.51.100.7` });
      expect(await guess(behind, 62, appended)).toEqual({ 403: 60, 429: 2 });
      expect(await guess(behind, 2, () => ({ 'x-forwarded-for': '198.51.100.8' }))).toEqual({ 403: 2 });
    } finally {
      await alone.stop();
      await behind.stop();
    }
  });
});

test('user enumeration: a refused proof looks nobody up, so neither answer nor work says who exists', async () => {
  const own = await World.start();
  const spies: { mockClear(): void; mockRestore(): void; readonly mock: { readonly calls: readonly unknown[][] } }[] =
    testEngine === 'sqlite'
      ? [vi.spyOn(sqlite3.Database.prototype, 'all'), vi.spyOn(sqlite3.Database.prototype, 'run')]
      : [vi.spyOn(pg.Client.prototype, 'query')];
  try {
    await own.page().becomeUser('known');
    // Explaining a refusal is work too, but begins when the answer has been given.
    vi.spyOn(own.log, 'refused').mockReturnValue();
    /** Every statement between a request and its answer. */
    const statementsOf = async (userId: unknown): Promise<string[]> => {
      await own.log.settle();
      // What was seen of the website is written in its own time; once written, not again within the minute.
      await own.harness.get(InstallationsService).flush();
      for (const spy of spies) spy.mockClear();
      await own.page().identify(userId, { identifier_hash: wrongHash() }).expect(403);
      const all = spies.flatMap(({ mock }) => mock.calls.map(([sql]) => String(sql)));
      // What a node looks for by the clock, whoever asks.
      return all.filter((sql) => !/(FROM|UPDATE|INTO) "(outbox|outbox_target|event|lease)"/.test(sql));
    };
    const ofKnown = await statementsOf('known');
    expect(ofKnown.length).toBeGreaterThan(0);
    expect(ofKnown.filter((sql) => /"contact"/.test(sql))).toEqual([]);
    for (const id of ['unknown', 'KNOWN', 'x'.repeat(300), '', 7, null])
      expect(await statementsOf(id)).toEqual(ofKnown);
  } finally {
    for (const spy of spies) spy.mockRestore();
    await own.stop();
  }
});
