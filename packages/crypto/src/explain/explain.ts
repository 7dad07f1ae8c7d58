import { equalInConstantTime } from '../bytes.js';
import type { DiagnosisVariant, HashDiagnosis } from '../diagnoses.js';
import { checkUserId, type UserIdProblem } from '../identifier.js';
import type { KeyEntry } from '../identifier-hash.js';
import { checkSpecialKey } from '../special-key.js';
import type { Digests } from './digests.js';
import { findPlaceholder } from './placeholder.js';
import { type PresentedHash, readPresentedHash } from './presented-hash.js';
import { correctTrials, digestTrials, MAX_HMACS, otherAlgorithmTrials, type Rings, type Trial } from './trials.js';

/** A refused proof as it arrived, and the keys it may have been made with. */
export interface RefusedProof {
  /** As sent; any JSON type. */
  readonly userId: unknown;
  /** As sent; any JSON type. */
  readonly identifierHash: unknown;
  /** The e-mail address the page sent along, which some backends sign instead of the id; any JSON type. */
  readonly candidateEmail?: unknown;
  /** The keys of this bot that verify today. */
  readonly keys?: readonly KeyEntry[];
  readonly retiredKeys?: readonly KeyEntry[];
  readonly compromisedKeys?: readonly KeyEntry[];
  /** Keys of other bots of the same workspace; never of another workspace. The first come first. */
  readonly otherBotKeys?: readonly KeyEntry[];
}

/** Why a proof failed. Holds no secret, no id and no hash, so it may be stored and shown to an admin. */
export interface Explanation {
  readonly diagnosis: HashDiagnosis;
  readonly variant?: DiagnosisVariant;
  /** The entry whose key the mistake was made with, where one was. */
  readonly keyId?: string;
}

/** The closer word for each reason why a value is no user id. */
export const ID_VARIANTS: Record<UserIdProblem, DiagnosisVariant> = {
  not_text: 'id_not_text',
  unsafe_number: 'id_not_text',
  empty: 'id_empty',
  too_long: 'id_too_long',
  ill_formed: 'id_ill_formed',
  control_character: 'id_control_character',
};

/** An address longer than this is not tried. */
const LONGEST_EMAIL = 320;

/** The explainer with its digests as an argument; the door passes the real ones. */
export function explainWith(digests: Digests, proof: RefusedProof): Explanation {
  try {
    return explain(digests, proof);
  } catch {
    // Only an argument that is itself broken gets here (a getter that throws): whoever asks still gets an answer.
    return { diagnosis: 'unknown' };
  }
}

function explain(digests: Digests, proof: RefusedProof): Explanation {
  const { userId, identifierHash } = proof ?? {};
  const placeholder = findPlaceholder(userId, identifierHash);
  if (placeholder !== null) return { diagnosis: 'placeholder_not_replaced', variant: placeholder };

  const presented = readPresentedHash(identifierHash);
  if (presented.kind === 'missing') return said(presented);
  const id = checkUserId(userId);
  if (!id.ok) return { diagnosis: 'malformed_id', variant: ID_VARIANTS[id.reason] };

  switch (presented.kind) {
    case 'malformed':
      return said(presented);
    case 'base64': {
      // The encoding is the mistake to mend first, whichever key it was; the key is named if it was otherwise right.
      const signer = firstMatch(digests, correctTrials(readRing(proof.keys), id.userId), presented.bytes);
      return { diagnosis: 'base64_instead_of_hex', variant: presented.variant, ...keyIdOf(signer) };
    }
    case 'other_algorithm': {
      const trials = otherAlgorithmTrials(readRing(proof.keys), id.userId, presented.algorithm);
      const found = firstMatch(digests, trials, presented.bytes);
      return found === null ? { diagnosis: 'malformed_hash', variant: presented.otherwise } : said(found);
    }
    case 'digest': {
      const trials = digestTrials(readRings(proof), id.userId, readEmail(proof.candidateEmail));
      const found = firstMatch(digests, trials, presented.bytes);
      return found === null ? { diagnosis: 'unknown' } : said(found);
    }
  }
}

/** The first trial whose digest was presented. Unhurried and off the response path, so it may stop early. */
function firstMatch(digests: Digests, trials: readonly Trial[], presented: Uint8Array): Trial | null {
  const made = ({ algorithm, hmacKey, message }: Trial) =>
    hmacKey === undefined ? digests.hash(algorithm, message) : digests.hmac(algorithm, hmacKey, message);
  return trials.find((trial) => equalInConstantTime(made(trial), presented)) ?? null;
}

const keyIdOf = (trial: Trial | null) => (trial?.keyId === undefined ? {} : { keyId: trial.keyId });

function said(found: Trial | Extract<PresentedHash, { diagnosis: HashDiagnosis }>): Explanation {
  return {
    diagnosis: found.diagnosis,
    ...(found.variant === undefined ? {} : { variant: found.variant }),
    ...('keyId' in found ? keyIdOf(found) : {}),
  };
}

function readRings(proof: RefusedProof): Rings {
  return {
    own: readRing(proof.keys),
    retired: readRing(proof.retiredKeys),
    compromised: readRing(proof.compromisedKeys),
    otherBots: readRing(proof.otherBotKeys),
  };
}

/** The usable entries among the first that could be spent on; whatever is no entry is passed over. */
function readRing(ring: unknown): KeyEntry[] {
  if (!Array.isArray(ring)) return [];
  return ring.slice(0, MAX_HMACS).filter((entry): entry is KeyEntry => {
    return typeof entry?.id === 'string' && checkSpecialKey(entry.key).ok;
  });
}

function readEmail(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_EMAIL ? value : null;
}
