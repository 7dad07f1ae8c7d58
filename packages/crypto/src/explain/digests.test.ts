import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeHmac } from '../../testing/node-hmac.js';
import { fromHex, toHex, utf8 } from '../bytes.js';
import rfc4231 from '../vectors/rfc-4231.json' with { type: 'json' };
import { type Algorithm, DIGESTS } from './digests.js';

const NODE_NAMES: Record<Algorithm, string> = {
  md5: 'md5',
  sha1: 'sha1',
  sha224: 'sha224',
  sha256: 'sha256',
  sha384: 'sha384',
  sha512: 'sha512',
  sha512_256: 'sha512-256',
  sha3_256: 'sha3-256',
};

describe('the digests of the explainer', () => {
  it.each(rfc4231.cases)('agree with RFC 4231, test case $case', (row) => {
    for (const algorithm of ['sha224', 'sha256', 'sha384', 'sha512'] as const) {
      const made = toHex(DIGESTS.hmac(algorithm, fromHex(row.key) as Uint8Array, fromHex(row.data) as Uint8Array));
      expect(made.slice(0, row[algorithm].length), algorithm).toBe(row[algorithm]);
    }
  });

  it.each(Object.entries(NODE_NAMES) as [Algorithm, string][])(
    '%s agrees with node:crypto',
    async (algorithm, name) => {
      const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 150 });
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 20 }), async (pairs) => {
          const made = pairs.map(([key, message]) => toHex(DIGESTS.hmac(algorithm, utf8(key), utf8(message))));
          expect(await nodeHmac(name, pairs)).toEqual(made);
        }),
        { numRuns: 10 },
      );
    },
  );

  it('a plain hash is what HMAC hashes with', () => {
    expect(toHex(DIGESTS.hash('md5', utf8('')))).toBe('d41d8cd98f00b204e9800998ecf8427e');
    expect(toHex(DIGESTS.hash('sha1', utf8('')))).toBe('da39a3ee5e6b4b0d3255bfef95601890afd80709');
    expect(toHex(DIGESTS.hash('sha256', utf8('')))).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
  });
});
