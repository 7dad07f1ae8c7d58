import { hmac } from '@noble/hashes/hmac.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512, sha512_256 } from '@noble/hashes/sha2.js';
import { sha3_256 } from '@noble/hashes/sha3.js';

/** The hash functions an installer may have picked. Only `sha256` is right; the others are here to be recognised. */
const ALGORITHMS = { md5, sha1, sha224, sha256, sha384, sha512, sha512_256, sha3_256 };

export type Algorithm = keyof typeof ALGORITHMS;

/** The two computations an explanation spends. An argument of the explainer, so that a test can count them. */
export interface Digests {
  hmac(algorithm: Algorithm, key: Uint8Array, message: Uint8Array): Uint8Array;
  hash(algorithm: Algorithm, message: Uint8Array): Uint8Array;
}

export const DIGESTS: Digests = {
  hmac: (algorithm, key, message) => hmac(ALGORITHMS[algorithm], key, message),
  hash: (algorithm, message) => ALGORITHMS[algorithm](message),
};
