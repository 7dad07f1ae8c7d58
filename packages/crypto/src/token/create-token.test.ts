import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BOT, KEY, NOW, NOW_MS, USER } from '../../testing/forge-token.js';
import { goodAttributes, goodId, goodKey, make, verify } from '../../testing/token-arbitraries.js';
import { fromBase64 } from '../bytes.js';
import { IDENTITY_TOKEN_ERROR_CODES, IdentityTokenError } from '../token.js';

describe('createIdentityToken', () => {
  it('writes the header and the claims, and nothing more', async () => {
    const token = await make({ attributes: { name: 'Aisyah', fields: { tier: 'gold', since: 2019, vip: true } } });
    const [header, claims] = token
      .split('.')
      .slice(0, 2)
      .map((part) => JSON.parse(new TextDecoder().decode(fromBase64(part) as Uint8Array)));
    expect(header).toEqual({ alg: 'HS256', typ: 'JWT', kid: 'tk1' });
    expect(claims).toEqual({
      sub: USER,
      aud: BOT,
      iat: NOW,
      exp: NOW + 3600,
      name: 'Aisyah',
      fields: { tier: 'gold', since: 2019, vip: true },
    });
  });

  it('makes what verifies, for any good id, key, bot, key id, lifetime and attributes', async () => {
    const seconds = fc.integer({ min: 1, max: 86_400 });
    await fc.assert(
      fc.asyncProperty(goodId, goodKey, goodId, goodId, seconds, goodAttributes, async (...arbitrary) => {
        const [userId, key, bot, keyId, expiresInSeconds, attributes] = arbitrary;
        const token = await make({ userId, key, botId: bot, keyId, expiresInSeconds, attributes });
        const keys = [{ id: keyId, key, state: 'active' as const }];
        expect(await verify(token, { userId, botId: bot, keys })).toEqual({
          verified: true,
          keyId,
          issuedAtMs: NOW_MS,
          expiresAtMs: NOW_MS + expiresInSeconds * 1000,
          attributes,
        });
      }),
    );
  });

  it.each([
    [{ userId: '' }, 'malformed_id', 'empty'],
    [{ userId: 7 }, 'malformed_id', 'not_text'],
    [{ userId: 'a\n' }, 'malformed_id', 'control_character'],
    [{ userId: '\ud800' }, 'malformed_id', 'ill_formed'],
    [{ userId: 'x'.repeat(256) }, 'malformed_id', 'too_long'],
    [{ key: undefined }, 'malformed_key', 'not_text'],
    [{ key: '' }, 'malformed_key', 'too_short'],
    [{ key: 'k'.repeat(31) }, 'malformed_key', 'too_short'],
    [{ key: `${KEY}\0` }, 'malformed_key', 'control_character'],
    [{ key: `${KEY} ` }, 'malformed_key', 'edge_white_space'],
    [{ keyId: '' }, 'malformed_key_id', 'empty'],
    [{ botId: undefined }, 'malformed_bot_id', 'not_text'],
    [{ nowMs: undefined }, 'malformed_time', 'not_a_time'],
    [{ nowMs: Number.NaN }, 'malformed_time', 'not_a_time'],
    [{ nowMs: -1 }, 'malformed_time', 'not_a_time'],
    [{ nowMs: Number.POSITIVE_INFINITY }, 'malformed_time', 'not_a_time'],
    [{ expiresInSeconds: 86_401 }, 'malformed_lifetime', 'not_a_lifetime'],
    [{ expiresInSeconds: 0 }, 'malformed_lifetime', 'not_a_lifetime'],
    [{ expiresInSeconds: 1.5 }, 'malformed_lifetime', 'not_a_lifetime'],
    [{ expiresInSeconds: '60' }, 'malformed_lifetime', 'not_a_lifetime'],
    [{ attributes: { emial: 'a@b.my' } }, 'malformed_attributes', 'unknown_attribute'],
    [{ attributes: { sub: 'user_1' } }, 'malformed_attributes', 'unknown_attribute'],
    [{ attributes: [] }, 'malformed_attributes', 'unknown_attribute'],
    [{ attributes: null }, 'malformed_attributes', 'unknown_attribute'],
    [{ attributes: { name: 7 } }, 'malformed_attributes', 'not_a_value'],
    [{ attributes: { name: '\ud800' } }, 'malformed_attributes', 'not_a_value'],
    [{ attributes: { fields: { a: [] } } }, 'malformed_attributes', 'not_a_value'],
    [{ attributes: { fields: { a: Number.NaN } } }, 'malformed_attributes', 'not_a_value'],
    [{ attributes: { fields: 'gold' } }, 'malformed_attributes', 'not_a_value'],
    [{ attributes: { name: 'x'.repeat(8000) } }, 'token_too_long', 'too_long'],
  ])('refuses %j: %s, %s', async (wrong, code, reason) => {
    const error = await make(wrong as object).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(IdentityTokenError);
    expect(error).toMatchObject({ name: 'IdentityTokenError', code, reason });
    expect(IDENTITY_TOKEN_ERROR_CODES).toContain(code);
  });

  it('takes attributes that are not known, as undefined, for absent ones', async () => {
    const verification = await verify(await make({ attributes: { name: undefined, email: null } }));
    expect(verification).toMatchObject({ attributes: { email: null } });
  });

  it('repeats neither id, key nor attribute in an error', async () => {
    const secret = 'do-not-print-me-anywhere-at-all-please';
    for (const wrong of [
      { userId: `${secret}\n` },
      { key: `${secret} ` },
      { botId: `${secret}\n` },
      { attributes: { [secret]: secret } },
    ]) {
      const error = (await make(wrong as object).catch((thrown: unknown) => thrown)) as Error;
      expect(`${error} ${error.stack} ${JSON.stringify(error)} ${Object.values(error)}`).not.toContain(secret);
    }
  });
});
