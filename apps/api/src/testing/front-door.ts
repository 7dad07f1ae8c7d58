import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { TEST_CERTIFICATE, TEST_CERTIFICATE_KEY } from '../platform/testing/test-certificate.js';

/** The address the door says its callers have, whoever they are. */
export const CALLER = '198.51.100.9';

/** What a proxy can do well or badly. */
export interface Manners {
  /** What becomes of `X-Forwarded-For`. */
  forwarded: 'replace' | 'append' | 'drop' | 'pass';
  /** What becomes of WebSockets; `hold`: they open, and what the client says stays here. */
  upgrade: 'pass' | 'refuse' | 'hold';
  /** Added to the `Date` of each answer. */
  dateShiftMs: number;
  /** Answers by itself. */
  answer: ((request: IncomingMessage, response: ServerResponse) => void) | null;
}

const GOOD: Manners = { forwarded: 'append', upgrade: 'pass', dateShiftMs: 0, answer: null };

/** A proxy that speaks TLS, in front of a server of ours, with manners that a test chooses. */
export class FrontDoor {
  manners: Manners = { ...GOOD };
  /** Where it passes on to. */
  upstreamPort = 0;
  readonly #sockets = new Set<Duplex>();

  private constructor(private readonly server: Server) {}

  /** Listens on a free port of this machine, with a certificate of shop.example.com. */
  static async open(): Promise<FrontDoor> {
    const server = createServer({ cert: TEST_CERTIFICATE, key: TEST_CERTIFICATE_KEY });
    const door = new FrontDoor(server);
    server.on('request', (incoming, outgoing) => door.#pass(incoming, outgoing));
    server.on('upgrade', (incoming, socket, head) => door.#upgrade(incoming, socket, head));
    server.on('connection', (socket) => {
      door.#sockets.add(socket);
      socket.on('close', () => door.#sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return door;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Shows another certificate from now on, of the same key. */
  showCertificate(cert: string): void {
    this.server.setSecureContext({ cert, key: TEST_CERTIFICATE_KEY });
  }

  /** A proxy as it should be again. */
  behave(manners: Partial<Manners> = {}): void {
    this.manners = { ...GOOD, ...manners };
    this.showCertificate(TEST_CERTIFICATE);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #headersOf({ headers }: IncomingMessage): IncomingMessage['headers'] {
    const { 'x-forwarded-for': given, ...rest } = headers;
    const appended = given === undefined ? CALLER : `${String(given)}, ${CALLER}`;
    switch (this.manners.forwarded) {
      case 'replace':
        return { ...rest, 'x-forwarded-for': CALLER };
      case 'append':
        return { ...rest, 'x-forwarded-for': appended };
      case 'drop':
        return rest;
      case 'pass':
        return headers;
    }
  }

  #pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    if (this.manners.answer !== null) {
      this.manners.answer(incoming, outgoing);
      return;
    }
    const passed = request(
      {
        host: '127.0.0.1',
        port: this.upstreamPort,
        method: incoming.method,
        path: incoming.url,
        headers: this.#headersOf(incoming),
      },
      (answer) => {
        const date = new Date(Date.parse(answer.headers.date ?? '') + this.manners.dateShiftMs).toUTCString();
        outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, date });
        answer.pipe(outgoing);
      },
    );
    passed.on('error', () => outgoing.writeHead(502).end());
    incoming.pipe(passed);
  }

  #upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => undefined);
    if (this.manners.upgrade === 'refuse') {
      socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      return;
    }
    const inner = connect(this.upstreamPort, '127.0.0.1');
    inner.on('error', () => socket.destroy());
    socket.on('close', () => inner.destroy());
    const lines = Object.entries(this.#headersOf(incoming)).map(([name, value]) => `${name}: ${String(value)}`);
    inner.write([`GET ${incoming.url} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
    inner.write(head);
    inner.pipe(socket);
    if (this.manners.upgrade === 'pass') socket.pipe(inner);
    else socket.resume();
  }
}
