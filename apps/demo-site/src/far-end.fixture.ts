import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export type SeenRequest = { method: string; path: string; headers: IncomingHttpHeaders; body: Record<string, unknown> };
export type FakeAnswer = { status: number; headers?: Record<string, string>; body?: unknown } | 'hang up';

/**
 * A page's SDK for browser tests of the shop, in place of Chatku's loader: as `setUser` promises, it verifies exactly the
 * hashes it is given. What it was told is kept in `window.chatkuCalls`.
 */
function fakeSdk(hashes: Readonly<Record<string, string>>): string {
  return `(() => {
  const hashes = ${JSON.stringify(hashes)};
  let identity = { kind: 'none' };
  window.chatkuCalls = [];
  window.$chatbot = {
    async setUser(id, attributes) {
      window.chatkuCalls.push([id, attributes]);
      await Promise.resolve();
      const verified = hashes[id] === attributes.identifier_hash;
      identity = verified ? { kind: 'verified', contactId: 'contact-of-' + id } : { kind: 'guest' };
      window.dispatchEvent(new CustomEvent('chatbot:identity', { detail: { requestId: 'req-7' } }));
      return verified ? { status: 'verified', contactId: identity.contactId } : { status: 'refused', code: 'identity_refused' };
    },
    async logout() {
      window.chatkuCalls.push(['logout']);
      sessionStorage.setItem('chatku-logouts', '1');
      identity = { kind: 'guest' };
    },
    getIdentity: () => identity,
  };
  const ready = () => window.dispatchEvent(new CustomEvent('chatbot:ready'));
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', ready);
  else setTimeout(ready, 0);
})();`;
}

/** Stands for Chatku's API in tests: keeps what it was asked and answers as it is told (200 unless told). */
export class FakeChatku {
  readonly seen: SeenRequest[] = [];
  /** Used up one after another; then 200. */
  readonly answers: FakeAnswer[] = [];
  /** The hashes its SDK takes for right, by user id. */
  hashes: Readonly<Record<string, string>> = {};
  readonly #server: Server;
  readonly url: string;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async open(): Promise<FakeChatku> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const fake = new FakeChatku(server);
    server.on('request', async (request, response) => {
      if (request.url?.startsWith('/w/')) {
        response.writeHead(200, { 'content-type': 'text/javascript' });
        return void response.end(fakeSdk(fake.hashes));
      }
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString();
      fake.seen.push({
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
      });
      const answer = fake.answers.shift() ?? { status: 200, body: {} };
      if (answer === 'hang up') return void request.socket.destroy();
      response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
      response.end(JSON.stringify(answer.body ?? {}));
    });
    return fake;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
