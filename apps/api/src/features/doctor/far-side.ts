import { lookup } from 'node:dns/promises';
import { type IncomingHttpHeaders, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { WebSocket } from 'ws';

const WITHIN_MS = 8_000;

/** What the doctor needs of the world; a test brings its own. */
export interface World {
  nowMs(): number;
  addressesOf(host: string): Promise<readonly string[]>;
  /** Certificates to trust in place of Node's own, as PEM. */
  readonly authorities?: readonly string[];
}

/** The machine's own clock and names. */
export const theWorld: World = {
  nowMs: () => Date.now(),
  addressesOf: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
};

export interface FarAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** What a TLS handshake showed. */
export interface Certificate {
  readonly validFromMs: number;
  readonly validToMs: number;
  /** Why it is not trusted, as Node names it; null when it is. */
  readonly error: string | null;
}

/** How a socket behaved. */
export type SocketOutcome =
  | { readonly kind: 'closed'; readonly code: number }
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'silent' }
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * Asks from outside, by the public address. Not the guarded client: the address is the operator's own setting, from here it is
 * usually an inner one, and proxy, certificate and headers must be seen as they are. A certificate is judged by its own check, so
 * the other questions are asked whatever it is; none of them carries a secret, and the answer that counts proves itself.
 */
export class FarSide {
  constructor(private readonly world: World) {}

  /** The head of the answer to a GET; redirects are not followed. @throws the network's error */
  async get(url: string, headers: Record<string, string> = {}): Promise<FarAnswer> {
    const ask = url.startsWith('https:') ? requestHttps : requestHttp;
    return new Promise((resolve, reject) => {
      const request = ask(url, {
        headers: { ...headers, connection: 'close' },
        lookup: this.#lookup,
        rejectUnauthorized: false,
        agent: false,
        signal: AbortSignal.timeout(WITHIN_MS),
      });
      request.on('response', (answer) => {
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers });
        answer.on('error', () => undefined);
        answer.destroy();
      });
      request.on('error', reject);
      request.end();
    });
  }

  /** @throws the network's error where nobody speaks TLS */
  async certificate(url: string): Promise<Certificate> {
    const { hostname, port } = new URL(url);
    const host = hostname.replace(/^\[|\]$/g, '');
    return new Promise((resolve, reject) => {
      const socket = connectTls({
        host,
        port: port === '' ? 443 : Number(port),
        ...(isIP(host) === 0 ? { servername: host } : {}),
        lookup: this.#lookup,
        rejectUnauthorized: false,
        ...(this.world.authorities === undefined ? {} : { ca: [...this.world.authorities] }),
      });
      socket.setTimeout(WITHIN_MS, () => socket.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
      socket.on('error', reject);
      socket.on('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
      socket.on('secureConnect', () => {
        const error = socket.authorizationError as Error | string | null | undefined;
        const { valid_from, valid_to } = socket.getPeerCertificate();
        resolve({
          validFromMs: Date.parse(valid_from),
          validToMs: Date.parse(valid_to),
          error: socket.authorized ? null : reasonOf(error),
        });
        socket.destroy();
      });
    });
  }

  /** Opens a WebSocket, says something the server must object to, and waits until it is closed for that. */
  async socket(url: string, frame: string): Promise<SocketOutcome> {
    return new Promise((resolve) => {
      const socket = new WebSocket(url, {
        rejectUnauthorized: false,
        lookup: this.#lookup,
        handshakeTimeout: WITHIN_MS,
        perMessageDeflate: false,
        maxPayload: 4096,
      });
      let opened = false;
      const timer = setTimeout(() => end({ kind: 'silent' }), WITHIN_MS);
      const end = (outcome: SocketOutcome) => {
        clearTimeout(timer);
        resolve(outcome);
        socket.terminate();
      };
      socket.on('open', () => {
        opened = true;
        socket.send(frame);
      });
      socket.on('close', (code) => end({ kind: 'closed', code }));
      socket.on('unexpected-response', (request, answer) => {
        end({ kind: 'refused', status: answer.statusCode ?? 0 });
        request.destroy();
      });
      socket.on('error', (error) => {
        if (!opened) end({ kind: 'failed', reason: reasonOf(error) });
      });
    });
  }

  /** Names as the world knows them. */
  get #lookup(): LookupFunction {
    return (host, options, done) => {
      this.world.addressesOf(host).then(
        (addresses) => {
          const all = addresses.map((address) => ({ address, family: isIP(address) }));
          const [first] = all;
          if (first === undefined) done(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '', 0);
          else if (options.all === true) done(null, all);
          else done(null, first.address, first.family);
        },
        (error: NodeJS.ErrnoException) => done(error, '', 0),
      );
    };
  }
}

/** The name of an error, short enough for a sentence. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  const { code, name, message } = (error ?? {}) as { code?: unknown; name?: unknown; message?: unknown };
  if (name === 'TimeoutError' || code === 'ABORT_ERR') return 'ETIMEDOUT';
  return String(code ?? message ?? error ?? 'unknown').slice(0, 120);
}
