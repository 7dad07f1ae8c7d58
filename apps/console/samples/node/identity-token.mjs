import { createHmac } from 'node:crypto';

export function identityToken(userId, botId, keyId, key) {
  const json = (value) => Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const header = { alg: 'HS256', typ: 'JWT', kid: keyId };
  const claims = { sub: userId, aud: botId, iat: now, exp: now + 3600 };
  const signed = `${json(header)}.${json(claims)}`;
  // The key is text: use it as it stands, without decoding it.
  return `${signed}.${createHmac('sha256', key).update(signed, 'utf8').digest('base64url')}`;
}
