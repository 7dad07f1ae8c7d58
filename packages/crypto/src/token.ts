/**
 * @chatku/crypto/token: identity tokens, the second form of the identity proof. A website's backend makes a JWT that says
 * who its user is, for which bot and until when, and may sign attributes along. The first door, of hashes, needs none of
 * this.
 */
export type { DiagnosisVariant, TokenDiagnosis } from './diagnoses.js';
export type { SignedAttributes, SignedValue } from './token/attributes.js';
export { CLOCK_SKEW_SECONDS, TOKEN_MAX_LIFETIME_SECONDS } from './token/claims.js';
export { createIdentityToken, TOKEN_DEFAULT_LIFETIME_SECONDS } from './token/create-token.js';
export { explainIdentityToken, type RefusedToken, type TokenExplanation } from './token/explain-token.js';
export {
  IDENTITY_TOKEN_ERROR_CODES,
  IdentityTokenError,
  type IdentityTokenErrorCode,
  type IdentityTokenProblem,
} from './token/identity-token-error.js';
export { IDENTITY_TOKEN_MAX_CHARACTERS } from './token/read-token.js';
export { TOKEN_KEY_MIN_BYTES, type TokenKeyEntry, type TokenKeyState } from './token/token-key.js';
export { type TokenVerification, verifyIdentityToken } from './token/verify-token.js';
