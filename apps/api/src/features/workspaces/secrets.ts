import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits as 43 characters of base64url. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** What is stored of a secret: its SHA-256. A fast hash is right, since 256 random bits cannot be guessed from it. */
export const secretHash = (secret: string): string => createHash('sha256').update(secret, 'utf8').digest('base64url');

/**
 * The CSRF token of a session: derived from the secret in its cookie, so that nothing has to be stored, and whoever cannot
 * read the cookie cannot make it.
 */
export const csrfOf = (sessionToken: string): string =>
  createHmac('sha256', sessionToken).update('chatku csrf').digest('base64url');

/** Compares in a time that does not depend on where the two differ. */
export function sameText(a: string, b: string): boolean {
  const left = createHash('sha256').update(a, 'utf8').digest();
  const right = createHash('sha256').update(b, 'utf8').digest();
  return timingSafeEqual(left, right);
}

/** Letters and digits that are not taken for each other on paper or a screen; 32 of them, 5 bits each. */
const READABLE = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/**
 * A random code that a person types: groups of four, 5 bits a character.
 *
 * @param groups for example 3 for 60 bits: `K7QM-2XWP-9TRD`.
 */
export function readableCode(groups: number): string {
  const characters = [...randomBytes(groups * 4)].map((byte) => READABLE.charAt(byte & 31)).join('');
  return (characters.match(/.{4}/g) ?? []).join('-');
}

/** A code as it is compared: however it was typed, in whatever case, with or without its dashes. */
export const plainCode = (typed: string): string => typed.toUpperCase().replace(/[\s-]/g, '');
