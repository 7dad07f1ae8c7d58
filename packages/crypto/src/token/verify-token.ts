import { JWSSignatureVerificationFailed } from 'jose/errors';
import { compactVerify } from 'jose/jws/compact/verify';
import { type Claims, judgeClaims } from './claims.js';
import { readToken, TOKEN_ALGORITHM } from './read-token.js';
import { requireName, requireTime, type TokenKeyEntry, tokenKeyBytes, verifies } from './token-key.js';

/** The outcome of {@link verifyIdentityToken}. Why a token failed is not part of it: ask `explainIdentityToken`. */
export type TokenVerification =
  | ({ readonly verified: true; readonly keyId: string } & Claims)
  | { readonly verified: false };

/**
 * Does this token prove this user to this bot, now? Raw input of any JSON type may be passed as the token: whatever is
 * none verifies nothing. Only the key its `kid` names is tried, and only while that key verifies. The signature is
 * checked (in constant time, by the platform) before anything the token claims is read.
 *
 * Pass keys of kind *token* only: this function cannot tell a key that signs hashes.
 *
 * @throws {IdentityTokenError} as a rejection: `malformed_id`, `malformed_bot_id`, `malformed_time`; `malformed_key` if
 *   any key that verifies may not be used
 */
export async function verifyIdentityToken({
  token,
  userId,
  botId,
  keys,
  nowMs,
}: {
  readonly token: unknown;
  readonly userId: unknown;
  readonly botId: string;
  readonly keys: readonly TokenKeyEntry[];
  readonly nowMs: number;
}): Promise<TokenVerification> {
  const expected = {
    userId: requireName(userId, 'malformed_id'),
    botId: requireName(botId, 'malformed_bot_id'),
    nowMs: requireTime(nowMs),
  };
  const ring = keys.filter(({ state }) => verifies(state)).map(({ id, key }) => ({ id, bytes: tokenKeyBytes(key) }));
  const reading = readToken(token);
  if (!reading.ok) return { verified: false };
  const signer = ring.find(({ id }) => id === reading.token.keyId);
  if (signer === undefined) return { verified: false };
  const payload = await signedPayload(token as string, signer.bytes);
  if (payload === null) return { verified: false };
  const judgement = judgeClaims(payload, expected);
  return judgement.ok ? { verified: true, keyId: signer.id, ...judgement.claims } : { verified: false };
}

/** The payload, if this key signed it. Other failures than a wrong signature (a platform without WebCrypto) are thrown. */
async function signedPayload(token: string, keyBytes: Uint8Array): Promise<Uint8Array | null> {
  try {
    return (await compactVerify(token, keyBytes, { algorithms: [TOKEN_ALGORITHM] })).payload;
  } catch (error) {
    if (error instanceof JWSSignatureVerificationFailed) return null;
    throw error;
  }
}
