import { createHmac } from 'node:crypto';
import { vi } from 'vitest';
import { type Fault, replace } from './switching.js';

type Token = typeof import('@chatku/crypto/token');
type Verify = Token['verifyIdentityToken'];
type VerifyInput = Parameters<Verify>[0];

/** Another verification in the place of the right one. */
function verifyBy(judge: (given: VerifyInput, right: Verify) => ReturnType<Verify>): void {
  vi.doMock('@chatku/crypto/token', async () => {
    const actual = await vi.importActual<Token>('@chatku/crypto/token');
    return { ...actual, verifyIdentityToken: (given: VerifyInput) => judge(given, actual.verifyIdentityToken) };
  });
}

const partsOf = (token: unknown): { header: Record<string, unknown>; claims: Record<string, unknown> } | null => {
  const [header = '', claims = ''] = String(token).split('.');
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  try {
    return { header: read(header), claims: read(claims) };
  } catch {
    return null;
  }
};

export const tokenFaults = {
  /** Hash keys stand in a list of their own. */
  'hash-keys-verify-tokens': async () => {
    const { KeyRingService } = await import('../../features/identity/key-ring.service.js');
    verifyBy(async (given, right) => {
      const verdict = await right(given);
      if (verdict.verified) return verdict;
      // Whichever key of the ring signed it, without a look at its header.
      const [header = '', payload = '', signature = ''] = String(given.token).split('.');
      const signer = given.keys.find(
        ({ key }) => createHmac('sha256', key).update(`${header}.${payload}`).digest('base64url') === signature,
      );
      const sub = partsOf(given.token)?.claims['sub'];
      return signer !== undefined && sub === given.userId
        ? { verified: true, keyId: signer.id, issuedAtMs: given.nowMs, expiresAtMs: given.nowMs, attributes: {} }
        : verdict;
    });
    replace(
      KeyRingService.prototype,
      'openRing',
      (original) =>
        async function (this: InstanceType<typeof KeyRingService>, db, botId) {
          const ring = await original.call(this, db, botId);
          const hashKeys = ring.keys.map((key) => ({ ...key, state: 'active' as const }));
          return { ...ring, tokenKeys: [...ring.tokenKeys, ...hashKeys] };
        },
    );
  },

  /** A token is of HS256, and signed by the key that its kid names. */
  'tokens-of-any-algorithm': () =>
    verifyBy(async (given, right) => {
      const verdict = await right(given);
      const said = partsOf(given.token);
      const [key] = given.keys;
      if (verdict.verified || key === undefined || said === null || said.header['alg'] === 'HS256') return verdict;
      const { nowMs } = given;
      return { verified: true, keyId: key.id, issuedAtMs: nowMs, expiresAtMs: nowMs, attributes: {} };
    }),

  /** A token begins and ends when it says. */
  'tokens-of-any-time': () =>
    verifyBy((given, right) => {
      const { iat, exp } = partsOf(given.token)?.claims ?? {};
      const inside = [iat, exp].find((time) => typeof time === 'number');
      return right({ ...given, nowMs: typeof inside === 'number' ? inside * 1000 : given.nowMs });
    }),

  /** Of two proofs both must verify. */
  'one-of-two-proofs-will-do': async () => {
    const { ProofVerifier } = await import('../../features/identity/proof-verifier.service.js');
    replace(
      ProofVerifier.prototype,
      'verify',
      (original) =>
        async function (this: InstanceType<typeof ProofVerifier>, botId, presented) {
          return (
            (await original.call(this, botId, { ...presented, identityToken: undefined })) ??
            (await original.call(this, botId, { ...presented, identifierHash: undefined }))
          );
        },
    );
  },

  /** Tokens from before the end of a contact's sessions verify no more. */
  'tokens-outlive-the-end': () =>
    verifyBy(async (given, right) => {
      const verdict = await right(given);
      return verdict.verified ? { ...verdict, issuedAtMs: given.nowMs } : verdict;
    }),

  /** Where tokens only are taken, a hash is none. */
  'the-policy-is-not-asked': async () => {
    const { IdentityRepository } = await import('../../features/identity/identity.repository.js');
    replace(IdentityRepository.prototype, 'findPolicy', () => async () => ({
      accepts: 'hash_or_token' as const,
      rehearsal: false,
    }));
  },

  /** What a page says replaces nothing that was signed. */
  'signed-is-what-the-page-says': async () => {
    const { AttributesService } = await import('../../features/contacts/attributes.service.js');
    replace(
      AttributesService.prototype,
      'write',
      (original) =>
        function (this: InstanceType<typeof AttributesService>, tx, contact, attributes, provenance, linkId) {
          return original.call(this, tx, contact, attributes, provenance === 'page' ? 'signed' : provenance, linkId);
        },
    );
  },
} satisfies Record<string, Fault>;
