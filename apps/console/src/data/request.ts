import { type CSRF_HEADER, pathOf, ROUTES, type RouteName } from '@chatku/schemas';
import { ApiProblem, problemOf } from './problem.js';

/** A page of a list: `next` goes back as `before` for the page after it. */
export type Page<T> = { items: T[]; next: string | null };

export type RequestOptions = {
  params?: Readonly<Record<string, string>>;
  /** Query parameters; those that are undefined or null are left out. */
  query?: Readonly<Record<string, string | number | null | undefined>>;
  body?: unknown;
  signal?: AbortSignal | undefined;
};

// Typed by the contract without carrying its schemas into the bundle.
const csrfHeader: typeof CSRF_HEADER = 'chatku-csrf';
const TIMEOUT_MS = 30_000;

let csrf: string | null = null;
let signedOut: () => void = () => {};
let renew: () => Promise<boolean> = async () => false;

/** The token that goes with every change. Null when nobody is signed in. */
export const setCsrf = (token: string | null): void => {
  csrf = token;
};
export const currentCsrf = (): string | null => csrf;

/** What to do when the API no longer knows the session, and how to learn the CSRF token of a newer session. */
export const onSessionLost = (handlers: { signedOut: () => void; renew: () => Promise<boolean> }): void => {
  signedOut = handlers.signedOut;
  renew = handlers.renew;
};

const urlOf = (route: RouteName, { params, query }: RequestOptions): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  const path = pathOf(route, params);
  return search.size === 0 ? path : `${path}?${search}`;
};

const send = async (route: RouteName, options: RequestOptions): Promise<Response> => {
  const { method } = ROUTES[route];
  const headers = new Headers({ accept: 'application/json' });
  if (method !== 'GET' && csrf !== null) headers.set(csrfHeader, csrf);
  // A change without anything to say still says an empty object: some doors demand a JSON body.
  const body = options.body ?? (method === 'GET' || method === 'DELETE' ? undefined : {});
  if (body !== undefined) headers.set('content-type', 'application/json');
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    return await fetch(urlOf(route, options), {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
      signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
    });
  } catch (reason) {
    if (options.signal?.aborted) throw reason;
    throw new ApiProblem({ code: 'unreachable', status: 0, detail: 'The server could not be reached.' });
  }
};

/**
 * One request to the API. Resolves to the parsed answer (undefined where there is no body); rejects with
 * {@link ApiProblem}, or with the signal's reason when it was aborted. A lost session is told to the app as well.
 */
export const request = async <T = void>(route: RouteName, options: RequestOptions = {}): Promise<T> => {
  let response = await send(route, options);
  if (!response.ok) {
    let problem = await problemOf(response);
    // Signed in again in another tab: the cookie is newer than the token this tab holds.
    if (problem.code === 'csrf_refused' && (await renew())) {
      response = await send(route, options);
      if (response.ok) return read<T>(response);
      problem = await problemOf(response);
    }
    if (problem.code === 'unauthenticated' && route !== 'me') signedOut();
    throw problem;
  }
  return read<T>(response);
};

const read = async <T>(response: Response): Promise<T> => {
  if (response.status === 204 || response.headers.get('content-length') === '0') return undefined as T;
  try {
    return (await response.json()) as T;
  } catch {
    throw new ApiProblem({
      code: 'not_understood',
      status: response.status,
      detail: 'The server sent an answer that is not JSON.',
    });
  }
};
