import type { Customer } from '../customers.js';
import type { Session } from '../sessions.js';

/** One request to a page or a form of the shop, as handlers see it. */
export type Visit = {
  readonly path: string;
  readonly query: URLSearchParams;
  /** The posted fields; empty for GET. Its CSRF token has been checked. */
  readonly form: URLSearchParams;
  readonly session: Session;
  /** Whoever the session belongs to; null for a guest. */
  readonly customer: Customer | null;
  /** Fresh for each request. */
  readonly nonce: string;
  /** The request's Host header, which names the address the visitor used; never used to build anything but a link to its twin. */
  readonly host: string;
  /** What the browser says about where the request came from (`Sec-Fetch-Site`), where it says it. */
  readonly fetchSite: string | undefined;
  readonly barOpen: boolean;
};

/**
 * One of the shop's own pages to go to after a form; the market for anything else, so that a link to the log-in page can
 * never send a customer elsewhere.
 */
export function ownPath(presented: string | null): string {
  const own = presented !== null && /^\/(?:orders|plain|products\/[a-z-]{1,60})?$/.test(presented);
  return own ? presented : '/';
}

/**
 * The same shop under its other loopback name, which a browser treats as another website with a storage of its own:
 * `localhost:4000` and `127.0.0.1:4000`. Null when the visitor came by any other name.
 */
export function otherAddress(host: string): string | null {
  const match = /^(localhost|127\.0\.0\.1)(:\d{1,5})?$/.exec(host);
  if (match === null) return null;
  return `http://${match[1] === 'localhost' ? '127.0.0.1' : 'localhost'}${match[2] ?? ''}`;
}
