import { fromBase64, utf8 } from '../bytes.js';
import type { DiagnosisVariant } from '../diagnoses.js';
import { isIdentifierHashShape } from '../identifier.js';
import { parseJsonObject } from './strict-json.js';

/** The longest token that is looked into. The page's SDK carries no longer one. */
export const IDENTITY_TOKEN_MAX_CHARACTERS = 8_000;

/** The one algorithm, in its one spelling. */
export const TOKEN_ALGORITHM = 'HS256';

const SIGNATURE_BYTES = 32;

/** A token whose outside is in order. Nothing in it has been verified yet. */
export interface ReadToken {
  /** `kid`: which key it says it was signed with. */
  readonly keyId: string;
  /** What the signature is of. */
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
  readonly payload: Uint8Array;
}

/** The outcome of {@link readToken}. */
export type TokenReading =
  | { readonly ok: true; readonly token: ReadToken }
  | { readonly ok: false; readonly variant: DiagnosisVariant };

const malformed = (variant: DiagnosisVariant): TokenReading => ({ ok: false, variant });

/**
 * Reads the outside of a token: three parts in canonical base64url without padding, a header that says HS256 and a `kid`
 * and nothing more (no embedded key, no `crit`, no `b64`), a signature of 32 bytes. Takes whatever arrived; never throws.
 * @see https://www.rfc-editor.org/rfc/rfc7515
 * @see https://www.rfc-editor.org/rfc/rfc8725
 */
export function readToken(value: unknown): TokenReading {
  if (typeof value !== 'string') return malformed('token_not_text');
  if (value.length > IDENTITY_TOKEN_MAX_CHARACTERS) return malformed('token_too_long');
  const parts = value.split('.');
  const [header = '', payload = '', signature = ''] = parts;
  if (parts.length !== 3) return malformed(isIdentifierHashShape(value) ? 'token_looks_like_hash' : misshape(value));
  const headerBytes = fromBase64Url(header);
  const payloadBytes = fromBase64Url(payload);
  if (headerBytes === null || payloadBytes === null) return malformed(misshape(value, 'token_not_base64url'));

  const said = parseJsonObject(headerBytes);
  if (said === null) return malformed('token_header_unreadable');
  const { alg, typ, kid, ...others } = said;
  if (alg !== TOKEN_ALGORITHM) return malformed('token_of_another_algorithm');
  if (Object.keys(others).length > 0 || (typ !== undefined && typ !== 'JWT')) {
    return malformed('token_header_not_allowed');
  }
  if (typeof kid !== 'string' || kid === '') return malformed('token_without_kid');

  const signatureBytes = fromBase64Url(signature);
  if (signatureBytes === null) return malformed(misshape(value, 'token_not_base64url'));
  if (signatureBytes.length !== SIGNATURE_BYTES) return malformed('token_signature_of_wrong_length');
  const signed = utf8(`${header}.${payload}`);
  return { ok: true, token: { keyId: kid, signed, signature: signatureBytes, payload: payloadBytes } };
}

/** The bytes of canonical base64url without padding, or null. The empty text has none. */
function fromBase64Url(text: string): Uint8Array | null {
  return /^[A-Za-z0-9_-]+$/.test(text) ? fromBase64(text) : null;
}

function misshape(text: string, otherwise: DiagnosisVariant = 'token_of_other_parts'): DiagnosisVariant {
  return /\s/.test(text) ? 'token_with_white_space' : otherwise;
}
