import { BASE } from './paths.js';

/**
 * Takes the secret of a single-use sign-in link out of the address bar. It stands in the fragment, which no server
 * ever sees, and is removed at once, so that it stays in no history entry, referer or screenshot.
 */
export const takeLinkSecret = (): string | null => {
  if (location.pathname.replace(/\/$/, '') !== `${BASE}/sign-in` || location.hash.length < 2) return null;
  const secret = location.hash.slice(1);
  history.replaceState(history.state, '', location.pathname + location.search);
  return /^[A-Za-z0-9_-]{43}$/.test(secret) ? secret : '';
};
