import fc from 'fast-check';
import { checkUserId } from '../src/identifier.js';
import { checkSpecialKey } from '../src/special-key.js';
import { createIdentityToken, type SignedAttributes, verifyIdentityToken } from '../src/token.js';
import { BOT, KEY, KEYS, NOW_MS, USER } from './forge-token.js';

/*
 * What tests of the token draw from, and the two functions with arguments that are in order. For tests only.
 */
export const REFUSED = { verified: false };

export const goodId = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }).filter((text) => checkUserId(text).ok);
export const goodKey = fc
  .string({ unit: 'grapheme-ascii', minLength: 32, maxLength: 90 })
  .filter((text) => checkSpecialKey(text).ok);
export const goodText = fc.string({ unit: 'binary', maxLength: 30 }).filter((text) => !text.includes('\0'));
export const goodAttributes: fc.Arbitrary<SignedAttributes> = fc.record(
  {
    name: fc.option(goodText),
    email: fc.option(goodText),
    phone: fc.option(goodText),
    avatar_url: fc.option(goodText),
    fields: fc.dictionary(
      fc.stringMatching(/^[a-z]\w{0,9}$/),
      fc.oneof(goodText, fc.boolean(), fc.constant(null), fc.integer()),
      { noNullPrototype: true },
    ),
  },
  { requiredKeys: [], noNullPrototype: true },
);

export const make = (more: Partial<Parameters<typeof createIdentityToken>[0]> = {}) =>
  createIdentityToken({ userId: USER, key: KEY, keyId: 'tk1', botId: BOT, nowMs: NOW_MS, ...more });
export const verify = (token: unknown, more: Partial<Parameters<typeof verifyIdentityToken>[0]> = {}) =>
  verifyIdentityToken({ token, userId: USER, botId: BOT, keys: KEYS, nowMs: NOW_MS, ...more });
