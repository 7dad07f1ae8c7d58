import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BOT, base64Url, forgeToken, KEY, KEYS, NOW, NOW_MS, USER } from '../../testing/forge-token.js';
import { utf8 } from '../bytes.js';
import { DIAGNOSES, DIAGNOSIS_VARIANTS } from '../diagnoses.js';
import { MAX_HMACS } from '../explain/trials.js';
import { hmacSha256 } from '../hmac-sha256.js';
import { explainIdentityToken, type RefusedToken, type TokenKeyState, verifyIdentityToken } from '../token.js';
import { IDENTITY_TOKEN_VECTORS } from '../vectors/identity-token-vectors.js';
import { explainTokenWith } from './explain-token.js';

const { nowMs, botId, tokenKeys, hashKeys, accept, reject } = IDENTITY_TOKEN_VECTORS;

const refused = (more: Partial<RefusedToken> = {}): RefusedToken => ({
  token: forgeToken(),
  userId: USER,
  botId: BOT,
  keys: KEYS,
  nowMs: NOW_MS,
  ...more,
});
const explain = (more: Partial<RefusedToken>) => explainIdentityToken(refused(more));
const explainForged = (forged: Parameters<typeof forgeToken>[0]) => explain({ token: forgeToken(forged) });
const ring = (name: string, count: number, state: TokenKeyState = 'active') =>
  Array.from({ length: count }, (_, at) => ({ id: `${name}-${at}`, key: `${name}-${at}-${KEY}`, state }));

describe('the vectors', () => {
  it.each(reject)('$name: $diagnosis', ({ userId, token, diagnosis }) => {
    expect(explainIdentityToken({ token, userId, botId, keys: tokenKeys, nowMs }).diagnosis).toBe(diagnosis);
    expect(explainIdentityToken({ token, userId, botId, keys: tokenKeys, hashKeys, nowMs }).diagnosis).toBe(diagnosis);
  });

  it.each(accept)('a good token is no mistake, and is said to be good: $name', ({ userId, token }) => {
    expect(explainIdentityToken({ token, userId, botId, keys: tokenKeys, nowMs })).toEqual({
      diagnosis: 'unknown',
      variant: 'token_is_correct',
      keyId: 'tk1',
    });
  });
});

describe('what arrived in the wrong shape', () => {
  it.each<[Partial<RefusedToken>, string, string | undefined]>([
    [{ userId: '{user_id}' }, 'placeholder_not_replaced', 'placeholder_as_id'],
    [{ token: '{identity_token}' }, 'placeholder_not_replaced', 'placeholder_as_token'],
    [{ token: '{{ token }}' }, 'placeholder_not_replaced', 'placeholder_as_token'],
    [{ token: 'YOUR_JWT' }, 'placeholder_not_replaced', 'placeholder_as_token'],
    [{ token: undefined }, 'missing_hash', undefined],
    [{ token: null }, 'missing_hash', undefined],
    [{ token: '' }, 'missing_hash', undefined],
    [{ token: 'undefined' }, 'missing_hash', 'hash_is_the_word_null'],
    [{ token: null, userId: 7 }, 'missing_hash', undefined],
    [{ userId: 7 }, 'malformed_id', 'id_not_text'],
    [{ userId: 'a\n' }, 'malformed_id', 'id_control_character'],
    [{ token: 7 }, 'token_malformed', 'token_not_text'],
    [{ token: [forgeToken()] }, 'token_malformed', 'token_not_text'],
    [{ token: 'a'.repeat(8001) }, 'token_malformed', 'token_too_long'],
    [{ token: 'a'.repeat(64) }, 'token_malformed', 'token_looks_like_hash'],
    [{ token: 'abc' }, 'token_malformed', 'token_of_other_parts'],
    [{ token: `${forgeToken()}.` }, 'token_malformed', 'token_of_other_parts'],
    [{ token: `${forgeToken()}\n` }, 'token_malformed', 'token_with_white_space'],
    [{ token: `${forgeToken()}=` }, 'token_malformed', 'token_not_base64url'],
    [{ token: forgeToken().slice(0, -4) }, 'token_malformed', 'token_signature_of_wrong_length'],
    [{ token: `${base64Url('x')}.${base64Url('{}')}.` }, 'token_malformed', 'token_header_unreadable'],
    [{ token: forgeToken({ header: { alg: 'none' } }) }, 'token_malformed', 'token_of_another_algorithm'],
    [{ token: forgeToken({ header: { crit: ['exp'] } }) }, 'token_malformed', 'token_header_not_allowed'],
    [{ token: forgeToken({ header: { kid: undefined } }) }, 'token_malformed', 'token_without_kid'],
  ])('%j: %s %s', (more, diagnosis, variant) => {
    expect(explain(more)).toEqual(variant === undefined ? { diagnosis } : { diagnosis, variant });
  });
});

