import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkImportedKey, checkSpecialKey, generateSpecialKey } from './special-key.js';
import { IDENTIFIER_HASH_VECTORS } from './vectors/identifier-hash-vectors.js';

const PUBLISHED = 'b02612a8bdf5e736c41ce2002181d124';
const malformed = (reason: string) => ({ ok: false, code: 'malformed_key', reason });

describe('checkSpecialKey', () => {
  it.each(IDENTIFIER_HASH_VECTORS.accept)('takes the key of an accepted row: $name', ({ key }) => {
    expect(checkSpecialKey(key)).toEqual({ ok: true, key });
  });

  it.each(IDENTIFIER_HASH_VECTORS.refuse.filter((row) => row.refused === 'malformed_key'))(
    'refuses: $name',
    ({ key }) => {
      expect(checkSpecialKey(key)).toMatchObject({ ok: false, code: 'malformed_key' });
    },
  );

  it('says why', () => {
    expect(checkSpecialKey(undefined)).toEqual(malformed('not_text'));
    expect(checkSpecialKey(new Uint8Array(32))).toEqual(malformed('not_text'));
    expect(checkSpecialKey('')).toEqual(malformed('too_short'));
    expect(checkSpecialKey('k'.repeat(15))).toEqual(malformed('too_short'));
    expect(checkSpecialKey(`${'k'.repeat(32)}\u0000`)).toEqual(malformed('control_character'));
    expect(checkSpecialKey(`${'k'.repeat(32)}\n`)).toEqual(malformed('control_character'));
    expect(checkSpecialKey(` ${'k'.repeat(32)}`)).toEqual(malformed('edge_white_space'));
    expect(checkSpecialKey(`${'k'.repeat(32)}\u00a0`)).toEqual(malformed('edge_white_space'));
    expect(checkSpecialKey(`\ud800${'k'.repeat(32)}`)).toEqual(malformed('ill_formed'));
  });

  it('measures bytes, not characters', () => {
    expect(checkSpecialKey('钥匙钥匙钥').ok).toBe(false);
    expect(checkSpecialKey('钥匙钥匙钥匙').ok).toBe(true);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(checkSpecialKey(value).ok && typeof value !== 'string').toBe(false);
      }),
    );
  });
});

describe('checkImportedKey', () => {
  it('needs 32 characters', () => {
    expect(checkImportedKey('k'.repeat(31))).toEqual({ ok: false, code: 'imported_key_too_short' });
    expect(checkImportedKey('钥'.repeat(31))).toEqual({ ok: false, code: 'imported_key_too_short' });
    expect(checkImportedKey('k'.repeat(32))).toEqual({ ok: true, key: 'k'.repeat(32) });
  });

  it('refuses the published key by a code of its own, in any letter case', () => {
    expect(checkImportedKey(PUBLISHED)).toEqual({ ok: false, code: 'published_key' });
    expect(checkImportedKey(PUBLISHED.toUpperCase())).toEqual({ ok: false, code: 'published_key' });
  });

  it('refuses all that is no special key', () => {
    expect(checkImportedKey('')).toEqual(malformed('too_short'));
    expect(checkImportedKey(`${PUBLISHED} `)).toEqual(malformed('edge_white_space'));
    expect(checkImportedKey(null)).toEqual(malformed('not_text'));
  });
});

describe('generateSpecialKey', () => {
  it('makes 64 lower-case hex digits that may be used and imported', () => {
    const key = generateSpecialKey();
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(checkImportedKey(key)).toEqual({ ok: true, key });
  });

  it('makes another one each time, with every bit free to vary', () => {
    const keys = Array.from({ length: 200 }, generateSpecialKey);
    expect(new Set(keys).size).toBe(200);
    for (let at = 0; at < 64; at++) expect(new Set(keys.map((key) => key[at])).size).toBeGreaterThan(8);
  });
});
