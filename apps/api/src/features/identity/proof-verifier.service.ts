import { IdentifierHashError, verifyIdentifierHash } from '@chatku/crypto';
import { checkUserId } from '@chatku/crypto/identifier';
import { IdentityTokenError, type TokenVerification, verifyIdentityToken } from '@chatku/crypto/token';
import type { IdentityPolicy } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { Reader } from '../../platform/database/reader.js';
import { KeyRingService, type OpenRing } from './key-ring.service.js';

/** What arrived as a proof; any JSON types. */
export interface PresentedProof {
  readonly userId: unknown;
  readonly identifierHash: unknown;
  readonly identityToken: unknown;
}

/** A proof that is right. */
export interface Proof {
  readonly userId: string;
  /** Whom the session is noted under: the token's key where there is one, else the hash's. */
  readonly keyId: string;
  /** Every key that verified in this call. */
  readonly keyIds: readonly string[];
  /** A hash was given, and was right. */
  readonly byHash: boolean;
  readonly token: Extract<TokenVerification, { verified: true }> | null;
}

/** Null and absent are no proof; whatever else stands there is one, be it malformed. */
export const isGiven = (proof: unknown): boolean => proof !== undefined && proof !== null;

/** Does the policy take what this call proves with? A hash beside a token does no harm. */
export const isAccepted = (
  { accepts }: Pick<IdentityPolicy, 'accepts'>,
  given: { readonly byToken: boolean },
): boolean => {
  switch (accepts) {
    case 'hash_or_token':
      return true;
    case 'token_only':
      return given.byToken;
  }
};

/**
 * Says whose proof this is, if it is one. Hashes are held against hash keys, tokens against token keys, and of two proofs
 * in one call both must verify. Nobody is looked up: the time it takes says nothing about which users exist.
 */
@Injectable()
export class ProofVerifier {
  constructor(
    private readonly keyRing: KeyRingService,
    private readonly reader: Reader,
    private readonly clock: Clock,
  ) {}

  /** @returns null for whatever is no valid proof by keys of this bot. The policy is another question. */
  async verify(botId: string, presented: PresentedProof): Promise<Proof | null> {
    const ring = await this.keyRing.openRing(this.reader, botId);
    const id = checkUserId(presented.userId);
    if (!id.ok) return null;
    const byHash = isGiven(presented.identifierHash);
    const byToken = isGiven(presented.identityToken);
    if (!byHash && !byToken) return null;
    const hashKeyId = byHash ? hashKeyOf(ring, presented) : null;
    const token = byToken ? await this.#verifyToken(ring, botId, presented) : null;
    if ((byHash && hashKeyId === null) || (byToken && token === null)) return null;
    const keyIds = [token?.keyId, hashKeyId].filter((keyId) => typeof keyId === 'string');
    const [keyId] = keyIds;
    return keyId === undefined ? null : { userId: id.userId, keyId, keyIds, byHash, token };
  }

  async #verifyToken(
    ring: OpenRing,
    botId: string,
    { userId, identityToken }: PresentedProof,
  ): Promise<Proof['token']> {
    try {
      const verification = await verifyIdentityToken({
        token: identityToken,
        userId,
        botId,
        keys: ring.tokenKeys,
        nowMs: this.clock.nowMs(),
      });
      return verification.verified ? verification : null;
    } catch (error) {
      if (error instanceof IdentityTokenError) return null;
      throw error;
    }
  }
}

function hashKeyOf({ keys }: OpenRing, { userId, identifierHash }: PresentedProof): string | null {
  try {
    const verification = verifyIdentifierHash({ userId, identifierHash, keys });
    return verification.verified ? verification.key.id : null;
  } catch (error) {
    if (error instanceof IdentifierHashError) return null;
    throw error;
  }
}
