import type { Server } from 'node:http';
import { CONSOLE_SOCKET_PATH, WIDGET_SOCKET_PATH } from '@chatku/schemas';
import type { INestApplicationContext } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws';
import type { Metrics } from '../metrics/metrics.js';

const KINDS = [
  { kind: 'widget', path: WIDGET_SOCKET_PATH },
  { kind: 'console', path: CONSOLE_SOCKET_PATH },
] as const;

/** One for all sockets. */
function cutOff(this: WebSocket): void {
  this.terminate();
}

/**
 * Nest's adapter for sockets, which keeps as little of each as it can, since there are thousands that say nothing. It logs
 * no error of a client: an oversize or broken frame is the client's doing, and whoever sends them must not be able to fill
 * this server's log.
 */
export class SocketAdapter extends WsAdapter {
  readonly #servers = new Set<WebSocketServer>();

  constructor(app: INestApplicationContext, metrics: Metrics) {
    super(app);
    metrics.gauge('chatku_sockets', 'Open WebSockets, by whose they are.', () =>
      KINDS.map(({ kind, path }) => [{ kind }, this.#openOn(path)]),
    );
  }

  /**
   * A server of the API's own `ws`, beside the API's routes. Nest brings an older copy, of which each socket keeps the bytes
   * of the last frame it received.
   */
  override create(port: number, { path = '/', ...options }: ServerOptions = {}): WebSocketServer {
    this.ensureHttpServerExists(port, this.httpServer as Server);
    const server = this.bindErrorHandler(new WebSocketServer({ noServer: true, ...options }));
    this.addWsServerToRegistry(server, port, path);
    return server;
  }

  override bindErrorHandler(server: WebSocketServer): WebSocketServer {
    this.#servers.add(server);
    server.on('connection', (socket: WebSocket) => socket.on('error', cutOff));
    server.on('error', (error) => this.logger.error(error));
    return server;
  }

  /** The gateways listen for themselves; what Nest would hang on each socket weighs several times the socket. */
  override bindMessageHandlers(_client: WebSocket, handlers: readonly { message: unknown }[]): void {
    if (handlers.length > 0) throw new Error('A gateway listens in handleConnection; @SubscribeMessage is not heard.');
  }

  /** As with messages: a gateway listens for the end itself. */
  override bindClientDisconnect(): void {}

  #openOn(path: string): number {
    let open = 0;
    for (const server of this.#servers) if (server.path === path) open += server.clients.size;
    return open;
  }
}
