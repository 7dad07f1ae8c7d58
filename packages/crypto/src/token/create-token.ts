import { CompactSign } from 'jose/jws/compact/sign';
import { attributeClaims, type SignedAttributes } from './attributes.js';
import { TOKEN_MAX_LIFETIME_SECONDS } from './claims.js';
import { IdentityTokenError } from './identity-token-error.js';
import { IDENTITY_TOKEN_MAX_CHARACTERS, TOKEN_ALGORITHM } from './read-token.js';
import { requireName, requireTime, tokenKeyBytes } from './token-key.js';

/** How long a token is good for where nothing else is said. */
export const TOKEN_DEFAULT_LIFETIME_SECONDS = 3_600;

const encoder = new TextEncoder();

/**
 * The identity token of a user, made in the website's own backend: a JWT signed with HS256 under a key of kind *token*.
 * The time is an argument, `Date.now()` on any website. Attributes are *signed*: nobody at the keyboard can change them.
 * @param arguments `keyId` is the id of the key as the console shows it, `expiresInSeconds` a whole number up to 24 hours
 * @throws {IdentityTokenError} as a rejection, with a code of `IDENTITY_TOKEN_ERROR_CODES`
 * @see https://www.rfc-editor.org/rfc/rfc7519
 */
export async function createIdentityToken({
  userId,
  key,
  keyId,
  botId,
  expiresInSeconds = TOKEN_DEFAULT_LIFETIME_SECONDS,
  attributes,
  nowMs,
}: {
  readonly userId: string;
  readonly key: string;
  readonly keyId: string;
  readonly botId: string;
  readonly expiresInSeconds?: number | undefined;
  readonly attributes?: SignedAttributes | undefined;
  readonly nowMs: number;
}): Promise<string> {
  const sub = requireName(userId, 'malformed_id');
  const keyBytes = tokenKeyBytes(key);
  const kid = requireName(keyId, 'malformed_key_id');
  const aud = requireName(botId, 'malformed_bot_id');
  const iat = Math.floor(requireTime(nowMs) / 1000);
  const exp = iat + requireLifetime(expiresInSeconds);
  const claims = { ...attributeClaims(attributes), sub, aud, iat, exp };
  const token = await new CompactSign(encoder.encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg: TOKEN_ALGORITHM, typ: 'JWT', kid })
    .sign(keyBytes);
  if (token.length > IDENTITY_TOKEN_MAX_CHARACTERS) throw new IdentityTokenError('token_too_long', 'too_long');
  return token;
}

function requireLifetime(seconds: unknown): number {
  const fine =
    Number.isInteger(seconds) && (seconds as number) >= 1 && (seconds as number) <= TOKEN_MAX_LIFETIME_SECONDS;
  if (!fine) throw new IdentityTokenError('malformed_lifetime', 'not_a_lifetime');
  return seconds as number;
}
