import { createHmac } from 'node:crypto';
import { createIdentityToken } from '@chatku/crypto/token';
import { pathOf, type SpecialKey } from '@chatku/schemas';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { IDENTITY_TOKEN_VECTORS } from '../../../../packages/crypto/src/vectors/identity-token-vectors.js';
import { KeyRingService } from '../features/identity/index.js';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { forgeToken, type TokenKey, tokenKeyOf } from './tokens.js';
import { ORIGIN, World } from './world.js';

/* The second form of the proof: a token that the website's backend signs with a key of its own kind. */

let world: World;
let owner: ConsoleClient;
let key: TokenKey;
beforeAll(async () => {
  world = await World.start({ startMs: IDENTITY_TOKEN_VECTORS.nowMs });
  owner = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
  key = await tokenKeyOf(world);
});
afterAll(() => world.stop());
// Refusals are limited per minute: each law begins with a fresh minute.
beforeEach(() => world.harness.clock.advance(61_000));

let users = 0;
const someUser = (): string => `token-user-${++users}`;
const ring = () => world.harness.get(KeyRingService);
const tokenFor = (userId: string, given: Partial<Parameters<typeof createIdentityToken>[0]> = {}): Promise<string> =>
  createIdentityToken({
    userId,
    botId: world.bot.id,
    keyId: key.id,
    key: key.key,
    nowMs: world.harness.clock.nowMs(),
    ...given,
  });
/** Only a token: no hash beside it. */
const only = (identity_token: unknown) => ({ identity_token, identifier_hash: undefined });
const newest = async () => (await world.readLog())[0];
const contactOf = async (id: string) => (await owner.get(pathOf('get_contact', { contact_id: id })).expect(200)).body;
const fieldOf = async (contactId: string, name: string) =>
  (await contactOf(contactId)).fields.find((field: { name: string }) => field.name === name);

describe('the vectors, through the whole API', () => {
  const [vectorKey] = IDENTITY_TOKEN_VECTORS.tokenKeys;
  if (vectorKey === undefined) throw new Error('the vectors have a token key');
  const sign = (text: string, by: string): string => createHmac('sha256', by).update(text).digest('base64url');

  /** The row's token as it would be for this bot, this key and this moment: signed anew where its signature was good. */
  function translated(token: string): string {
    const [header = '', payload = '', signature = ''] = token.split('.');
    if (token.split('.').length !== 3) return token;
    let text: string;
    try {
      const head = Buffer.from(header, 'base64url').toString().replace('"tk1"', JSON.stringify(key.id));
      const moved = (seconds: string) =>
        String(Number(seconds) + (world.harness.clock.nowMs() - IDENTITY_TOKEN_VECTORS.nowMs) / 1000);
      const said = Buffer.from(payload, 'base64url')
        .toString()
        .replace(/"bot_demo"/g, JSON.stringify(world.bot.id))
        .replace(/(?<="(?:iat|exp|nbf)":)\d{10}(?!\d)/g, moved);
      text = `${Buffer.from(head).toString('base64url')}.${Buffer.from(said).toString('base64url')}`;
    } catch {
      return token;
    }
    const signer = [
      ...IDENTITY_TOKEN_VECTORS.tokenKeys.map((one) => [one.key, key.key] as const),
      ...IDENTITY_TOKEN_VECTORS.hashKeys.map((one) => [one.key, world.key] as const),
    ].find(([theirs]) => sign(`${header}.${payload}`, theirs) === signature);
    return `${text}.${signer === undefined ? signature : sign(text, signer[1])}`;
  }

  test.each(IDENTITY_TOKEN_VECTORS.accept)('taken: $name', async ({ userId, token, signed }) => {
    const answer = await world
      .page()
      .identify(userId, only(translated(token)))
      .expect(200);
    expect(answer.body).toMatchObject({ status: 'verified' });
    const { name, email } = signed as { name?: string; email?: string };
    for (const [field, value] of Object.entries({ name, email })) {
      if (value === undefined) continue;
      expect(await fieldOf(answer.body.contact_id, field)).toMatchObject({ value, provenance: 'signed' });
    }
  });

  test.each(IDENTITY_TOKEN_VECTORS.reject)('refused: $name', async ({ userId, token, diagnosis }) => {
    await world
      .page()
      .identify(userId, only(translated(token)))
      .expect(403);
    expect((await newest())?.diagnosis).toBe(diagnosis);
  });
});

