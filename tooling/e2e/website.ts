import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { createIdentifierHash } from '@chatku/crypto';
import type { Chatku } from './processes.js';

/** What a page of the website is made of. */
export interface PageContent {
  /** Into the head, before everything else. */
  readonly head?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Leave the bot's own snippet out. */
  readonly withoutBot?: boolean;
}

/** A customer's website, with pages as a test needs them and a backend that signs ids. */
export class Website {
  readonly #pages = new Map<string, PageContent>();
  readonly #scripts = new Map<string, string>();

  private constructor(
    readonly chatku: Chatku,
    readonly botId: string,
    private readonly key: string,
    private readonly server: Server,
    readonly origin: string,
  ) {}

  /** @param origin where the API believes it is: one of the bot's allowed origins, unless the test is about others */
  static async start(chatku: Chatku): Promise<Website> {
    const config = JSON.parse(await readFile(join(chatku.dataDir, 'demo-site.json'), 'utf8'));
    let site: Website | null = null;
    const server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://site').pathname;
      const script = site?.script(path);
      if (script !== undefined) {
        response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' }).end(script);
        return;
      }
      const content = site?.content(path) ?? null;
      if (content === null) {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...content.headers });
      response.end(content.html);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    site = new Website(chatku, config.botId, config.specialKey, server, `http://localhost:${port}`);
    return site;
  }

  /** Sets a page; returns its address. */
  page(path: string, content: PageContent = {}): string {
    this.#pages.set(path, content);
    return this.origin + path;
  }

  /** Serves scripts of the website's own, by their paths. */
  serve(scripts: ReadonlyMap<string, string>): void {
    for (const [path, code] of scripts) this.#scripts.set(path, code);
  }

  script(path: string): string | undefined {
    return this.#scripts.get(path);
  }

  /** The hash the website's backend makes for its logged-in user. */
  hash(userId: string): string {
    return createIdentifierHash({ userId, key: this.key });
  }

  /** The bot's own snippet. */
  get botSnippet(): string {
    return `<script src="${this.chatku.url}/w/${this.botId}.js" async></script>`;
  }

  /** The identity snippet of the product's documentation, its body unchanged, with the values of a user. */
  identitySnippet(userId: string, hash: string = this.hash(userId), name = 'full name'): string {
    return `<script>
  window.addEventListener("chatbot:ready", function () {
    window.$chatbot.setUser("${userId}", {
      name: "${name}",
      email: "user@email.com",
      identifier_hash: "${hash}"
    });
  });
</script>`;
  }

  content(path: string): { html: string; headers: Readonly<Record<string, string>> } | null {
    const page = this.#pages.get(path);
    if (page === undefined) return null;
    const bot = page.withoutBot === true ? '' : this.botSnippet;
    return {
      html: `<!doctype html><html lang="en"><head><title>A website</title><meta name="viewport" content="width=device-width">
${page.head ?? ''}${bot}</head><body><main><h1>A website</h1>${page.body ?? ''}</main></body></html>`,
      headers: page.headers ?? {},
    };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
