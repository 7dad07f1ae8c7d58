import { type IncomingHttpHeaders, validateHeaderName, validateHeaderValue } from 'node:http';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { AppError } from '../errors/app-error.js';
import type { Dialer } from './dialer.js';
import { receive, type Sending, sendOver } from './exchange.js';
import { addressRefused, outboundClosed, timedOut, tooBusy, tooManyRedirects } from './outbound-error.js';
import { afterRedirect, isRedirect, locationOf } from './redirect.js';
import { type SlotCaps, Slots } from './slots.js';
import { parseTarget, type Target } from './target.js';

const DEFAULT_TIMEOUT_MS = 15_000;
const MAX_TIMEOUT_MS = 60_000;
const DEFAULT_MAX_BYTES = 1024 * 1024;
const MAX_BYTES = 16 * 1024 * 1024;
const DEFAULT_REDIRECTS = 3;
const MAX_REDIRECTS = 10;

/** How long calls under way may go on when the process closes down. */
const DRAIN_MS = 2_000;

const CAPS: SlotCaps = { maxInFlight: 32, maxPerHost: 8, maxWaiting: 256 };

export const OUTBOUND_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
export type OutboundMethod = (typeof OUTBOUND_METHODS)[number];

/** Headers that are the client's own to write. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** A call outward. */
export interface OutboundRequest {
  readonly url: string;
  readonly method: OutboundMethod;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  /** For the whole exchange, its wait for a turn and all redirects included; 15 s unless told, at most 60 s. */
  readonly timeoutMs?: number;
  /** Of the body, once decoded; 1 MiB unless told, at most 16 MiB. */
  readonly maxBytes?: number;
  /** 3 unless told, at most 10. */
  readonly maxRedirects?: number;
  /** False: the answer that redirects is given as it is, `location` among its headers, and nothing else is called. */
  readonly followRedirects?: boolean;
  /** Ends the call: its reason is thrown. */
  readonly signal?: AbortSignal;
  /** Exact origins; each hop must be of one of them. */
  readonly allowedOrigins?: readonly string[];
}

/** What came back, of whatever status. */
export interface OutboundResponse {
  readonly status: number;
  /** In lower case; those that describe a coding are gone where the body has been decoded. */
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Where the answer came from in the end. May carry secrets in its query: not for logs. */
  readonly url: string;
  /** Redirects that were followed. */
  readonly hops: number;
}

/**
 * The one way in which the server calls addresses that people have written: never into the operator's own network unless
 * `CHATKU_OUTBOUND_ALLOW` says so, and never for longer, more or further than asked.
 */
export class OutboundHttp implements BeforeApplicationShutdown {
  readonly #slots: Slots;
  readonly #underWay = new Map<AbortController, Promise<unknown>>();
  #closed = false;

  constructor(
    private readonly dialer: Dialer,
    caps: Partial<SlotCaps> = {},
  ) {
    this.#slots = new Slots({ ...CAPS, ...caps });
  }