describe('a right token', () => {
  test('makes the visitor the user whom a hash makes, and is noted with its own key', async () => {
    const userId = someUser();
    const byHash = await world.page().becomeUser(userId);
    const byToken = await world.page().becomeUser(userId, only(await tokenFor(userId)));
    expect(byToken.contactId).toBe(byHash.contactId);
    expect(await contactOf(byToken.contactId)).toMatchObject({ verified_key_id: key.id });
    expect(await newest()).toMatchObject({ verdict: 'verified', diagnosis: null, key_id: key.id });
    const listed = (await ring().list(world.bot)).find(({ id }) => id === key.id);
    expect(listed).toMatchObject({ kind: 'token', state: 'primary', last_verified_origin: ORIGIN });
    expect(listed?.verified_in_24h).toBeGreaterThan(0);
  });

  test('writes what it signs as signed, which no page may change after', async () => {
    const userId = someUser();
    await owner
      .put(pathOf('put_field', { bot_id: world.bot.id }), {
        name: 'tier',
        type: 'text',
        page_writable: true,
        minimum_provenance: 'page',
      })
      .expect(200);
    const token = await tokenFor(userId, {
      attributes: { name: 'Aisyah', email: 'a@example.my', fields: { tier: 'gold', unheard_of: 1 } },
    });
    const attributes = { name: 'Somebody else', tier: 'platinum', phone: '+60 12 345' };
    const { body } = await world
      .page()
      .identify(userId, { ...only(token), attributes })
      .expect(200);
    expect(body.dropped).toEqual(
      expect.arrayContaining([
        { name: 'unheard_of', why: 'unknown' },
        { name: 'name', why: 'more_trusted_value' },
        { name: 'tier', why: 'more_trusted_value' },
      ]),
    );
    expect(await fieldOf(body.contact_id, 'name')).toMatchObject({ value: 'Aisyah', provenance: 'signed' });
    expect(await fieldOf(body.contact_id, 'tier')).toMatchObject({ value: 'gold', provenance: 'signed' });
    expect(await fieldOf(body.contact_id, 'phone')).toMatchObject({ value: '+60 12 345', provenance: 'page' });
  });
});

test('a token with as many fields as there may be keeps its signed name and e-mail', async () => {
  const fields = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`some_field_${at}`, at]));
  const userId = someUser();
  const attributes = { name: 'Aisyah', email: 'full@example.my', fields: { ...fields, email: 'a-field@example.my' } };
  const token = await tokenFor(userId, { attributes });
  const { body } = await world.page().identify(userId, only(token)).expect(200);
  expect(await fieldOf(body.contact_id, 'name')).toMatchObject({ value: 'Aisyah', provenance: 'signed' });
  expect(await fieldOf(body.contact_id, 'email')).toMatchObject({ value: 'full@example.my', provenance: 'signed' });
});

