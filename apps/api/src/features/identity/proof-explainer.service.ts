import { type Diagnosis, explainIdentifierHash } from '@chatku/crypto';
import { explainIdentityToken } from '@chatku/crypto/token';
import type { IdentityPolicy } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { Reader } from '../../platform/database/reader.js';
import type { Bot } from '../bots/index.js';
import { KeyRingService, type OpenRing } from './key-ring.service.js';
import { isAccepted, isGiven, type PresentedProof } from './proof-verifier.service.js';

/** A proof that was refused, with all that is needed to say why. */
export interface RefusedCall extends PresentedProof {
  readonly bot: Pick<Bot, 'id' | 'workspaceId'>;
  readonly email?: unknown;
  readonly policy: Pick<IdentityPolicy, 'accepts'>;
  /** When it was refused. */
  readonly atMs: number;
}

/** Why a proof was refused. Holds no secret, id, hash or token. */
export interface ProofExplanation {
  readonly diagnosis: Diagnosis;
  readonly variant?: string;
  readonly keyId?: string;
}

/** What is wrong before the form of the proof is: to send a token instead would mend none of these. */
const BEFORE_THE_FORM: ReadonlySet<Diagnosis> = new Set<Diagnosis>([
  'placeholder_not_replaced',
  'missing_hash',
  'malformed_id',
]);

/** Says why a proof was refused: to admins, never to a visitor's browser. */
@Injectable()
export class ProofExplainer {
  constructor(
    private readonly keyRing: KeyRingService,
    private readonly reader: Reader,
  ) {}

  /** Of two proofs the token is explained first; where it is right, the hash. */
  async explain(call: RefusedCall): Promise<ProofExplanation> {
    const ring = await this.keyRing.openRing(this.reader, call.bot.id);
    if (!isGiven(call.identityToken)) {
      const explanation = await this.#ofHash(ring, call);
      if (isAccepted(call.policy, { byToken: false }) || BEFORE_THE_FORM.has(explanation.diagnosis)) return explanation;
      return {
        diagnosis: 'proof_form_not_allowed',
        ...(explanation.keyId !== undefined && { keyId: explanation.keyId }),
      };
    }
    const ofToken = await this.#ofToken(ring, call);
    const isRight = ofToken.variant === 'token_is_correct';
    return isRight && isGiven(call.identifierHash) ? this.#ofHash(ring, call) : ofToken;
  }

  async #ofHash(ring: OpenRing, { bot, userId, identifierHash, email }: RefusedCall): Promise<ProofExplanation> {
    return explainIdentifierHash({
      userId,
      identifierHash,
      candidateEmail: email,
      keys: ring.keys,
      retiredKeys: ring.retired,
      compromisedKeys: ring.compromised,
      otherBotKeys: await this.keyRing.openOtherBotsKeys(this.reader, bot, 'hash'),
    });
  }

  async #ofToken(ring: OpenRing, { bot, userId, identityToken, atMs }: RefusedCall): Promise<ProofExplanation> {
    return explainIdentityToken({
      token: identityToken,
      userId,
      botId: bot.id,
      keys: ring.tokenKeys,
      hashKeys: [...ring.keys, ...ring.retired, ...ring.compromised],
      otherBotKeys: await this.keyRing.openOtherBotsKeys(this.reader, bot, 'token'),
      nowMs: atMs,
    });
  }
}
