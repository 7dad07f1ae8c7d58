import { createIdentityToken } from '@chatku/crypto/token';
import { type IdentityPolicyState, pathOf, type SpecialKey } from '@chatku/schemas';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { KeyRingService } from '../features/identity/index.js';
import { VERIFIED_SILENCE_MS } from '../features/sessions/index.js';
import { AuditService } from '../features/workspaces/index.js';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { type TokenKey, tokenKeyOf } from './tokens.js';
import { ORIGIN, type Page, World } from './world.js';

/* Which proofs a bot takes, and the rehearsal of taking fewer. */

let world: World;
let owner: ConsoleClient;
let key: TokenKey;
beforeAll(async () => {
  world = await World.start();
  owner = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
  key = await tokenKeyOf(world);
});
afterAll(() => world.stop());
beforeEach(async () => {
  // Beyond what the rehearsal of the law before counted.
  world.harness.clock.advance(25 * 3_600_000);
  owner = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
  await put({ accepts: 'hash_or_token', rehearsal: false }).expect(200);
});

const path = () => pathOf('get_identity_policy', { bot_id: world.bot.id });
const put = (body: object, who = owner) => who.put(path(), body);
const state = async (): Promise<IdentityPolicyState> => {
  await world.log.settle();
  return (await owner.get(path()).expect(200)).body;
};
const byToken = async (userId: string) => ({
  identity_token: await createIdentityToken({
    userId,
    botId: world.bot.id,
    keyId: key.id,
    key: key.key,
    nowMs: world.harness.clock.nowMs(),
  }),
  identifier_hash: undefined,
});

describe('the policy', () => {
  test('is both forms and no rehearsal, until it is set', async () => {
    const own = await World.start();
    try {
      const who = await signIn(own.harness, { workspaceId: own.bot.workspaceId });
      const { body } = await who.get(pathOf('get_identity_policy', { bot_id: own.bot.id })).expect(200);
      expect(body).toEqual({
        accepts: 'hash_or_token',
        rehearsal: false,
        sessions_by_hash: 0,
        last_24h: { verified: 0, would_be_refused: 0, origins: [] },
      });
    } finally {
      await own.stop();
    }
  });

  test('tokens only: a right hash is refused, and the log says that its form is not taken', async () => {
    await put({ accepts: 'token_only', rehearsal: false }).expect(200);
    await world.page().identify('u-1').expect(403);
    await world
      .page()
      .identify('u-1', { identifier_hash: 'a'.repeat(64) })
      .expect(403);
    await world.page().identify('u-1', { identifier_hash: undefined }).expect(403);
    await world.page().identify('{user_id}', {}).expect(403);
    expect((await world.readLog()).slice(0, 4).map(({ diagnosis }) => diagnosis)).toEqual([
      'placeholder_not_replaced',
      'missing_hash',
      'proof_form_not_allowed',
      'proof_form_not_allowed',
    ]);
    await world.page().becomeUser('u-1', await byToken('u-1'));
    await world.page().becomeUser('u-1', { ...(await byToken('u-1')), identifier_hash: world.hash('u-1') });
    const tested = await owner
      .post(pathOf('test_hash', { bot_id: world.bot.id }), { user_id: 'u-1', identifier_hash: world.hash('u-1') })
      .expect(200);
    expect(tested.body).toMatchObject({ verified: false, diagnosis: 'proof_form_not_allowed' });
  });

  test('is not made stricter than the ring allows, nor the last token key retired under it', async () => {
    const other = await World.makeBot(world.harness, world.bot.workspaceId);
    const refused = await owner
      .put(pathOf('put_identity_policy', { bot_id: other.bot.id }), { accepts: 'token_only', rehearsal: false })
      .expect(409);
    expect(refused.body.code).toBe('conflict');
    await put({ accepts: 'token_only', rehearsal: false }).expect(200);
    const ring = world.harness.get(KeyRingService);
    await expect(ring.retire(world.bot, key.id)).rejects.toMatchObject({ code: 'last_key' });
    const hash = (await ring.list(world.bot)).find(({ kind }) => kind === 'hash') as SpecialKey;
    await ring.retire(world.bot, hash.id);
    await ring.restore(world.bot, hash.id);
  });

  test('is loosened only right after the password, tightened without; both are audited', async () => {
    const late = await signIn(world.harness, { workspaceId: world.bot.workspaceId, passwordGiven: false });
    await put({ accepts: 'hash_or_token', rehearsal: true }, late).expect(200);
    await put({ accepts: 'token_only', rehearsal: true }, late).expect(200);
    const refused = await put({ accepts: 'hash_or_token', rehearsal: false }, late).expect(403);
    expect(refused.body.code).toBe('password_required');
    expect(await state()).toMatchObject({ accepts: 'token_only', rehearsal: false });
    await put({ accepts: 'hash_or_token', rehearsal: false }).expect(200);
    const audited = await world.harness.get(AuditService).list(world.harness.reader, world.bot.workspaceId, 3);
    expect(audited).toMatchObject([
      { action: 'policy.changed', userId: owner.user.id, detail: { accepts: 'hash_or_token', rehearsal: false } },
      { action: 'policy.changed', userId: late.user.id, detail: { accepts: 'token_only', rehearsal: false } },
      { action: 'policy.changed', userId: late.user.id, detail: { accepts: 'hash_or_token', rehearsal: true } },
    ]);
  });

  test('goes along with a duplicate, which gets a token key of its own where it needs one', async () => {
    await put({ accepts: 'token_only', rehearsal: false }).expect(200);
    const { body: copy } = await owner.post(pathOf('duplicate_bot', { bot_id: world.bot.id }), {}).expect(201);
    const of = pathOf('get_identity_policy', { bot_id: copy.id });
    expect((await owner.get(of).expect(200)).body.accepts).toBe('token_only');
    const keys = (await owner.get(pathOf('list_keys', { bot_id: copy.id })).expect(200)).body.items;
    expect(keys.map(({ kind, state }: SpecialKey) => `${kind} ${state}`).sort()).toEqual([
      'hash primary',
      'token primary',
    ]);
  });
});

