import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex, utf8 } from './bytes.js';
import { hmacSha256 } from './hmac-sha256.js';
import { checkUserId } from './identifier.js';
import { createIdentifierHash, findSigner, verifyIdentifierHash } from './identifier-hash.js';
import { IdentifierHashError } from './identifier-hash-error.js';
import { checkSpecialKey } from './special-key.js';
import { IDENTIFIER_HASH_VECTORS } from './vectors/identifier-hash-vectors.js';

const KEY = 'k1-0123456789abcdef0123456789abcdef';
const OTHER_KEY = 'k2-0123456789abcdef0123456789abcdef';
const ring = (...keys: string[]) => keys.map((key, at) => ({ id: `key-${at}`, key }));
const goodId = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }).filter((text) => checkUserId(text).ok);
const goodKey = fc
  .string({ unit: 'grapheme', minLength: 16, maxLength: 90 })
  .filter((text) => checkSpecialKey(text).ok);

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return expect.unreachable('it was expected to throw');
}

describe('the vectors', () => {
  it.each(IDENTIFIER_HASH_VECTORS.accept)('accept: $name', ({ key, userId, identifierHash }) => {
    expect(createIdentifierHash({ userId, key })).toBe(identifierHash.toLowerCase());
    expect(verifyIdentifierHash({ userId, identifierHash, keys: ring(key) })).toEqual({
      verified: true,
      key: { id: 'key-0', key },
    });
  });

  it.each(IDENTIFIER_HASH_VECTORS.reject)('reject: $name', ({ key, userId, identifierHash }) => {
    expect(verifyIdentifierHash({ userId, identifierHash, keys: ring(key) })).toEqual({ verified: false });
  });

  it.each(IDENTIFIER_HASH_VECTORS.refuse)('refuse, by create and verify alike: $name', ({ key, userId, refused }) => {
    const identifierHash = 'a'.repeat(64);
    for (const act of [
      () => createIdentifierHash({ userId, key }),
      () => verifyIdentifierHash({ userId, identifierHash, keys: ring(key) }),
    ]) {
      const error = thrownBy(act);
      expect(error).toBeInstanceOf(IdentifierHashError);
      expect(error).toMatchObject({ name: 'IdentifierHashError', code: refused });
    }
  });
});

describe('createIdentifierHash', () => {
  it('makes what verifies, for any good id and key', () => {
    fc.assert(
      fc.property(goodId, goodKey, (userId, key) => {
        const identifierHash = createIdentifierHash({ userId, key });
        expect(identifierHash).toMatch(/^[0-9a-f]{64}$/);
        expect(verifyIdentifierHash({ userId, identifierHash, keys: ring(key) }).verified).toBe(true);
      }),
    );
  });

  it.each([7, true, null, undefined, ['u'], { id: 'u' }])(
    'refuses the id %j, whatever a caller without types passes',
    (userId) => {
      const wrong = { userId, key: KEY } as unknown as { userId: string; key: string };
      expect(thrownBy(() => createIdentifierHash(wrong))).toMatchObject({ code: 'malformed_id', reason: 'not_text' });
    },
  );

  it('keys used in turn do not disturb each other, nor does one that was refused', () => {
    const fresh = (key: string) => toHex(hmacSha256(utf8(key), utf8('user_12345')));
    for (const key of [KEY, KEY, OTHER_KEY, KEY, 'short', KEY, OTHER_KEY]) {
      if (key === 'short') expect(() => createIdentifierHash({ userId: 'user_12345', key })).toThrow();
      else expect(createIdentifierHash({ userId: 'user_12345', key })).toBe(fresh(key));
    }
  });

  it('refuses arguments by position, and says how to pass them', () => {
    const byPosition = createIdentifierHash as unknown as (userId: string, key: string) => string;
    expect(() => byPosition('user_12345', KEY)).toThrow('by name');
  });

  it('repeats neither the id nor the key in an error', () => {
    const secret = 'do-not-print-me-anywhere';
    const errors = [
      thrownBy(() => createIdentifierHash({ userId: `${secret}\n`, key: KEY })),
      thrownBy(() => createIdentifierHash({ userId: 'user_12345', key: `${secret} ` })),
    ] as Error[];
    for (const error of errors) {
      expect(`${error} ${error.stack} ${JSON.stringify(error)} ${Object.values(error)}`).not.toContain(secret);
    }
  });
});

