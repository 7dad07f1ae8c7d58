/**
 * @chatku/crypto: identifier hashes for verified users. Make one in the website's backend, verify it on the server,
 * and explain one that failed. Synchronous, and the same files on Node and in a browser.
 */
import { DIGESTS } from './explain/digests.js';
import { type Explanation, explainWith, type RefusedProof } from './explain/explain.js';

export {
  DIAGNOSES,
  DIAGNOSIS_VARIANTS,
  type Diagnosis,
  type DiagnosisVariant,
  type HashDiagnosis,
} from './diagnoses.js';
export type { Explanation, RefusedProof } from './explain/explain.js';
export * from './identifier.js';
export { createIdentifierHash, type KeyEntry, type Verification, verifyIdentifierHash } from './identifier-hash.js';
export {
  IDENTIFIER_HASH_ERROR_CODES,
  IdentifierHashError,
  type IdentifierHashErrorCode,
} from './identifier-hash-error.js';
export {
  checkImportedKey,
  checkSpecialKey,
  generateSpecialKey,
  IMPORTED_KEY_MIN_CHARACTERS,
  type ImportedKeyCheck,
  SPECIAL_KEY_MIN_BYTES,
  type SpecialKeyCheck,
  type SpecialKeyProblem,
} from './special-key.js';

/**
 * Which of the usual mistakes made this hash? Meant for a log that only admins see: the answer must never reach the
 * visitor's browser. Takes whatever arrived, never throws, and computes at most 64 HMACs, this bot's keys first.
 */
export function explainIdentifierHash(proof: RefusedProof): Explanation {
  return explainWith(DIGESTS, proof);
}
