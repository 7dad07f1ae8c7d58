import type { World } from './world.js';

/**
 * What became of a request: a `body`; or the server's no, a `code`; or neither, and it may work another time
 * (offline, 429, 5xx, an answer that is not the API's).
 */
export type Answer<T> = {
  body?: T;
  code?: string;
  requestId?: string;
  /** How long the server asks to wait. */
  afterMs?: number;
};

/** Who asks: the epoch of the page's identity, and its token if it has one. */
export type Asker = { readonly epoch: number; readonly token?: string | null };

export type Wire = <T>(
  method: 'GET' | 'POST' | 'PATCH',
  /** After `/v1/bots/<bot>/widget/`. */
  path: string,
  asker: Asker,
  body?: object,
) => Promise<Answer<T>>;

/** A request unanswered for so long counts as lost. */
const PATIENCE_MS = 20_000;

/**
 * Speaks to one bot's API. Never throws. No cookies, no token in a URL; the page's secret and the epoch stand in the
 * header `Chatku-Page`. An answer of another epoch than asked for is none.
 *
 * @see `PAGE_HEADER` of @chatku/schemas
 */
export const createWire =
  (world: World, base: string, page: string): Wire =>
  async <T>(method: string, path: string, { epoch, token }: Asker, body: object = {}): Promise<Answer<T>> => {
    try {
      const response = await world.fetch(base + path, {
        method,
        headers: {
          'Content-Type': 'application/json',
          'Chatku-Page': `1.${page}.${epoch}`,
          ...(token && { Authorization: `Bearer ${token}` }),
        },
        body: method === 'GET' ? null : JSON.stringify(body),
        cache: 'no-store',
        credentials: 'omit',
        // A logout shall arrive although the page goes away.
        keepalive: path === 'logout',
        signal: world.AbortSignal.timeout(PATIENCE_MS),
      });
      const { status } = response;
      if (status === 429 || status >= 500) return { afterMs: 1000 * +(response.headers.get('Retry-After') ?? 0) };
      const answer = JSON.parse((await response.text()) || '{}');
      if (!response.ok) return { code: answer.code, requestId: answer.request_id };
      return status === 204 || answer.epoch === epoch ? { body: answer } : {};
    } catch {
      return {};
    }
  };
