import type { Sending } from './exchange.js';

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Headers that another origin may see. All others (keys have many names) stay with the origin they were meant for. */
const HARMLESS: ReadonlySet<string> = new Set([
  'accept',
  'accept-language',
  'content-language',
  'content-type',
  'user-agent',
]);

/** Headers that describe a body. */
const OF_BODY: ReadonlySet<string> = new Set([
  'content-encoding',
  'content-language',
  'content-location',
  'content-type',
]);

/** True for the statuses that send a client elsewhere. */
export function isRedirect(status: number): boolean {
  return REDIRECTS.has(status);
}

/** Where to, or null when the answer does not say; it is then an answer like any other. */
export function locationOf(header: string | undefined): string | null {
  // Node reads headers byte by byte; addresses with other letters are sent as UTF-8.
  return header === undefined ? null : Buffer.from(header, 'latin1').toString('utf8');
}

/**
 * What is sent to the next hop.
 *
 * @see https://fetch.spec.whatwg.org/#http-redirect-fetch steps 12 and 13
 */
export function afterRedirect(sending: Sending, status: number, isSameOrigin: boolean): Sending {
  const { method } = sending;
  const becomesGet =
    ((status === 301 || status === 302) && method === 'POST') ||
    (status === 303 && method !== 'GET' && method !== 'HEAD');
  const headers = Object.entries(sending.headers).filter(
    ([name]) => (isSameOrigin || HARMLESS.has(name)) && !(becomesGet && OF_BODY.has(name)),
  );
  return {
    method: becomesGet ? 'GET' : method,
    headers: Object.fromEntries(headers),
    body: becomesGet ? null : sending.body,
  };
}
