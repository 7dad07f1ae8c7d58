import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';

/**
 * HMAC-SHA-256 of bytes under a key of bytes: 32 bytes. Synchronous and the same on Node and in a browser; WebCrypto
 * would be forty times slower for messages as short as a user id.
 * @see https://www.rfc-editor.org/rfc/rfc2104
 * @see https://www.rfc-editor.org/rfc/rfc4231 for its test vectors
 */
export function hmacSha256(keyBytes: Uint8Array, messageBytes: Uint8Array): Uint8Array {
  return hmac(sha256, keyBytes, messageBytes);
}

/**
 * HMAC-SHA-256 under one key, for many messages. Half of the work of a short HMAC is hashing the padded key twice; here
 * that is done once and its state copied for each message.
 * @returns a function from message bytes to 32 bytes; the state it holds is as secret as the key
 */
export function hmacSha256Under(keyBytes: Uint8Array): (messageBytes: Uint8Array) => Uint8Array {
  const keyed = hmac.create(sha256, keyBytes);
  const scratch = keyed.clone();
  return (messageBytes) => keyed._cloneInto(scratch).update(messageBytes).digest();
}
