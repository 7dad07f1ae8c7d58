import { describe, expect, it } from 'vitest';
import { BOT, base64Url, forgeToken, KEY, NOW, USER } from '../../testing/forge-token.js';
import { REFUSED, verify } from '../../testing/token-arbitraries.js';
import { utf8 } from '../bytes.js';
import { IDENTITY_TOKEN_MAX_CHARACTERS } from '../token.js';

const verifyForged = (claims: object | string) => verify(forgeToken({ claims }));

describe('a token whose signature is good, and which is refused for its outside', () => {
  it.each([
    ['a name said twice', `{"sub":"x","sub":"${USER}","aud":"${BOT}","iat":${NOW},"exp":${NOW + 60}}`],
    ['a name said twice, escaped', `{"\\u0073ub":"x","sub":"${USER}","aud":"${BOT}","iat":${NOW},"exp":${NOW + 60}}`],
    [
      'a name said twice among fields',
      `{"sub":"${USER}","aud":"${BOT}","iat":${NOW},"exp":${NOW + 60},"fields":{"a":1,"a":2}}`,
    ],
    ['a list', '[]'],
    ['a text', '"x"'],
    ['no JSON', 'x'],
    ['claims of a prototype', `{"__proto__":{"sub":"${USER}","aud":"${BOT}","iat":${NOW},"exp":${NOW + 60}}}`],
  ])('claims: %s', async (_name, claims) => {
    expect(await verifyForged(claims)).toEqual(REFUSED);
  });

  it.each([
    ['alg none', { alg: 'none' }],
    ['alg None', { alg: 'None' }],
    ['alg hs256', { alg: 'hs256' }],
    ['alg HS384', { alg: 'HS384' }],
    ['alg RS256', { alg: 'RS256' }],
    ['alg in a list', { alg: ['HS256'] }],
    ['alg absent', { alg: undefined }],
    ['kid absent', { kid: undefined }],
    ['kid a number', { kid: 1 }],
    ['kid a list', { kid: ['tk1'] }],
    ['kid empty', { kid: '' }],
    ['typ of something else', { typ: 'at+jwt' }],
    ['crit', { crit: ['exp'], exp: NOW }],
    ['crit empty', { crit: [] }],
    ['b64 true', { b64: true }],
    ['b64 false', { b64: false, crit: ['b64'] }],
    ['jwk', { jwk: { kty: 'oct', k: base64Url(KEY) } }],
    ['jku', { jku: 'https://evil.example/keys' }],
    ['x5u', { x5u: 'https://evil.example/cert' }],
    ['x5c', { x5c: [] }],
    ['zip', { zip: 'DEF' }],
    ['a name of nobody', { hello: 1 }],
    ['alg said twice', `{"alg":"none","alg":"HS256","kid":"tk1"}`],
    ['alg of a prototype', `{"__proto__":{"alg":"HS256"},"kid":"tk1"}`],
    ['no object', '[]'],
  ])('header: %s is refused, with a good signature', async (_name, header) => {
    expect(await verify(forgeToken({ header }))).toEqual(REFUSED);
  });

  it('a header may leave typ out', async () => {
    expect(await verify(forgeToken({ header: '{"alg":"HS256","kid":"tk1"}' }))).toMatchObject({ verified: true });
  });

  it.each<[string, (token: string) => unknown]>([
    ['a dot after it', (token) => `${token}.`],
    ['a dot before it', (token) => `.${token}`],
    ['white space after it', (token) => `${token}\n`],
    ['white space before it', (token) => ` ${token}`],
    ['white space inside', (token) => token.replace('.', '. ')],
    ['padding', (token) => `${token}=`],
    [
      'padded parts',
      (token) =>
        token
          .split('.')
          .map((part) => part.padEnd(Math.ceil(part.length / 4) * 4, '='))
          .join('.'),
    ],
    ['"Bearer" before it', (token) => `Bearer ${token}`],
    ['no signature', (token) => token.replace(/[^.]*$/, '')],
    ['two parts', (token) => token.replace(/\.[^.]*$/, '')],
    ['a shorter signature', (token) => token.slice(0, -4)],
    ['a list of it', (token) => [token]],
    ['a String object', (token) => new String(token)],
    ['an object that prints as it', (token) => ({ toString: () => token })],
    ['its bytes', (token) => utf8(token)],
  ])('outside: %s', async (_name, change) => {
    expect(await verify(change(forgeToken()))).toEqual(REFUSED);
  });

  it('base64 of the other alphabet is refused, where it differs', async () => {
    const token = forgeToken({ claims: { name: '>>>???>>>???' } });
    const changed = token.replaceAll('_', '/').replaceAll('-', '+');
    expect(changed).not.toBe(token);
    expect(await verify(changed)).toEqual(REFUSED);
    expect((await verify(token)).verified).toBe(true);
  });

  it('a token past the limit is refused, whatever it says', async () => {
    const padded = (length: number) => forgeToken({ claims: { pad: 'x'.repeat(length) } });
    // Three bytes are four characters, so some length near the limit fits and the next one does not.
    const spare = IDENTITY_TOKEN_MAX_CHARACTERS - padded(0).length;
    const longest = [0, 1, 2, 3]
      .map((more) => Math.floor((spare * 3) / 4) + 1 - more)
      .find((length) => {
        return padded(length).length <= IDENTITY_TOKEN_MAX_CHARACTERS;
      });
    const fits = padded(longest as number);
    expect(fits.length).toBeGreaterThan(IDENTITY_TOKEN_MAX_CHARACTERS - 3);
    expect((await verify(fits)).verified).toBe(true);
    expect(await verify(padded((longest as number) + 3))).toEqual(REFUSED);
    expect(await verify('a'.repeat(10_000_000))).toEqual(REFUSED);
  });
});
