import { createServer, request, type Server } from 'node:http';

/** A proxy as some offices have: it passes requests on, and refuses tunnels, without which there is no WebSocket. */
export class PlainProxy {
  /** Tunnels asked for and refused. */
  refused = 0;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<PlainProxy> {
    const server = createServer((incoming, outgoing) => {
      const { method, headers, url = '' } = incoming;
      const passed = request(url, { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      passed.on('error', () => outgoing.destroy());
      incoming.pipe(passed);
    });
    const proxy = new PlainProxy(server);
    const refuse = (_: unknown, socket: { end(text: string): void }): void => {
      proxy.refused += 1;
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    };
    server.on('connect', refuse);
    server.on('upgrade', refuse);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    const address = this.server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
