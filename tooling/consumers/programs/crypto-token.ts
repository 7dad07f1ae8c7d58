// What a website's backend does with the token door of @chatku/crypto, and what a server does with the token.
import {
  createIdentityToken,
  explainIdentityToken,
  IdentityTokenError,
  type TokenKeyEntry,
  type TokenVerification,
  verifyIdentityToken,
} from '@chatku/crypto/token';

declare const console: { log(text: string): void };

function expect(condition: boolean, what: string): void {
  if (!condition) throw new Error(`not so: ${what}`);
}

const key = '0123456789abcdefghijklmnopqrstuv';
const nowMs = 1_795_000_000_000;
const keys: TokenKeyEntry[] = [{ id: 'tk-1', key, state: 'primary' }];
const token: string = await createIdentityToken({
  userId: 'customer-7',
  key,
  keyId: 'tk-1',
  botId: 'bot-1',
  expiresInSeconds: 600,
  attributes: { name: 'Aisyah', fields: { tier: 'gold' } },
  nowMs,
});

const verification: TokenVerification = await verifyIdentityToken({
  token,
  userId: 'customer-7',
  botId: 'bot-1',
  keys,
  nowMs,
});
expect(verification.verified && verification.keyId === 'tk-1', 'the key that signed is named');
expect(verification.verified && verification.expiresAtMs === nowMs + 600_000, 'the end of the token is known');
expect(verification.verified && verification.attributes.fields?.['tier'] === 'gold', 'attributes are signed');

const later = { token, userId: 'customer-7', botId: 'bot-1', keys, nowMs: nowMs + 700_000 };
expect(!(await verifyIdentityToken(later)).verified, 'a token ends');
expect(explainIdentityToken(later).diagnosis === 'token_expired', 'and that is its diagnosis');

try {
  await createIdentityToken({ userId: '', key, keyId: 'tk-1', botId: 'bot-1', nowMs });
  expect(false, 'an empty id is refused');
} catch (error) {
  expect(error instanceof IdentityTokenError && error.code === 'malformed_id', 'the error has its code');
}

// @ts-expect-error: the time is an argument, and so is the bot.
void (() => createIdentityToken({ userId: 'customer-7', key, keyId: 'tk-1' }));

console.log(token);
