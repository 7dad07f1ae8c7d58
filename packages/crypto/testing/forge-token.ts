import { utf8 } from '../src/bytes.js';
import { hmacSha256 } from '../src/hmac-sha256.js';

export const NOW_MS = 1_795_000_000_000;
export const NOW = NOW_MS / 1000;
export const BOT = 'bot-of-the-shop';
export const USER = 'user_12345';
export const KEY = 'tk-0123456789abcdef0123456789abcdef';
export const KEYS = [{ id: 'tk1', key: KEY, state: 'primary' }] as const;

/** base64url without padding, of text as UTF-8 or of bytes. */
export function base64Url(value: string | Uint8Array): string {
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

const json = (value: object | string): string => (typeof value === 'string' ? value : JSON.stringify(value));

/**
 * A token with any header and claims (an object, or a text that need not be JSON), under a good signature: made without
 * jose, so that what is refused is refused for what it says. For tests only.
 */
export function forgeToken({
  header = {},
  claims = {},
  key = KEY,
}: {
  header?: object | string;
  claims?: object | string;
  key?: string | Uint8Array;
} = {}): string {
  const head = typeof header === 'string' ? header : { alg: 'HS256', typ: 'JWT', kid: 'tk1', ...header };
  const said = typeof claims === 'string' ? claims : { sub: USER, aud: BOT, iat: NOW - 10, exp: NOW + 3600, ...claims };
  const signed = `${base64Url(json(head))}.${base64Url(json(said))}`;
  return `${signed}.${base64Url(hmacSha256(typeof key === 'string' ? utf8(key) : key, utf8(signed)))}`;
}
