import { BASE } from './paths.js';

/** Pages that are opened by a link with a single-use secret in its fragment. */
const PAGES = { '/sign-in': 'sign_in', '/join': 'join', '/new-password': 'new_password' } as const;
export type SecretPage = (typeof PAGES)[keyof typeof PAGES];

/** A secret, and the page it is for: no other page gets it. */
export type LinkSecret = { readonly page: SecretPage; readonly secret: string };

/**
 * Takes the secret of a single-use link out of the address bar. It stands in the fragment, which no server ever sees, and
 * is removed at once, so that it stays in no history entry, referer or screenshot. An empty secret stands for a link that
 * was cut off.
 */
export const takeLinkSecret = (): LinkSecret | null => {
  const path = location.pathname.replace(/\/$/, '').slice(BASE.length);
  if (!location.pathname.startsWith(BASE) || !Object.hasOwn(PAGES, path) || location.hash.length < 2) return null;
  const secret = location.hash.slice(1);
  history.replaceState(history.state, '', location.pathname + location.search);
  return { page: PAGES[path as keyof typeof PAGES], secret: /^[A-Za-z0-9_-]{43}$/.test(secret) ? secret : '' };
};
