/** Text and bytes: the few conversions both halves of a proof share. */

const encoder = new TextEncoder();

/**
 * The UTF-8 bytes of a well-formed text. Ids and keys are short and nearly always ASCII; for those a loop is several
 * times faster than calling the platform's encoder.
 */
export function utf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit > 0x7f) return encoder.encode(text);
    bytes[at] = unit;
  }
  return bytes;
}

const HEX_PAIRS: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Bytes as lower-case hex, two digits a byte. */
export function toHex(bytes: Uint8Array): string {
  let hex = '';
  for (const byte of bytes) hex += HEX_PAIRS[byte];
  return hex;
}

/**
 * The bytes of a hex text in either letter case, or null if it is not one: an odd length or any other character.
 * (`parseInt` alone would take "1z" for 1.)
 */
export function fromHex(hex: string): Uint8Array | null {
  if (hex.length % 2 !== 0 || /[^0-9a-fA-F]/.test(hex)) return null;
  const bytes = new Uint8Array(hex.length / 2);
  for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16);
  return bytes;
}

/**
 * The bytes of a canonical base64 or base64url text, padded or not, or null. "Canonical" refuses texts whose spare
 * bits are not zero, which no encoder writes.
 * @see https://www.rfc-editor.org/rfc/rfc4648
 */
export function fromBase64(text: string): Uint8Array | null {
  const unpadded = text.replace(/={1,2}$/, '');
  const padded = unpadded !== text;
  if (!/^(?:[A-Za-z0-9+/]+|[A-Za-z0-9_-]+)$/.test(unpadded)) return null;
  if (unpadded.length % 4 === 1 || (padded && text.length % 4 !== 0)) return null;
  const standard = unpadded.replaceAll('-', '+').replaceAll('_', '/');
  const binary = atob(standard);
  if (btoa(binary).replace(/=+$/, '') !== standard) return null;
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/**
 * Are two byte strings equal? The time depends on their length only, never on where they differ, so that answers
 * timed by an attacker say nothing about how much of a guessed hash was right.
 */
export function equalInConstantTime(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let at = 0; at < left.length; at++) difference |= (left[at] as number) ^ (right[at] as number);
  return difference === 0;
}