describe('kinds of keys', () => {
  test('kinds are apart: a hash key verifies no token, and a token key no hash', async () => {
    const userId = someUser();
    const [hashKey] = (await ring().list(world.bot)).filter(({ kind }) => kind === 'hash');
    const byHashKey = await tokenFor(userId, { key: world.key, keyId: hashKey?.id ?? '' });
    await world.page().identify(userId, only(byHashKey)).expect(403);
    expect(await newest()).toMatchObject({ diagnosis: 'token_bad_signature', variant: 'signed_with_hash_key' });
    const byTokenKey = createHmac('sha256', key.key).update(userId).digest('hex');
    await world.page().identify(userId, { identifier_hash: byTokenKey }).expect(403);
    expect((await newest())?.verdict).toBe('refused');
  });

  test('of two proofs in one call both must verify', async () => {
    const userId = someUser();
    const token = await tokenFor(userId);
    await world
      .page()
      .identify(userId, { identity_token: token, identifier_hash: 'a'.repeat(64) })
      .expect(403);
    expect((await newest())?.diagnosis).toBe('unknown');
    await world
      .page()
      .identify(userId, { identity_token: `${token}x` })
      .expect(403);
    expect((await newest())?.diagnosis).toBe('token_malformed');
    await world.page().identify(userId, { identity_token: '' }).expect(403);
    const both = await world.page().identify(userId, { identity_token: token }).expect(200);
    expect(await contactOf(both.body.contact_id)).toMatchObject({ verified_key_id: key.id });
  });

  test('retired, compromised and other bots’ token keys verify nothing, and the log names them', async () => {
    const own = await World.start();
    try {
      const keys = own.harness.get(KeyRingService);
      const [first, second] = [await tokenKeyOf(own), await tokenKeyOf(own)];
      const userId = 'u-1';
      const nowMs = own.harness.clock.nowMs();
      const by = (one: TokenKey) =>
        createIdentityToken({ userId, botId: own.bot.id, keyId: one.id, key: one.key, nowMs });
      const page = await own.page().becomeUser(userId, only(await by(first)));
      await keys.retire(own.bot, first.id);
      expect((await keys.list(own.bot)).find(({ id }) => id === second.id)?.state).toBe('primary');
      await own
        .page()
        .identify(userId, only(await by(first)))
        .expect(403);
      expect((await own.readLog())[0]?.diagnosis).toBe('retired_key');
      await page.call('post', 'heartbeat').send({}).expect(200);
      await keys.markCompromised(own.bot, first.id);
      expect((await page.call('get', 'messages').expect(401)).body.code).toBe('session_revoked');
      await own
        .page()
        .identify(userId, only(await by(first)))
        .expect(403);
      const other = await World.makeBot(own.harness, own.bot.workspaceId);
      const foreign = await tokenKeyOf(own, other.bot);
      await own
        .page()
        .identify(userId, only(await by(foreign)))
        .expect(403);
      expect((await own.readLog()).slice(0, 2).map(({ diagnosis }) => diagnosis)).toEqual([
        'key_of_another_bot',
        'compromised_key',
      ]);
      await own.page().becomeUser(userId, only(await by(second)));
    } finally {
      await own.stop();
    }
  });

  test('the last key of a kind that is in use is not retired, and a compromised one has a successor of its kind', async () => {
    const own = await World.start();
    try {
      const keys = own.harness.get(KeyRingService);
      const token = await tokenKeyOf(own);
      const hash = (await keys.list(own.bot)).find(({ kind }) => kind === 'hash') as SpecialKey;
      await expect(keys.retire(own.bot, hash.id)).rejects.toMatchObject({ code: 'last_key' });
      await own.page().becomeUser(
        'u-1',
        only(
          await createIdentityToken({
            userId: 'u-1',
            botId: own.bot.id,
            keyId: token.id,
            key: token.key,
            nowMs: own.harness.clock.nowMs(),
          }),
        ),
      );
      await expect(keys.retire(own.bot, token.id)).rejects.toMatchObject({ code: 'last_key' });
      own.harness.clock.advance(7 * 24 * 3_600_000 + 1);
      await keys.retire(own.bot, token.id);
      await keys.restore(own.bot, token.id);
      await keys.markCompromised(own.bot, token.id);
      expect((await keys.list(own.bot)).map(({ kind, state }) => `${kind} ${state}`).sort()).toEqual([
        'hash primary',
        'token compromised',
        'token primary',
      ]);
    } finally {
      await own.stop();
    }
  });

  test('keys that verify no more fill no ring: a leaked key ends however many there are', async () => {
    const own = await World.start();
    try {
      const keys = own.harness.get(KeyRingService);
      const [leaked] = await keys.list(own.bot);
      for (let i = 0; i < 49; i += 1) await keys.retire(own.bot, (await keys.add(own.bot)).id);
      await keys.markCompromised(own.bot, leaked?.id ?? '');
      const listed = await keys.list(own.bot);
      expect(listed.find(({ id }) => id === leaked?.id)?.state).toBe('compromised');
      expect(listed.filter(({ state }) => state === 'primary')).toHaveLength(1);
      for (let i = 0; i < 49; i += 1) await keys.add(own.bot);
      await expect(keys.add(own.bot)).rejects.toMatchObject({ code: 'conflict' });
      // The last of a full ring's kind has its successor, too.
      const token = 'the token key of a ring that is full';
      await keys.retire(own.bot, (await keys.list(own.bot)).find(({ state }) => state === 'active')?.id ?? '');
      const last = await keys.import(own.bot, token, 'token');
      const retired = (await keys.list(own.bot)).findLast(({ state }) => state === 'retired')?.id ?? '';
      await expect(keys.restore(own.bot, retired)).rejects.toMatchObject({ code: 'conflict' });
      await keys.markCompromised(own.bot, last.id);
      expect(
        (await keys.list(own.bot)).filter(({ kind, state }) => kind === 'token' && state === 'primary'),
      ).toHaveLength(1);
    } finally {
      await own.stop();
    }
  });

  test('a key is safe to retire once another of its kind verifies and it was silent for a week', async () => {
    const own = await World.start();
    try {
      const keys = own.harness.get(KeyRingService);
      const added = await keys.add(own.bot);
      const token = await keys.add(own.bot, 'token');
      const safe = async () =>
        (await keys.list(own.bot)).filter(({ safe_to_retire }) => safe_to_retire).map(({ id }) => id);
      expect(await safe()).toEqual([]);
      own.harness.clock.advance(24 * 3_600_000 + 1);
      expect(await safe()).toEqual([added.id]);
      await keys.makePrimary(own.bot, added.id);
      const [old] = (await keys.list(own.bot)).filter(({ id, kind }) => kind === 'hash' && id !== added.id);
      expect(await safe()).toEqual([old?.id]);
      await own.page().becomeUser('u-1');
      expect(await safe()).toEqual([]);
      own.harness.clock.advance(7 * 24 * 3_600_000 + 60_000);
      expect(await safe()).toEqual([old?.id]);
      expect((await keys.list(own.bot)).find(({ id }) => id === token.id)?.state).toBe('primary');
    } finally {
      await own.stop();
    }
  });
});

