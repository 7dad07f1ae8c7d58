import { createHmac, randomBytes } from 'node:crypto';
import { sameText } from './secrets.js';

const STEP_SECONDS = 30;
const DIGITS = 6;
/** 160 bits, the length of SHA-1's block of output: what RFC 4226 recommends. */
const SECRET_BYTES = 20;
/** Clocks may be one step apart, either way. */
const DRIFT_STEPS = [0, -1, 1] as const;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The step of RFC 6238 in which an instant lies. */
export const totpStepOf = (nowMs: number): number => Math.floor(nowMs / 1000 / STEP_SECONDS);

/** A new secret, in base32 as authenticator apps take it. */
export function newTotpSecret(): string {
  let bits = '';
  for (const byte of randomBytes(SECRET_BYTES)) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{5}/g) ?? []).map((five) => BASE32.charAt(Number.parseInt(five, 2))).join('');
}

/** Base32 -> bytes. @throws RangeError for anything else. @see https://www.rfc-editor.org/rfc/rfc4648#section-6 */
export function base32Bytes(text: string): Buffer {
  let bits = '';
  for (const character of text) {
    const value = BASE32.indexOf(character);
    if (value < 0) throw new RangeError('not base32');
    bits += value.toString(2).padStart(5, '0');
  }
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
}

/**
 * The code of a step.
 *
 * @param secret base32.
 * @see https://www.rfc-editor.org/rfc/rfc6238 with SHA-1 and six digits, the one combination every app knows
 */
export function totpCode(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', base32Bytes(secret)).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 0xf;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0');
}

/**
 * The step whose code this is: the present one, or one beside it. Null for another code, and for a step that is not after
 * `lastStep`, whose code was used already.
 */
export function findTotpStep(secret: string, typed: string, nowMs: number, lastStep: number | null): number | null {
  const now = totpStepOf(nowMs);
  for (const drift of DRIFT_STEPS) {
    const step = now + drift;
    if (sameText(totpCode(secret, step), typed)) return lastStep !== null && step <= lastStep ? null : step;
  }
  return null;
}

/** What the QR code says. @see https://github.com/google/google-authenticator/wiki/Key-Uri-Format */
export function totpUri(secret: string, issuer: string, account: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=6&period=30`;
}
