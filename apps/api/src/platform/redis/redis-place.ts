import type { SecretBox } from '../data-dir/secret-box.js';

/** Where a Redis is, and how to sign in. */
export interface RedisPlace {
  readonly host: string;
  readonly port: number;
  /** Number of the database, 0 unless told. */
  readonly database: number;
  readonly tls: boolean;
  readonly user: string | null;
  readonly password: string | null;
}

const DEFAULT_PORT = 6379;

/**
 * `redis://user:password@host:6379/0`, or `rediss://...` over TLS. Nothing after it: what a query could switch on is not
 * known here.
 *
 * @returns null for anything else.
 */
export function parseRedisUrl(text: string): RedisPlace | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if ((url.protocol !== 'redis:' && url.protocol !== 'rediss:') || url.hostname === '') return null;
  if (url.search !== '' || url.hash !== '') return null;
  const database = /^\/?(\d{0,4})$/.exec(url.pathname);
  if (database === null) return null;
  try {
    return {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? DEFAULT_PORT : Number(url.port),
      database: Number(database[1] ?? 0),
      tls: url.protocol === 'rediss:',
      user: url.username === '' ? null : decodeURIComponent(url.username),
      password: url.password === '' ? null : decodeURIComponent(url.password),
    };
  } catch {
    // A per cent sign that escapes nothing.
    return null;
  }
}

/**
 * What names of an installation in Redis begin with: all its nodes have its secret, and no two installations have the same, so
 * that two may share a Redis.
 */
export const redisPrefixOf = (secretBox: SecretBox): string =>
  `chatku:${secretBox.digest('redis.prefix', '').slice(0, 12)}`;