describe('what a token says', () => {
  it.each<[object | string, string, string | undefined]>([
    ['x', 'token_malformed', 'token_claims_unreadable'],
    [{ exp: NOW - 60, iat: NOW - 900 }, 'token_expired', undefined],
    [{ aud: 'another' }, 'token_not_for_this_bot', undefined],
    [{ aud: undefined }, 'token_not_for_this_bot', undefined],
    [{ aud: 7 }, 'token_malformed', 'token_audience_not_text'],
    [{ sub: 'another' }, 'token_not_for_this_user', undefined],
    [{ sub: 7 }, 'token_malformed', 'token_without_sub'],
    [{ iat: undefined }, 'token_malformed', 'token_without_iat'],
    [{ exp: undefined }, 'token_malformed', 'token_without_exp'],
    [{ iat: NOW_MS, exp: NOW_MS + 60_000 }, 'token_malformed', 'token_times_in_milliseconds'],
    [{ iat: NOW + 61 }, 'token_malformed', 'token_issued_in_future'],
    [{ nbf: NOW + 61 }, 'token_malformed', 'token_not_yet_valid'],
    [{ iat: NOW, exp: NOW - 1 }, 'token_malformed', 'token_expires_before_issue'],
    [{ iat: NOW, exp: NOW + 86_401 }, 'token_malformed', 'token_lives_too_long'],
  ])('%j: %s %s', (claims, diagnosis, variant) => {
    const expected = variant === undefined ? { diagnosis, keyId: 'tk1' } : { diagnosis, variant, keyId: 'tk1' };
    expect(explainForged({ claims })).toEqual(expected);
  });

  it('of several mistakes the one listed first is named', () => {
    const ranked: [object, string | undefined][] = [
      [{ exp: NOW - 60, iat: NOW - 900 }, 'token_expired'],
      [{ aud: 'another' }, 'token_not_for_this_bot'],
      [{ sub: 'another' }, 'token_not_for_this_user'],
      [{}, 'token_bad_signature'],
      [{ nbf: NOW + 61 }, 'token_malformed'],
    ];
    const otherKey = `other-${KEY}`;
    for (const [at, [, diagnosis]] of ranked.entries()) {
      const claims = Object.assign({}, ...ranked.slice(at).map(([wrong]) => wrong));
      const key = at <= 3 ? otherKey : KEY;
      expect(explainForged({ claims, key }).diagnosis).toBe(diagnosis);
      const old = [{ id: 'old', key: otherKey, state: 'retired' as const }];
      if (at <= 3) expect(explain({ token: forgeToken({ claims, key }), keys: old }).diagnosis).toBe('retired_key');
    }
  });
});

describe('the key', () => {
  it('tells apart keys that do not verify, and names the one that signed', () => {
    const more = {
      keys: [...KEYS, ...ring('retired', 2, 'retired'), ...ring('compromised', 2, 'compromised')],
      otherBotKeys: ring('other', 2),
      hashKeys: ring('hash', 2),
    };
    const signedWith = (name: string) => explain({ ...more, token: forgeToken({ key: `${name}-1-${KEY}` }) });
    expect(signedWith('retired')).toEqual({ diagnosis: 'retired_key', keyId: 'retired-1' });
    expect(signedWith('compromised')).toEqual({ diagnosis: 'compromised_key', keyId: 'compromised-1' });
    expect(signedWith('other')).toEqual({ diagnosis: 'key_of_another_bot', keyId: 'other-1' });
    expect(signedWith('hash')).toEqual({
      diagnosis: 'token_bad_signature',
      variant: 'signed_with_hash_key',
      keyId: 'hash-1',
    });
    expect(signedWith('nobody')).toEqual({ diagnosis: 'token_bad_signature', keyId: 'tk1' });
  });

  it('says when kid and key do not belong together', () => {
    const keys = [...KEYS, ...ring('own', 1)];
    expect(explain({ keys, token: forgeToken({ header: { kid: 'own-0' } }) })).toEqual({
      diagnosis: 'token_bad_signature',
      variant: 'kid_of_another_key',
      keyId: 'tk1',
    });
    expect(explain({ token: forgeToken({ header: { kid: 'nope' }, key: `other-${KEY}` }) })).toEqual({
      diagnosis: 'token_bad_signature',
      variant: 'kid_of_no_key',
    });
  });

  it('finds a key that was decoded before it signed', () => {
    const key = 'ab'.repeat(32);
    const keys = [{ id: 'tk1', key, state: 'primary' as const }];
    const hex = Uint8Array.from({ length: 32 }, () => 0xab);
    const base64 = Uint8Array.from(atob(key), (character) => character.charCodeAt(0));
    const bad = { diagnosis: 'token_bad_signature', keyId: 'tk1' };
    expect(explain({ keys, token: forgeToken({ key: hex }) })).toEqual({
      ...bad,
      variant: 'signed_with_hex_decoded_key',
    });
    expect(explain({ keys, token: forgeToken({ key: base64 }) })).toEqual({
      ...bad,
      variant: 'signed_with_base64_decoded_key',
    });
  });
});

