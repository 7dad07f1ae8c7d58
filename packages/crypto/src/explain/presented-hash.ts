import { fromBase64, fromHex } from '../bytes.js';
import type { DiagnosisVariant, HashDiagnosis } from '../diagnoses.js';
import type { Algorithm } from './digests.js';

/** What arrived in the place of the hash, read as far as it can be. */
export type PresentedHash =
  | { readonly kind: 'missing' | 'malformed'; readonly diagnosis: HashDiagnosis; readonly variant?: DiagnosisVariant }
  | { readonly kind: 'digest'; readonly bytes: Uint8Array }
  | { readonly kind: 'base64'; readonly bytes: Uint8Array; readonly variant: 'base64_of_bytes' | 'base64_of_hex' }
  | {
      readonly kind: 'other_algorithm';
      readonly algorithm: LengthTelling;
      readonly bytes: Uint8Array;
      /** What is wrong with it if no mistake of that algorithm made it. */
      readonly otherwise: DiagnosisVariant;
    };

/** Digest lengths in bytes that name a hash function other than SHA-256. */
export type LengthTelling = Extract<Algorithm, 'md5' | 'sha1' | 'sha224' | 'sha384' | 'sha512'>;
const ALGORITHM_BY_BYTES = new Map<number, LengthTelling>([
  [16, 'md5'],
  [20, 'sha1'],
  [28, 'sha224'],
  [48, 'sha384'],
  [64, 'sha512'],
]);

const SHA256_BYTES = 32;

/** No encoding of any digest above is longer; what is longer is not looked into. */
const LONGEST_LOOKED_INTO = 1_024;

/** What languages write where a value is missing. */
export const NOTHING_IN_WORDS = /^(?:null|undefined|none|nil|false|nan)$/i;

const malformed = (variant: DiagnosisVariant): PresentedHash => ({
  kind: 'malformed',
  diagnosis: 'malformed_hash',
  variant,
});

/** Reads whatever was sent as the identifier hash. Never throws. */
export function readPresentedHash(value: unknown): PresentedHash {
  if (value === undefined || value === null || value === '') return { kind: 'missing', diagnosis: 'missing_hash' };
  if (typeof value !== 'string') return malformed('hash_not_text');
  if (NOTHING_IN_WORDS.test(value)) {
    return { kind: 'missing', diagnosis: 'missing_hash', variant: 'hash_is_the_word_null' };
  }
  if (value.length > LONGEST_LOOKED_INTO) return malformed('hash_of_wrong_length');

  const hexBytes = fromHex(value);
  if (hexBytes !== null) return readBytes(hexBytes, 'hash_of_wrong_length');
  const base64Bytes = fromBase64(value);
  if (base64Bytes !== null) {
    if (base64Bytes.length === SHA256_BYTES) return { kind: 'base64', bytes: base64Bytes, variant: 'base64_of_bytes' };
    const inner = fromHex(String.fromCharCode(...base64Bytes));
    if (inner?.length === SHA256_BYTES) return { kind: 'base64', bytes: inner, variant: 'base64_of_hex' };
    return readBytes(base64Bytes, misshape(value));
  }
  return malformed(misshape(value));
}

function readBytes(bytes: Uint8Array, otherwise: DiagnosisVariant): PresentedHash {
  if (bytes.length === SHA256_BYTES) return { kind: 'digest', bytes };
  const algorithm = ALGORITHM_BY_BYTES.get(bytes.length);
  return algorithm === undefined ? malformed(otherwise) : { kind: 'other_algorithm', algorithm, bytes, otherwise };
}

/** The closest word for a text that is not 64 hex digits. */
function misshape(text: string): DiagnosisVariant {
  if (/^[\w-]+\.[\w-]+\.[\w-]*$/.test(text)) return 'hash_looks_like_token';
  if (text.trim() !== text) return 'hash_with_white_space';
  if (/^(["'`]).*\1$/.test(text)) return 'hash_with_quotes';
  if (/^(?:0x|\\x|(?:hmac-?)?sha-?256[=:])[0-9a-f]{64}$/i.test(text)) return 'hash_with_prefix';
  return /[^0-9a-fA-F]/.test(text) ? 'hash_not_hex' : 'hash_of_wrong_length';
}