describe('verifyIdentifierHash', () => {
  const identifierHash = createIdentifierHash({ userId: 'user_12345', key: KEY });

  it('hands back the entry whose key made the hash, as the caller passed it', () => {
    const entries = [
      { id: 'old', key: OTHER_KEY, addedAt: 1 },
      { id: 'new', key: KEY, addedAt: 2 },
    ];
    const verification = verifyIdentifierHash({ userId: 'user_12345', identifierHash, keys: entries });
    expect(verification.verified && verification.key).toBe(entries[1]);
  });

  it('names the first of two entries that hold one key', () => {
    const verification = verifyIdentifierHash({ userId: 'user_12345', identifierHash, keys: ring(KEY, KEY) });
    expect(verification).toMatchObject({ verified: true, key: { id: 'key-0' } });
  });

  it('verifies nothing without keys', () => {
    expect(verifyIdentifierHash({ userId: 'user_12345', identifierHash, keys: [] })).toEqual({ verified: false });
  });

  it('a hash of A does not verify B, nor a hash under one key under another', () => {
    fc.assert(
      fc.property(goodId, goodId, goodKey, goodKey, (idA, idB, keyA, keyB) => {
        const hash = createIdentifierHash({ userId: idA, key: keyA });
        const keys = ring(keyB);
        expect(verifyIdentifierHash({ userId: idB, identifierHash: hash, keys }).verified).toBe(
          idA === idB && keyA === keyB,
        );
      }),
    );
  });

  it('no hash with one digit changed verifies', () => {
    for (let at = 0; at < 64; at++) {
      const digit = identifierHash[at] === '0' ? '1' : '0';
      const changed = identifierHash.slice(0, at) + digit + identifierHash.slice(at + 1);
      expect(verifyIdentifierHash({ userId: 'user_12345', identifierHash: changed, keys: ring(KEY) }).verified).toBe(
        false,
      );
    }
  });

  it('a beginning of the hash verifies nothing', () => {
    for (let length = 0; length < 64; length++) {
      const cut = identifierHash.slice(0, length);
      expect(verifyIdentifierHash({ userId: 'user_12345', identifierHash: cut, keys: ring(KEY) }).verified).toBe(false);
    }
  });

  it('a hash of any other type verifies nothing and does not throw', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        fc.pre(value !== identifierHash);
        expect(verifyIdentifierHash({ userId: 'user_12345', identifierHash: value, keys: ring(KEY) }).verified).toBe(
          false,
        );
      }),
    );
    const printsAsHash = { toString: () => identifierHash };
    for (const value of [[identifierHash], printsAsHash, new String(identifierHash)]) {
      expect(verifyIdentifierHash({ userId: 'user_12345', identifierHash: value, keys: ring(KEY) }).verified).toBe(
        false,
      );
    }
  });

  it('refuses an id of any other type, even one that prints as the right id', () => {
    for (const userId of [['user_12345'], new String('user_12345'), { toString: () => 'user_12345' }, 7, null]) {
      const error = thrownBy(() => verifyIdentifierHash({ userId, identifierHash, keys: ring(KEY) }));
      expect(error).toMatchObject({ code: 'malformed_id', reason: 'not_text' });
    }
  });

  it('refuses a ring with one unusable key in it, even where another key matches', () => {
    const error = thrownBy(() => verifyIdentifierHash({ userId: 'user_12345', identifierHash, keys: ring(KEY, '') }));
    expect(error).toMatchObject({ code: 'malformed_key', reason: 'too_short' });
  });
});

describe('findSigner', () => {
  it.each([0, 1, 2, 3])('tries every key, also after entry %i matched', (matching) => {
    const tried: number[] = [];
    const bytes = [0, 1, 2, 3].map((at) => Uint8Array.of(at));
    const message = Uint8Array.of(9);
    const presented = hmacSha256(Uint8Array.of(matching), message);
    const found = findSigner(
      message,
      presented,
      bytes.map((key, entry) => ({ entry, bytes: key })),
      (key, text) => {
        tried.push(key[0] as number);
        return hmacSha256(key, text);
      },
    );
    expect(found).toEqual({ verified: true, key: matching });
    expect(tried).toEqual([0, 1, 2, 3]);
  });
});
