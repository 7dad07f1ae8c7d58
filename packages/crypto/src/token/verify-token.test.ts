import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BOT, base64Url, forgeToken, KEY, KEYS, NOW, NOW_MS, USER } from '../../testing/forge-token.js';
import { goodId, make, REFUSED, verify } from '../../testing/token-arbitraries.js';
import { createIdentifierHash } from '../identifier-hash.js';
import { IdentityTokenError, type TokenKeyState, type TokenVerification, verifyIdentityToken } from '../token.js';
import { IDENTITY_TOKEN_VECTORS } from '../vectors/identity-token-vectors.js';

const { nowMs, botId, tokenKeys, hashKeys, accept, reject } = IDENTITY_TOKEN_VECTORS;

const verifyForged = (claims: object | string) => verify(forgeToken({ claims }));

describe('the vectors', () => {
  it.each(accept)('accept: $name', async ({ userId, token, signed }) => {
    const verification = await verifyIdentityToken({ token, userId, botId, keys: tokenKeys, nowMs });
    expect(verification).toMatchObject({ verified: true, keyId: 'tk1' });
    expect((verification as { attributes?: object }).attributes).toEqual(signed);
  });

  it.each(reject)('reject: $name', async ({ userId, token }) => {
    expect(await verifyIdentityToken({ token, userId, botId, keys: tokenKeys, nowMs })).toEqual(REFUSED);
  });

  it('have both kinds of keys, and rows to accept and to reject', () => {
    expect([tokenKeys.length, hashKeys.length, accept.length, reject.length]).toEqual([1, 1, 6, 21]);
  });
});

