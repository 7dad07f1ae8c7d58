import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeHmac } from '../testing/node-hmac.js';
import { fromHex, toHex, utf8 } from './bytes.js';
import { hmacSha256, hmacSha256Under } from './hmac-sha256.js';
import rfc4231 from './vectors/rfc-4231.json' with { type: 'json' };

async function webCryptoHmacSha256(key: BufferSource, message: BufferSource): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', key, algorithm, false, ['sign']);
  return toHex(new Uint8Array(await crypto.subtle.sign('HMAC', imported, message)));
}

/** Around the block of 64 bytes, where an HMAC begins to hash its key, and far from it. */
const keyText = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  fc.integer({ min: 1, max: 140 }).map((length) => 'k'.repeat(length)),
);
const messageText = fc.string({ unit: 'grapheme', maxLength: 255 });

describe('hmacSha256', () => {
  it.each(rfc4231.cases)('agrees with RFC 4231, test case $case', ({ key, data, sha256 }) => {
    const made = toHex(hmacSha256(fromHex(key) as Uint8Array, fromHex(data) as Uint8Array));
    // Case 5 states the first half only.
    expect(made.slice(0, sha256.length)).toBe(sha256);
  });

  it('agrees with node:crypto', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(keyText, messageText), { minLength: 1, maxLength: 40 }), async (pairs) => {
        const made = pairs.map(([key, message]) => toHex(hmacSha256(utf8(key), utf8(message))));
        expect(await nodeHmac('sha256', pairs)).toEqual(made);
      }),
      { numRuns: 25 },
    );
  });

  it('agrees with WebCrypto on any bytes', async () => {
    const keyBytes = fc.uint8Array({ minLength: 1, maxLength: 140 });
    const messageBytes = fc.uint8Array({ maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(keyBytes, messageBytes, async (key, message) => {
        const made = toHex(hmacSha256(key, message));
        expect(await webCryptoHmacSha256(key.slice(), message.slice())).toBe(made);
      }),
    );
  });
});

describe('hmacSha256Under', () => {
  it('makes the same bytes as hmacSha256, message after message, and hands out no shared buffer', () => {
    const keyBytes = fc.uint8Array({ maxLength: 140 });
    const messages = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(keyBytes, messages, (key, texts) => {
        const sign = hmacSha256Under(key);
        const made = texts.map(sign);
        expect(made).toEqual(texts.map((text) => hmacSha256(key, text)));
      }),
    );
  });

  it('two signers do not disturb each other', () => {
    const [first, second] = [hmacSha256Under(utf8('first')), hmacSha256Under(utf8('second'))];
    const message = utf8('user_12345');
    for (let turn = 0; turn < 3; turn++) {
      expect(first(message)).toEqual(hmacSha256(utf8('first'), message));
      expect(second(message)).toEqual(hmacSha256(utf8('second'), message));
    }
  });
});
