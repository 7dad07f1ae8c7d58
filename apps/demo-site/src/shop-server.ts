import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChatkuConfig } from './chatku-config.js';
import { ContactWriter, type Log } from './contact-writer.js';
import { findCustomer } from './customers.js';
import { DeviceTickets } from './device-tickets.js';
import { type Answer, Refusal } from './http/answer.js';
import { readForm } from './http/form-body.js';
import { StaticFiles } from './http/static-files.js';
import type { Visit } from './http/visit.js';
import { OrderBook } from './order-book.js';
import { csrfTokenMatches, SessionStore, sessionCookie } from './sessions.js';
import { ShopHandlers } from './shop-handlers.js';

export type ShopOptions = {
  readonly chatku: ChatkuConfig;
  readonly log: Log;
  /** Tells Chatku about customers; made from the config unless given. */
  readonly contacts?: ContactWriter;
};

/** How long requests that were begun may take once the shop is closing. */
const DRAIN_MS = 5000;

const COMMON_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** The shop as a running web server. */
export class ShopServer {
  readonly #options: ShopOptions;
  readonly #sessions = new SessionStore();
  readonly #contacts: ContactWriter;
  readonly #handlers: ShopHandlers;
  readonly #files = new StaticFiles();
  readonly #server: Server;
  readonly #inFlight = new Set<Promise<unknown>>();
  #closing = false;

  constructor(options: ShopOptions) {
    this.#options = options;
    const { apiUrl, apiKey } = options.chatku;
    this.#contacts = options.contacts ?? new ContactWriter({ apiUrl, apiKey, log: options.log });
    this.#handlers = new ShopHandlers({
      chatku: options.chatku,
      sessions: this.#sessions,
      tickets: new DeviceTickets(),
      orders: new OrderBook(),
      contacts: this.#contacts,
    });
    this.#server = createServer((request, response) => {
      const ended = new Promise((resolve) => response.once('close', resolve));
      this.#inFlight.add(ended);
      ended.then(() => this.#inFlight.delete(ended));
      void this.#serve(request, response);
    });
    this.#server.requestTimeout = 15_000;
  }

  /**
   * Listens, and tells Chatku about all customers.
   * @returns the port, which the system chose if 0 was asked for
   * @throws whatever the socket says, such as EADDRINUSE
   */
  async listen(host: string, port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    this.#handlers.writeAllContacts();
    return (this.#server.address() as AddressInfo).port;
  }

  /** Takes no new request, lets those that were begun end (5 seconds at most), and stops. */
  async close(): Promise<void> {
    this.#closing = true;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    const contactsClosed = this.#contacts.close();
    const patience = AbortSignal.timeout(DRAIN_MS);
    await Promise.race([
      Promise.all([...this.#inFlight]),
      new Promise((resolve) => patience.addEventListener('abort', resolve, { once: true })),
    ]);
    // Browsers open connections ahead of need; on those nothing was ever asked, and Node does not call them idle.
    this.#server.closeAllConnections();
    await Promise.all([closed, contactsClosed]);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      this.#send(request, response, await this.#answer(request));
    } catch (error) {
      this.#options.log.warn(`The shop failed at a request: ${(error as Error).stack ?? String(error)}`);
      const headers = { 'content-type': 'text/plain; charset=utf-8', connection: 'close' };
      if (!response.headersSent)
        this.#send(request, response, { status: 500, headers, body: 'The shop stumbled. Maaf ya.' });
    }
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const { method = '', headers } = request;
    const url = parseTarget(request.url ?? '');
    const path = url?.pathname ?? '';
    if (isRead(method)) {
      if (path === '/health') return { status: 200, headers: { 'content-type': 'text/plain' }, body: 'ok' };
      const file = path.startsWith('/static/')
        ? this.#files.answer(path.slice('/static/'.length), headers['if-none-match'])
        : null;
      if (file !== null) return file;
    }

    const found = this.#sessions.find(headers.cookie);
    const session = found ?? this.#sessions.start(null);
    const visit: Visit = {
      path,
      query: url?.searchParams ?? new URLSearchParams(),
      form: new URLSearchParams(),
      session,
      customer: session.customerId === null ? null : findCustomer(session.customerId),
      nonce: randomBytes(16).toString('base64'),
      host: headers.host ?? '',
      fetchSite: typeof headers['sec-fetch-site'] === 'string' ? headers['sec-fetch-site'] : undefined,
      barOpen: /(?:^|;\s*)senja_bar=open(?:;|$)/.test(headers.cookie ?? ''),
    };
    const answer = await this.#handle(request, method, url === null, visit);
    return found === null && answer.session === undefined ? { ...answer, session } : answer;
  }

  async #handle(request: IncomingMessage, method: string, malformed: boolean, visit: Visit): Promise<Answer> {
    try {
      if (malformed) throw new Refusal(400, 'The shop could not read that address.');
      const handler = this.#handlers.find(method, visit.path);
      if (handler === null) throw new Refusal(404, 'There is nothing at this address.');
      if (typeof handler !== 'function') {
        throw new Refusal(405, 'This address is not used that way.', { allow: handler.allow });
      }
      if (isRead(method)) return handler(visit);
      const form = await readForm(request);
      requireOwnForm(request, visit, form);
      return handler({ ...visit, form });
    } catch (error) {
      if (error instanceof Refusal) return this.#handlers.refused(visit, error);
      throw error;
    }
  }

  #send(request: IncomingMessage, response: ServerResponse, { status, headers, body, session }: Answer): void {
    response.writeHead(status, {
      ...COMMON_HEADERS,
      ...headers,
      'content-length': Buffer.byteLength(body),
      ...(session === undefined ? {} : { 'set-cookie': sessionCookie(session) }),
      ...(this.#closing ? { connection: 'close' } : {}),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  }
}

const isRead = (method: string): boolean => method === 'GET' || method === 'HEAD';

/** The request's target, or null if it is no path. `//host` stays a path and names no host. */
function parseTarget(target: string): URL | null {
  const text = `http://shop.invalid${target}`;
  return target.startsWith('/') && URL.canParse(text) ? new URL(text) : null;
}

/** A form counts only if it comes from a page of this very session: its token says so, and its Origin must not deny it. */
function requireOwnForm(request: IncomingMessage, { session, host }: Visit, form: URLSearchParams): void {
  const { origin } = request.headers;
  const foreign = origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host);
  if (foreign || !csrfTokenMatches(session, form.get('csrf'))) {
    throw new Refusal(403, 'This form is out of date, or it came from elsewhere. Please go back and try again.');
  }
}
