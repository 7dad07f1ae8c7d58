import fc from 'fast-check';
import { SignJWT } from 'jose/jwt/sign';
import { jwtVerify } from 'jose/jwt/verify';
import { describe, expect, it } from 'vitest';
import { BOT, forgeToken, KEY, NOW, NOW_MS, USER } from '../../testing/forge-token.js';
import { nodeHmac } from '../../testing/node-hmac.js';
import { goodAttributes, goodId, goodKey, make, verify } from '../../testing/token-arbitraries.js';
import { fromBase64, toHex, utf8 } from '../bytes.js';

describe('agreement', () => {
  const options = {
    algorithms: ['HS256'],
    audience: BOT,
    subject: USER,
    clockTolerance: 60,
    currentDate: new Date(NOW_MS),
  };

  it("jose's own verifier reads what is made here", async () => {
    await fc.assert(
      fc.asyncProperty(goodId, goodKey, goodAttributes, async (userId, key, attributes) => {
        const token = await make({ userId, key, attributes });
        const { payload, protectedHeader } = await jwtVerify(token, utf8(key), {
          ...options,
          subject: userId,
          typ: 'JWT',
        });
        expect(protectedHeader).toEqual({ alg: 'HS256', typ: 'JWT', kid: 'tk1' });
        expect(payload).toEqual({ ...attributes, sub: userId, aud: BOT, iat: NOW, exp: NOW + 3600 });
      }),
    );
  });

  it('what jose signs is verified here', async () => {
    await fc.assert(
      fc.asyncProperty(goodId, goodKey, async (userId, key) => {
        const token = await new SignJWT()
          .setProtectedHeader({ alg: 'HS256', kid: 'tk1' })
          .setSubject(userId)
          .setAudience(BOT)
          .setIssuedAt(NOW)
          .setExpirationTime(NOW + 60)
          .sign(utf8(key));
        const keys = [{ id: 'tk1', key, state: 'primary' as const }];
        expect(await verify(token, { userId, keys })).toMatchObject({ verified: true });
      }),
    );
  });

  it("of times, subjects and audiences jose's verifier thinks the same, but for what only we forbid", async () => {
    const near = (around: number) => fc.integer({ min: around - 62, max: around + 62 });
    const times = fc.record({ iat: near(NOW), exp: near(NOW), nbf: fc.option(near(NOW), { nil: undefined }) });
    await fc.assert(
      fc.asyncProperty(times, fc.constantFrom(USER, 'B'), fc.constantFrom(BOT, 'B'), async (time, sub, aud) => {
        fc.pre(time.exp > time.iat);
        const token = forgeToken({ claims: { ...time, sub, aud } });
        // jose looks at an iat of the future only where an age is asked for.
        const theirs = await jwtVerify(token, utf8(KEY), { ...options, maxTokenAge: 86_400 }).then(
          () => true,
          () => false,
        );
        expect((await verify(token)).verified).toBe(theirs);
      }),
      { numRuns: 300 },
    );
  });

  it('the signature is the HMAC of node:crypto', async () => {
    const ids = fc.sample(goodId, 20);
    const tokens = await Promise.all(ids.map((userId) => make({ userId })));
    const parts = tokens.map((token) => [token.replace(/\.[^.]*$/, ''), token.split('.')[2] ?? ''] as const);
    const expected = await nodeHmac(
      'sha256',
      parts.map(([signed]) => [KEY, signed]),
    );
    expect(parts.map(([, signature]) => toHex(fromBase64(signature) as Uint8Array))).toEqual(expected);
  });
});