  /**
   * Sends a request, follows redirects, and reads the answer.
   *
   * Each hop is judged anew and has a connection of its own. A redirect to another origin loses all headers but a harmless
   * few, one from https to http is refused, and methods change as fetch has it.
   *
   * @throws {AppError} `outbound_bad_url`, `outbound_address_refused`, `outbound_timeout`, `outbound_too_large`,
   *   `outbound_too_many_redirects`, `outbound_failed`; `invalid_request` for headers or a body that cannot be sent;
   *   `shutting_down`. Or the reason of the caller's signal.
   * @see https://fetch.spec.whatwg.org/#http-redirect-fetch
   */
  async request(request: OutboundRequest): Promise<OutboundResponse> {
    if (this.#closed) throw outboundClosed();
    const target = parseTarget(request.url);
    const sending = sendingOf(request);
    request.signal?.throwIfAborted();
    const timeoutMs = capOf(request.timeoutMs, DEFAULT_TIMEOUT_MS, MAX_TIMEOUT_MS);
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(timedOut(target.host, timeoutMs)), timeoutMs);
    const giveUp = () => controller.abort(request.signal?.reason);
    request.signal?.addEventListener('abort', giveUp, { once: true });
    const work = this.#slots.run(
      target.host,
      controller.signal,
      () => tooBusy(target.host),
      () => this.#follow(request, target, sending, controller.signal),
    );
    this.#underWay.set(controller, work);
    try {
      return await work;
    } finally {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', giveUp);
      this.#underWay.delete(controller);
    }
  }

  /** Takes no more calls, gives those under way two seconds, then ends them with `shutting_down`. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#closed = true;
    const timer = setTimeout(() => {
      for (const controller of this.#underWay.keys()) controller.abort(outboundClosed());
    }, DRAIN_MS);
    await Promise.allSettled(this.#underWay.values());
    clearTimeout(timer);
  }

  async #follow(
    request: OutboundRequest,
    first: Target,
    firstSending: Sending,
    signal: AbortSignal,
  ): Promise<OutboundResponse> {
    const maxRedirects = capOf(request.maxRedirects, DEFAULT_REDIRECTS, MAX_REDIRECTS);
    const maxBytes = capOf(request.maxBytes, DEFAULT_MAX_BYTES, MAX_BYTES);
    let target = first;
    let sending = firstSending;
    for (let hops = 0; ; hops += 1) {
      requireOrigin(target, request.allowedOrigins);
      const socket = await this.dialer.dial(target, signal);
      try {
        const answer = await sendOver(socket, target, sending, signal);
        const follows = request.followRedirects !== false && isRedirect(answer.statusCode);
        const location = follows ? locationOf(answer.headers.location) : null;
        if (location === null) {
          const received = await receive(answer, target.host, maxBytes, signal);
          return { status: answer.statusCode, ...received, url: target.url.href, hops };
        }
        if (hops >= maxRedirects) throw tooManyRedirects(first.host, maxRedirects);
        const next = parseTarget(location, target.url.href);
        if (target.secure && !next.secure)
          throw addressRefused(next.host, `${target.host} redirects from https to http`);
        sending = afterRedirect(sending, answer.statusCode, next.url.origin === target.url.origin);
        target = next;
      } finally {
        socket.destroy();
      }
    }
  }
}

/** What was asked for, up to the most there is. NaN must not become "no limit". */
function capOf(asked: number | undefined, fallback: number, most: number): number {
  if (asked === undefined) return fallback;
  if (!(asked >= 0)) throw new RangeError('A limit of an outbound call is a number from 0.');
  return Math.min(asked, most);
}

function requireOrigin(target: Target, allowed: readonly string[] | undefined): void {
  if (allowed !== undefined && !allowed.includes(target.url.origin)) {
    throw addressRefused(target.host, 'it is not one of the websites that this call is for');
  }
}

/** The request as it is sent, or what is wrong with it. */
function sendingOf({ method, headers = {}, body }: OutboundRequest): Sending {
  if (!OUTBOUND_METHODS.includes(method)) throw cannotSend('This method cannot be sent.', OUTBOUND_METHODS.join(', '));
  if (body !== undefined && (method === 'GET' || method === 'HEAD')) {
    throw cannotSend(`${method} carries no body.`, 'POST, or no body');
  }
  const own: Record<string, string> = { accept: '*/*', 'user-agent': 'Chatku' };
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    try {
      validateHeaderName(lower);
      validateHeaderValue(lower, value);
    } catch {
      throw cannotSend('A header has a name or a value that cannot be sent.', 'plain ASCII, without line breaks');
    }
    if (OWN_HEADERS.has(lower)) throw cannotSend(`The header ${lower} cannot be set.`, 'other headers');
    own[lower] = value;
  }
  return { method, headers: own, body: body === undefined ? null : Buffer.from(body) };
}

const cannotSend = (what: string, instead: string): AppError =>
  new AppError('invalid_request', what, { fix: `Use ${instead}.` });
