import { vi } from 'vitest';

type Bytes = typeof import('../../src/bytes.js');
type Identifier = typeof import('../../src/identifier.js');
type IdentifierHash = typeof import('../../src/identifier-hash.js');
type SpecialKey = typeof import('../../src/special-key.js');
type Claims = typeof import('../../src/token/claims.js');
type ReadToken = typeof import('../../src/token/read-token.js');

function bytesWith(change: Partial<Bytes>): void {
  vi.doMock('../../src/bytes.js', async () => ({ ...(await vi.importActual<Bytes>('../../src/bytes.js')), ...change }));
}

const said = (payload: Uint8Array): Record<string, unknown> => JSON.parse(new TextDecoder().decode(payload));

/** The claims of a token are held against what the token itself says. */
function expecting(change: (claims: Record<string, unknown>) => Partial<Parameters<Claims['judgeClaims']>[1]>): void {
  vi.doMock('../../src/token/claims.js', async () => {
    const actual = await vi.importActual<Claims>('../../src/token/claims.js');
    const judgeClaims: Claims['judgeClaims'] = (payload, expected) =>
      actual.judgeClaims(payload, { ...expected, ...change(said(payload)) });
    return { ...actual, judgeClaims };
  });
}

/** Every guard of this package that can be switched off for the tests of a process, by the name of the fault that does it. */
export const FAULTS: Readonly<Record<string, () => void>> = {
  /** Two byte strings are equal where all their bytes are. */
  'all-bytes-are-equal': () => bytesWith({ equalInConstantTime: () => true }),

  /** Comparing takes the same time wherever the first difference is. */
  'comparing-ends-early': () =>
    bytesWith({
      equalInConstantTime: (left, right) => {
        for (let at = 0; at < left.length; at++) if (left[at] !== right[at]) return false;
        return left.length === right.length;
      },
    }),

  /** Every key of a ring is tried. */
  'the-first-match-ends-it': () => {
    vi.doMock('../../src/identifier-hash.js', async () => {
      const actual = await vi.importActual<IdentifierHash>('../../src/identifier-hash.js');
      const findSigner: IdentifierHash['findSigner'] = (message, presented, ring, hmac) => {
        for (const one of ring) {
          const found = actual.findSigner(message, presented, [one], hmac);
          if (found.verified) return found;
        }
        return { verified: false };
      };
      return { ...actual, findSigner };
    });
  },

  /** A hash has 64 digits, and byte strings of different lengths are never equal. */
  'a-beginning-is-enough': () => {
    bytesWith({ equalInConstantTime: (left, right) => right.every((byte, at) => byte === left[at]) });
    vi.doMock('../../src/identifier.js', async () => {
      const actual = await vi.importActual<Identifier>('../../src/identifier.js');
      return { ...actual, isIdentifierHashShape: (value: unknown) => /^[0-9a-f]*$/i.test(String(value)) };
    });
  },

  /** Hexadecimal digits are read in either letter case. */
  'capitals-are-other-digits': () => {
    vi.doMock('../../src/bytes.js', async () => {
      const actual = await vi.importActual<Bytes>('../../src/bytes.js');
      return { ...actual, fromHex: (hex: string) => (/[A-F]/.test(hex) ? null : actual.fromHex(hex)) };
    });
  },

  /** A token is for the bot its `aud` names. */
  'any-audience-is-this-bot': () => expecting(({ aud }) => ({ botId: String(aud) })),

  /** A token is for the user its `sub` names. */
  'any-subject-is-this-user': () => expecting(({ sub }) => ({ userId: String(sub) })),

  /** A token begins and ends. */
  'time-stands-still-for-tokens': () => expecting(({ iat }) => ({ nowMs: Number(iat) * 1000 })),

  /** A header says HS256 and a `kid`, and nothing more. */
  'any-header-will-do': () => {
    vi.doMock('../../src/token/read-token.js', async () => {
      const actual = await vi.importActual<ReadToken>('../../src/token/read-token.js');
      const { fromBase64, utf8 } = await vi.importActual<Bytes>('../../src/bytes.js');
      const readToken: ReadToken['readToken'] = (value) => {
        const [header = '', payload = '', signature = ''] = String(value).split('.');
        const [head, body, proof] = [header, payload, signature].map(fromBase64);
        if (!head || !body || !proof) return actual.readToken(value);
        const keyId = String(said(head)['kid']);
        return { ok: true, token: { keyId, signed: utf8(`${header}.${payload}`), signature: proof, payload: body } };
      };
      return { ...actual, readToken };
    });
  },

  /** A key under 16 bytes is none. */
  'any-text-is-a-key': () => {
    vi.doMock('../../src/special-key.js', async () => {
      const actual = await vi.importActual<SpecialKey>('../../src/special-key.js');
      return { ...actual, checkSpecialKey: (key: unknown) => ({ ok: true, key: String(key) }) };
    });
  },
};