describe('verifyIdentityToken', () => {
  it('says which key, from when until when, and the signed attributes', async () => {
    expect(await verifyForged({ email: 'a@b.my' })).toEqual({
      verified: true,
      keyId: 'tk1',
      issuedAtMs: NOW_MS - 10_000,
      expiresAtMs: NOW_MS + 3_600_000,
      attributes: { email: 'a@b.my' },
    });
  });

  it('says nothing of why a token failed', async () => {
    for (const token of ['', 'abc', forgeToken({ claims: { aud: 'other' } }), forgeToken({ key: KEY.slice(1) })]) {
      expect(await verify(token)).toStrictEqual(REFUSED);
    }
  });

  it.each([
    ['primary', true],
    ['active', true],
    ['retired', false],
    ['compromised', false],
    ['expired', false],
    [undefined, false],
  ])('a key in the state %s: %s', async (state, verified) => {
    const keys = [{ id: 'tk1', key: KEY, state: state as TokenKeyState }];
    expect((await verify(forgeToken(), { keys })).verified).toBe(verified);
  });

  it('tries the key that kid names and no other', async () => {
    const keys = [
      { id: 'tk0', key: `other-${KEY}`, state: 'primary' },
      { id: 'tk1', key: KEY, state: 'active' },
    ] as const;
    expect(await verify(forgeToken(), { keys })).toMatchObject({ verified: true, keyId: 'tk1' });
    expect(await verify(forgeToken({ header: { kid: 'tk0' } }), { keys })).toEqual(REFUSED);
    expect(await verify(forgeToken({ header: { kid: 'TK1' } }), { keys })).toEqual(REFUSED);
    expect(await verify(forgeToken(), { keys: [] })).toEqual(REFUSED);
  });

  it('a hash is no token, nor is a token made of a hash of an id that is shaped like one', async () => {
    const [head = '', said = ''] = forgeToken().split('.');
    const hashKey = 'hk-0123456789abcdef0123456789abcdef';
    const identifierHash = createIdentifierHash({ userId: `${head}.${said}`, key: hashKey });
    const bytes = Uint8Array.from(identifierHash.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    expect(await verify(identifierHash)).toEqual(REFUSED);
    // It is a flawless token under the hash key; the ring of token keys does not hold that one.
    expect(await verify(`${head}.${said}.${base64Url(bytes)}`)).toEqual(REFUSED);
    expect(forgeToken({ key: hashKey })).toBe(`${head}.${said}.${base64Url(bytes)}`);
  });

  it.each([
    ['exp 59 s ago', { iat: NOW - 900, exp: NOW - 59 }, true],
    ['exp 60 s ago', { iat: NOW - 900, exp: NOW - 60 }, false],
    ['exp 59.5 s ago', { iat: NOW - 900, exp: NOW - 59.5 }, true],
    ['iat 60 s ahead', { iat: NOW + 60 }, true],
    ['iat 61 s ahead', { iat: NOW + 61 }, false],
    ['iat with a fraction', { iat: NOW - 0.5 }, true],
    ['nbf 60 s ahead', { nbf: NOW + 60 }, true],
    ['nbf 61 s ahead', { nbf: NOW + 61 }, false],
    ['nbf that is no number', { nbf: `${NOW}` }, false],
    ['nbf that is null', { nbf: null }, false],
    ['24 h', { iat: NOW, exp: NOW + 86_400 }, true],
    ['24 h and a second', { iat: NOW, exp: NOW + 86_401 }, false],
    ['24 h and a second, begun long ago', { iat: NOW - 86_000, exp: NOW + 401 }, false],
    ['exp before iat', { iat: NOW + 50, exp: NOW + 20 }, false],
    ['exp at iat', { iat: NOW, exp: NOW }, false],
    ['exp as text', { exp: `${NOW + 60}` }, false],
    ['iat as text', { iat: `${NOW}` }, false],
    ['exp null', { exp: null }, false],
    ['times in milliseconds', { iat: NOW_MS, exp: NOW_MS + 3_600_000 }, false],
    ['exp beyond all numbers', `{"sub":"${USER}","aud":"${BOT}","iat":${NOW},"exp":1e999}`, false],
  ])('time: %s', async (_name, claims, verified) => {
    expect((await verifyForged(claims)).verified).toBe(verified);
  });

  it('no token was issued before 1970, not even for a clock that stands there', async () => {
    const at = (iat: number) => verify(forgeToken({ claims: { iat, exp: 70 } }), { nowMs: 10_000 });
    expect((await at(0)).verified).toBe(true);
    expect(await at(-1)).toEqual(REFUSED);
  });

  it.each([
    ['one of several', ['x', BOT], true],
    ['absent', undefined, false],
    ['another', 'bot-of-others', false],
    ['in another letter case', BOT.toUpperCase(), false],
    ['an empty list', [], false],
    ['a list in a list', [[BOT]], false],
    ['a list with something else in it', [BOT, 7], false],
    ['a number', 7, false],
    ['null', null, false],
    ['an object', { [BOT]: true }, false],
  ])('aud: %s', async (_name, aud, verified) => {
    expect((await verifyForged({ aud })).verified).toBe(verified);
  });

  it.each([
    ['a number', 7, '7'],
    ['a list', ['7'], '7'],
    ['null', null, 'null'],
    ['true', true, 'true'],
    ['absent', undefined, 'undefined'],
    ['with a space after it', '7 ', '7'],
    ['in another letter case', 'A', 'a'],
    ['in another form of Unicode', 'é', 'e\u0301'],
    ['with a zero before it', '07', '7'],
  ])('sub: %s is not the user id', async (_name, sub, userId) => {
    expect(await verify(forgeToken({ claims: { sub } }), { userId })).toEqual(REFUSED);
  });

  it('a token of A does not verify B, nor one of a bot for another', async () => {
    await fc.assert(
      fc.asyncProperty(goodId, goodId, goodId, goodId, async (userA, userB, botA, botB) => {
        const token = await make({ userId: userA, botId: botA });
        const { verified } = await verify(token, { userId: userB, botId: botB });
        expect(verified).toBe(userA === userB && botA === botB);
      }),
    );
  });

  it('no token with one character changed verifies', async () => {
    const token = forgeToken({ claims: { name: 'Aisyah' } });
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const outcomes: Promise<TokenVerification>[] = [];
    const replaced = (at: number, by: string) => token.slice(0, at) + by + token.slice(at + 1);
    for (let at = 0; at < token.length; at++) {
      const next = alphabet[(alphabet.indexOf(token[at] ?? '') + 1) % 64] as string;
      for (const by of [next, '', '.', '=', '+', '/', ' ', '\u0000', 'é']) {
        if (by !== token[at]) outcomes.push(verify(replaced(at, by)));
      }
    }
    // The last one holds two bits that count for nothing: all of its others, too.
    for (const by of alphabet) if (by !== token.at(-1)) outcomes.push(verify(replaced(token.length - 1, by)));
    for (const outcome of await Promise.all(outcomes)) expect(outcome).toEqual(REFUSED);
  });

  it('takes any garbage for a token without throwing, and verifies none', async () => {
    const part = fc.oneof(
      fc.base64String().map((text) => text.replace(/=+$/, '')),
      fc.json().map(base64Url),
    );
    const likeOne = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('.'));
    const headed = fc
      .tuple(fc.jsonValue(), fc.jsonValue())
      .map(([kid, claims]) => forgeToken({ header: { kid }, claims: JSON.stringify(claims) }));
    const garbage = fc.oneof(fc.anything({ withBigInt: true }), fc.string({ unit: 'binary' }), likeOne, headed);
    await fc.assert(
      fc.asyncProperty(garbage, async (token) => {
        expect(await verify(token)).toEqual(REFUSED);
      }),
      { numRuns: 300 },
    );
  });

  it('any claims under a good signature verify only if they say what they must', async () => {
    const seconds = fc.oneof(
      fc.integer({ min: NOW - 90_000, max: NOW + 90_000 }),
      fc.constantFrom(NOW, NOW + 60, 0, -1),
    );
    const claims = fc.record({
      sub: fc.oneof(fc.constant(USER), fc.jsonValue()),
      aud: fc.oneof(fc.constant(BOT), fc.jsonValue()),
      iat: fc.oneof(seconds, fc.jsonValue()),
      exp: fc.oneof(seconds, fc.jsonValue()),
    });
    await fc.assert(
      fc.asyncProperty(claims, async ({ sub, aud, iat, exp }) => {
        const { verified } = await verifyForged({ sub, aud, iat, exp });
        const numbers = typeof iat === 'number' && typeof exp === 'number' && iat >= 0;
        const inTime = numbers && iat <= NOW + 60 && exp > NOW - 60 && exp > iat && exp - iat <= 86_400;
        const forBot =
          aud === BOT || (Array.isArray(aud) && aud.includes(BOT) && aud.every((a) => typeof a === 'string'));
        expect(verified).toBe(sub === USER && forBot && inTime);
      }),
      { numRuns: 500 },
    );
  });

  it('drops attributes of another type and ignores other claims; they never refuse the identity', async () => {
    const attributes = async (claims: object | string) =>
      ((await verifyForged(claims)) as { attributes?: object }).attributes;
    expect(await attributes({ name: 7, email: null, phone: ['1'], avatar_url: '\ud800', role: 'admin' })).toEqual({
      email: null,
    });
    expect(await attributes({ name: 'a\0b', fields: 'gold' })).toEqual({});
    expect(await attributes({ fields: { a: 1, b: 'x', c: true, d: null, e: [], f: {}, g: '\udc00' } })).toEqual({
      fields: { a: 1, b: 'x', c: true, d: null },
    });
    const polluting = `{"sub":"${USER}","aud":"${BOT}","iat":${NOW},"exp":${NOW + 60},"fields":{"__proto__":"x","a":1}}`;
    expect(await attributes(polluting)).toEqual({ fields: { a: 1 } });
  });

  it.each([
    [{ userId: 7 }, 'malformed_id'],
    [{ userId: ['user_12345'] }, 'malformed_id'],
    [{ userId: '' }, 'malformed_id'],
    [{ botId: '' }, 'malformed_bot_id'],
    [{ botId: undefined }, 'malformed_bot_id'],
    [{ nowMs: Number.NaN }, 'malformed_time'],
    [{ keys: [...KEYS, { id: 'k', key: '', state: 'active' }] }, 'malformed_key'],
    [{ keys: [...KEYS, { id: 'k', key: 'k'.repeat(31), state: 'active' }] }, 'malformed_key'],
  ])('refuses the arguments %j: %s', async (wrong, code) => {
    const error = await verify(forgeToken(), wrong as object).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(IdentityTokenError);
    expect(error).toMatchObject({ code });
  });
});
