import type { IncomingMessage } from 'node:http';
import { CONSOLE_SOCKET_PATH, WIDGET_SOCKET_PATH } from '@chatku/schemas';
import type { INestApplicationContext } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import type { WebSocket, WebSocketServer } from 'ws';
import type { Metrics } from '../metrics/metrics.js';

const KINDS: ReadonlyMap<string, string> = new Map([
  [WIDGET_SOCKET_PATH, 'widget'],
  [CONSOLE_SOCKET_PATH, 'console'],
]);

/**
 * Nest's adapter for sockets, which logs no error of a client: an oversize or broken frame is the client's doing, and
 * whoever sends them must not be able to fill this server's log. The gateways close such a socket themselves.
 */
export class SocketAdapter extends WsAdapter {
  readonly #open = new Map<string, number>([...KINDS.values()].map((kind) => [kind, 0]));

  constructor(app: INestApplicationContext, metrics: Metrics) {
    super(app);
    metrics.gauge('chatku_sockets', 'Open WebSockets, by whose they are.', () =>
      [...this.#open].map(([kind, count]) => [{ kind }, count]),
    );
  }

  override bindErrorHandler(server: WebSocketServer): WebSocketServer {
    server.on('connection', (socket: WebSocket, request: IncomingMessage) => {
      socket.on('error', () => undefined);
      this.#count(socket, request);
    });
    server.on('error', (error) => this.logger.error(error));
    return server;
  }

  #count(socket: WebSocket, request: IncomingMessage): void {
    const kind = KINDS.get((request.url ?? '').split('?')[0] ?? '');
    if (kind === undefined) return;
    const add = (by: number) => this.#open.set(kind, (this.#open.get(kind) ?? 0) + by);
    add(1);
    socket.once('close', () => add(-1));
  }
}