describe('sessions ended for cause', () => {
  test('a later token verifies, one from before does not, and hashes do no more', async () => {
    const userId = someUser();
    const before = await tokenFor(userId);
    const page = await world.page().becomeUser(userId, only(before));
    world.harness.clock.advance(5_000);
    await owner.post(pathOf('end_contact_sessions', { contact_id: page.contactId }), { for_cause: true }).expect(204);
    await world.page().identify(userId, only(before)).expect(403);
    expect(await newest()).toMatchObject({ diagnosis: 'unknown', variant: 'sessions_ended_for_cause' });
    world.harness.clock.advance(1_000);
    const later = await tokenFor(userId);
    await world.page().identify(userId, {}).expect(403);
    await world.page().identify(userId, { identity_token: later }).expect(403);
    await world.page().becomeUser(userId, only(later));
    await world.page().identify(userId, only(before)).expect(403);
  });
});

describe('what a refusal gives away', () => {
  test('refused tokens are answered byte for byte like refused hashes, whoever exists', async () => {
    const userId = someUser();
    await world.page().becomeUser(userId);
    const token = await tokenFor(userId);
    const answers = new Set<string>();
    const refused = [
      { identifier_hash: 'a'.repeat(64) },
      only(`${token}x`),
      only(7),
      only('a.b.c'),
      only(await tokenFor('somebody else')),
      only(await tokenFor(userId, { botId: 'another' })),
      only(await tokenFor(userId, { nowMs: world.harness.clock.nowMs() - 7_200_000, expiresInSeconds: 60 })),
      { identity_token: token, identifier_hash: 'zz' },
    ];
    for (const given of refused) {
      for (const id of [userId, 'nobody-yet', '', 7]) {
        const answer = await world.page().identify(id, given);
        expect(answer.status).toBe(403);
        const { date: _date, 'x-request-id': requestId, ...headers } = answer.headers;
        answers.add(JSON.stringify([headers, answer.text.replaceAll(String(requestId), 'R')]));
      }
      world.harness.clock.advance(61_000);
    }
    expect(answers.size).toBe(1);
  });

  test('no row of the log holds a token, an id or what was signed', async () => {
    const userId = someUser();
    const token = forgeToken(
      { alg: 'HS256', kid: key.id },
      { sub: userId, aud: world.bot.id, name: 'not-to-be-stored' },
      'a key of somebody who is not asked',
    );
    await world.page().identify(userId, only(token)).expect(403);
    const row = JSON.stringify(await newest());
    for (const secret of [userId, 'not-to-be-stored', ...token.split('.')]) expect(row).not.toContain(secret);
  });
});

describe('test your proof', () => {
  const testing = (body: object) => owner.post(pathOf('test_hash', { bot_id: world.bot.id }), body).expect(200);

  test('takes a token, and a wrong one has a diagnosis', async () => {
    const userId = someUser();
    const identity_token = await tokenFor(userId);
    expect((await testing({ user_id: userId, identity_token })).body).toEqual({
      verified: true,
      key_id: key.id,
      diagnosis: null,
    });
    expect((await testing({ user_id: 'another', identity_token })).body).toMatchObject({
      verified: false,
      diagnosis: 'token_not_for_this_user',
    });
    expect((await testing({ user_id: userId })).body).toMatchObject({ diagnosis: 'missing_hash' });
  });
});

describe('adding token keys', () => {
  test('by the console: made here or brought along, one primary of each kind', async () => {
    const own = await World.start();
    try {
      const who = await signIn(own.harness, { workspaceId: own.bot.workspaceId });
      const path = pathOf('add_key', { bot_id: own.bot.id });
      const first = await who.post(path, { kind: 'token' }).expect(201);
      const second = await who.post(path, { kind: 'token' }).expect(201);
      expect([first.body, second.body]).toMatchObject([
        { kind: 'token', state: 'primary' },
        { kind: 'token', state: 'active' },
      ]);
      const text = 'a token key from elsewhere of 32 ch';
      const imported = await who.post(`${path}/import`, { key: text, kind: 'token' }).expect(201);
      expect(imported.body).toMatchObject({ kind: 'token', imported: true });
      await who.post(`${path}/import`, { key: text, kind: 'hash' }).expect(409);
      await who.post(path, { kind: 'other' }).expect(400);
      await who.post(pathOf('make_key_primary', { bot_id: own.bot.id, key_id: second.body.id }), {}).expect(204);
      const { body } = await who.get(path).expect(200);
      const primaries = body.items.filter(({ state }: SpecialKey) => state === 'primary');
      expect(primaries.map(({ kind, id }: SpecialKey) => [kind, id]).sort()).toEqual([
        ['hash', expect.any(String)],
        ['token', second.body.id],
      ]);
    } finally {
      await own.stop();
    }
  });
});
