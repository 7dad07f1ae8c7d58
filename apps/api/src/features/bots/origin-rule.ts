import { getPublicSuffix } from 'tldts';
import { AppError } from '../../platform/errors/app-error.js';

const FIX = 'Write an origin such as https://shop.my, or https://*.shop.my for its direct subdomains; no path.';

const refuse = (why: string): AppError => new AppError('invalid_request', why, { fix: FIX });

const isLocalHost = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || host === '127.0.0.1' || host === '[::1]';

/**
 * Checks an origin an admin typed and gives it back in its one canonical form (scheme, host in lower case and ASCII,
 * port unless default).
 *
 * @throws invalid_request for http outside localhost, a path, a wildcard that is not exactly the first label, or a
 *   wildcard over a public suffix (`https://*.com.my` would be everybody).
 */
export function canonicalOrigin(typed: string): string {
  const wildcard = typed.startsWith('https://*.');
  const plain = wildcard ? typed.replace('https://*.', 'https://') : typed;
  if (plain.includes('*')) throw refuse('A wildcard may stand only for the first label of an https origin.');
  if (!URL.canParse(plain)) throw refuse('This is not an origin.');
  const url = new URL(plain);
  const bare =
    url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
  if (!bare || /[/?#@]$/.test(plain.replace(/\/$/, ''))) throw refuse('An origin has no path, query or user name.');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocalHost(url.hostname))) {
    throw refuse('An origin must be https (http only on localhost).');
  }
  if (!wildcard) return url.origin;
  const suffix = getPublicSuffix(url.hostname, { allowPrivateDomains: true });
  if (suffix === null || suffix === url.hostname) throw refuse('A wildcard may not stand over a public suffix.');
  return url.origin.replace('https://', 'https://*.');
}

/**
 * May a page of this origin embed the bot? Exact comparison of the whole origin; a wildcard stands for exactly one label.
 * The browser's word for "no origin to speak of" is `null`, which has a switch of its own.
 */
export function originAllowed(
  bot: { readonly origins: readonly string[]; readonly nullOriginAllowed: boolean },
  origin: string | null,
): boolean {
  if (origin === 'null') return bot.nullOriginAllowed;
  if (bot.origins.length === 0) return true;
  if (origin === null) return false;
  return bot.origins.some((allowed) => {
    if (!allowed.startsWith('https://*.')) return allowed === origin;
    const tail = allowed.slice('https://*'.length);
    if (!origin.startsWith('https://') || !origin.endsWith(tail)) return false;
    const label = origin.slice('https://'.length, origin.length - tail.length);
    return /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(label);
  });
}
