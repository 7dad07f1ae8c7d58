import { hash, randomBytes } from 'node:crypto';

/** A new bearer token: 256 random bits as 43 characters of base64url. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/**
 * What is stored of a token: its SHA-256 as base64url. A fast hash is right here, since a token has 256 bits of its own
 * and cannot be guessed from its hash.
 */
export const tokenHash = (token: string): string => hash('sha256', token, 'base64url');

/** True for text that has the shape of a token. */
export const isTokenShape = (text: unknown): text is string =>
  typeof text === 'string' && /^[A-Za-z0-9_-]{43}$/.test(text);