describe('the bounds', () => {
  it.each([
    [1, 0, 0],
    [100, 100, 100],
    [64, 64, 64],
    [0, 10_000, 10_000],
    [10_000, 0, 0],
  ])('computes at most 64 HMACs with %i own, %i retired and %i other keys, its own first', (own, retired, other) => {
    const tried: string[] = [];
    const counted: typeof hmacSha256 = (key, message) => {
      tried.push(new TextDecoder().decode(key));
      return hmacSha256(key, message);
    };
    const keys = [...ring('own', own), ...ring('retired', retired, 'retired')];
    const token = forgeToken({ key: `nobody-${KEY}` });
    const { diagnosis } = explainTokenWith(counted, refused({ token, keys, otherBotKeys: ring('other', other) }));
    expect(diagnosis).toBe('token_bad_signature');
    expect(tried.length).toBeLessThanOrEqual(MAX_HMACS);
    const firstOther = tried.findIndex((key) => !key.startsWith('own-'));
    if (firstOther !== -1) expect(tried.slice(firstOther).some((key) => key.startsWith('own-'))).toBe(false);
  });

  it('the key that kid means is tried first, wherever it stands in the ring', () => {
    const keys = ring('own', 100);
    const token = forgeToken({ header: { kid: 'own-99' }, key: keys[99]?.key as string });
    expect(explain({ keys, token })).toEqual({ diagnosis: 'unknown', variant: 'token_is_correct', keyId: 'own-99' });
  });

  it('many keys of its own leave room for the retired ones', () => {
    const keys = [...ring('own', 100), ...ring('retired', 24, 'retired')];
    expect(explain({ keys, token: forgeToken({ key: `retired-23-${KEY}` }) }).diagnosis).toBe('retired_key');
  });
});

describe('any input', () => {
  const part = fc.oneof(fc.base64String(), fc.json().map(base64Url));
  const hostile = fc.oneof(
    fc.anything({ withBigInt: true, withNullPrototype: true, withSparseArray: true }),
    fc.string({ unit: 'binary' }),
    fc.array(part, { minLength: 2, maxLength: 4 }).map((parts) => parts.join('.')),
    fc
      .dictionary(fc.constantFrom('sub', 'aud', 'iat', 'exp', 'nbf'), fc.jsonValue())
      .map((claims) => forgeToken({ claims })),
  );

  it('gets one of the diagnoses, and never an exception', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, hostile, (token, userId, keys, nowMs) => {
        for (const one of [
          { token },
          { token, userId },
          { token, keys, otherBotKeys: keys, hashKeys: keys },
          { token, nowMs },
        ]) {
          const { diagnosis, variant } = explain(one as Partial<RefusedToken>);
          expect(DIAGNOSES).toContain(diagnosis);
          if (variant !== undefined) expect(DIAGNOSIS_VARIANTS).toContain(variant);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('gets an answer even where the argument itself is broken', () => {
    const broken = new Proxy({}, { get: () => expect.unreachable('a getter that throws') });
    const explainAnything = explainIdentityToken as (refused?: unknown) => unknown;
    for (const value of [undefined, null, 7, 'text', [], {}, broken]) {
      expect(explainAnything(value)).toMatchObject({ diagnosis: expect.any(String) });
    }
  });

  it('says "correct" of a token exactly where the verifier takes it', async () => {
    const time = fc.option(fc.integer({ min: NOW - 200, max: NOW + 200 }), { nil: undefined });
    const forged = fc.record({
      header: fc.record(
        { kid: fc.constantFrom('tk1', 'tk2'), alg: fc.constantFrom('HS256', 'none'), typ: fc.constantFrom('JWT', 'x') },
        { requiredKeys: ['kid'] },
      ),
      claims: fc.record(
        {
          sub: fc.constantFrom(USER, 'other', 7),
          aud: fc.constantFrom<unknown[]>(BOT, 'other', [BOT], 7),
          iat: time,
          exp: time,
          nbf: time,
        },
        { requiredKeys: [] },
      ),
      key: fc.constantFrom(KEY, KEY, `other-${KEY}`),
    });
    const seen = new Set<boolean>();
    await fc.assert(
      fc.asyncProperty(forged, async (one) => {
        const token = forgeToken(one);
        const { verified } = await verifyIdentityToken({ token, userId: USER, botId: BOT, keys: KEYS, nowMs: NOW_MS });
        seen.add(verified);
        expect(explain({ token }).variant === 'token_is_correct').toBe(verified);
      }),
      { numRuns: 1000 },
    );
    expect([...seen].sort()).toEqual([false, true]);
  });

  it('the answer holds neither id, token nor key', () => {
    const userId = 'user-who-must-not-be-named';
    for (const key of [KEY, `other-${KEY}`]) {
      const token = forgeToken({ key, claims: { sub: userId, name: 'not-to-be-stored' } });
      const said = JSON.stringify(explain({ token, otherBotKeys: ring('other', 1) }));
      for (const secret of [userId, 'not-to-be-stored', KEY, token.split('.')[2] ?? ''])
        expect(said).not.toContain(secret);
      expect(utf8(said).length).toBeLessThan(200);
    }
  });
});