describe('turning to tokens only', () => {
  const alive = (page: Page) => page.call('post', 'heartbeat').send({});
  const four = async () => ({
    byHash: await world.page().becomeUser('u-hash'),
    byToken: await world.page().becomeUser('u-token', await byToken('u-token')),
    byBoth: await world
      .page()
      .becomeUser('u-both', { ...(await byToken('u-both')), identifier_hash: world.hash('u-both') }),
    guest: await world.page().becomeGuest(),
  });
  const lastAudited = async () =>
    (await world.harness.get(AuditService).list(world.harness.reader, world.bot.workspaceId, 1))[0];

  test('says how many a hash verified, and ends these and no others', async () => {
    const { byHash, byToken: token, byBoth, guest } = await four();
    const second = await world.page().becomeUser('u-hash-2');
    const silent = await world.page().becomeUser('u-silent');
    world.harness.clock.advance(VERIFIED_SILENCE_MS - 60_000);
    for (const page of [byHash, token, byBoth, second]) await alive(page).expect(200);
    world.harness.clock.advance(60_000);
    await alive(silent).expect(401);
    owner = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
    expect((await state()).sessions_by_hash).toBe(2);

    const { body } = await put({ accepts: 'token_only', rehearsal: false }).expect(200);
    expect(body.sessions_by_hash).toBe(0);
    for (const page of [byHash, second]) expect((await alive(page).expect(401)).body.code).toBe('session_revoked');
    for (const page of [token, byBoth, guest]) await alive(page).expect(200);
    expect(await lastAudited()).toMatchObject({ action: 'policy.changed', detail: { sessionsEnded: 2 } });
  });

  test('leaves them to their day where that is asked for', async () => {
    const { byHash } = await four();
    await put({ accepts: 'token_only', rehearsal: false, end_sessions: false }).expect(200);
    await alive(byHash).expect(200);
    expect((await state()).sessions_by_hash).toBe(1);
    expect((await lastAudited())?.detail).toEqual({ accepts: 'token_only', rehearsal: false });
    // Said again it is no turn, and ends nobody.
    await put({ accepts: 'token_only', rehearsal: false }).expect(200);
    await alive(byHash).expect(200);
  });

  test('leaves other bots alone', async () => {
    const other = await World.makeBot(world.harness, world.bot.workspaceId);
    const page = await world.page().becomeUser('u-here');
    await world.harness.get(KeyRingService).add(other.bot, 'token');
    await owner
      .put(pathOf('put_identity_policy', { bot_id: other.bot.id }), { accepts: 'token_only', rehearsal: false })
      .expect(200);
    await alive(page).expect(200);
  });
});

describe('the rehearsal', () => {
  test('refuses nobody, and counts who would be, from which origins', async () => {
    const second = 'https://second.example.my';
    await world.changeBot({ origins: [ORIGIN, second] });
    await put({ accepts: 'hash_or_token', rehearsal: true }).expect(200);
    for (let i = 0; i < 40; i += 1) await world.page().identify(`u-${i}`).expect(200);
    const page = world.page();
    page.epoch += 1;
    await page
      .call('post', 'identify', { token: null, origin: second })
      .send({ user_id: 'u-1', identifier_hash: world.hash('u-1') })
      .expect(200);
    await world.page().becomeUser('u-1', await byToken('u-1'));
    await world
      .page()
      .identify('u-1', { identifier_hash: 'a'.repeat(64) })
      .expect(403);
    expect((await state()).last_24h).toEqual({
      verified: 42,
      would_be_refused: 41,
      origins: [
        { origin: ORIGIN, count: 40 },
        { origin: second, count: 1 },
      ],
    });
    const marked = (await world.readLog()).filter((row) => row.would_be_refused);
    expect(marked.every(({ verdict }) => verdict === 'verified')).toBe(true);
    world.harness.clock.advance(24 * 3_600_000 + 1);
    owner = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
    expect((await state()).last_24h).toEqual({ verified: 0, would_be_refused: 0, origins: [] });
  });

  test('marks nothing while it is off', async () => {
    await world.page().becomeUser('u-1');
    expect((await state()).last_24h).toMatchObject({ verified: 1, would_be_refused: 0 });
  });
});
