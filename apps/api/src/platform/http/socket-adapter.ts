import { WsAdapter } from '@nestjs/platform-ws';
import type { WebSocket, WebSocketServer } from 'ws';

/**
 * Nest's adapter for sockets, which logs no error of a client: an oversize or broken frame is the client's doing, and
 * whoever sends them must not be able to fill this server's log. The gateways close such a socket themselves.
 */
export class SocketAdapter extends WsAdapter {
  override bindErrorHandler(server: WebSocketServer): WebSocketServer {
    server.on('connection', (socket: WebSocket) => socket.on('error', () => undefined));
    server.on('error', (error) => this.logger.error(error));
    return server;
  }
}
