import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createRawServer } from 'node:net';
import { onTestFinished } from 'vitest';
import { TEST_CERTIFICATE, TEST_CERTIFICATE_KEY } from './test-certificate.js';

/** A request as it arrived. */
export interface Arrival {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A server of this machine that stands for one far away. Closes with the test that made it. */
export class FarEnd {
  /** Connections that were accepted, whether or not anything was sent. */
  connections = 0;
  readonly arrivals: Arrival[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket: Socket) => {
      this.connections += 1;
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  /** HTTP, answered by the listener once the body has arrived. */
  static async http(listener: RequestListener = (_request, answer) => void answer.end('far')): Promise<FarEnd> {
    return FarEnd.#open(createServer(), listener);
  }

  /** HTTPS with a certificate that nobody vouches for, of shop.example.com and 127.0.0.1. */
  static async https(listener: RequestListener = (_request, answer) => void answer.end('far')): Promise<FarEnd> {
    return FarEnd.#open(createSecureServer({ cert: TEST_CERTIFICATE, key: TEST_CERTIFICATE_KEY }), listener);
  }

  /** Whatever the test does with the bare socket. */
  static async raw(onConnection: (socket: Socket) => void): Promise<FarEnd> {
    return FarEnd.#open(createRawServer(onConnection));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Connections that are still open. */
  get open(): number {
    return this.#sockets.size;
  }

  static async #open(server: Server, listener?: RequestListener): Promise<FarEnd> {
    const farEnd = new FarEnd(server);
    if (listener !== undefined) {
      server.on('request', (request: IncomingMessage, answer: ServerResponse) => {
        void farEnd.#note(request).then(() => listener(request, answer));
      });
    }
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    onTestFinished(async () => {
      for (const socket of farEnd.#sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    });
    return farEnd;
  }

  async #note(request: IncomingMessage): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    this.arrivals.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
  }
}
