import { request } from 'node:http';
import type { ChatkuConfig } from './chatku-config.js';
import { FakeChatku } from './far-end.fixture.js';
import { ShopServer } from './shop-server.js';

export const SPECIAL_KEY = 'a special key for tests only';
export const API_KEY = 'bot-api-key-for-tests';

/** The shop, running, with a far end that stands for Chatku. */
export class OpenShop {
  private constructor(
    readonly chatku: FakeChatku,
    readonly config: ChatkuConfig,
    readonly shop: ShopServer,
    readonly port: number,
    readonly lines: string[],
  ) {}

  static async open(): Promise<OpenShop> {
    const chatku = await FakeChatku.open();
    const config: ChatkuConfig = {
      apiUrl: chatku.url,
      consoleUrl: 'http://console.example',
      botId: 'bot-1',
      specialKey: SPECIAL_KEY,
      apiKey: API_KEY,
    };
    const lines: string[] = [];
    const log = { info: (line: string) => lines.push(line), warn: (line: string) => lines.push(line) };
    const shop = new ShopServer({ chatku: config, log });
    return new OpenShop(chatku, config, shop, await shop.listen('127.0.0.1', 0), lines);
  }

  async close(): Promise<void> {
    await this.shop.close();
    await this.chatku.close();
  }
}

export type Reply = { status: number; headers: Record<string, string | string[] | undefined>; text: string };

/** A browser without a screen: keeps its cookie, reads the CSRF token of the last page, follows nothing. */
export class Visitor {
  cookie = '';
  csrfToken = '';

  constructor(
    readonly port: number,
    readonly host = `localhost:${port}`,
  ) {}

  get(path: string, headers: Record<string, string> = {}): Promise<Reply> {
    return this.send('GET', path, headers);
  }

  /** Posts a form, with the CSRF token of the last page unless the fields say otherwise. */
  post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Reply> {
    const body = new URLSearchParams({ csrf: this.csrfToken, ...fields }).toString();
    return this.send('POST', path, { 'content-type': 'application/x-www-form-urlencoded', ...headers }, body);
  }

  async logIn(customer: string): Promise<Reply> {
    await this.get('/login');
    const reply = await this.post('/login', { customer });
    await this.get('/');
    return reply;
  }

  send(method: string, path: string, headers: Record<string, string> = {}, body?: string): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const cookie: Record<string, string> = this.cookie === '' ? {} : { cookie: this.cookie };
      const outgoing = request(
        { port: this.port, host: '127.0.0.1', method, path, headers: { host: this.host, ...cookie, ...headers } },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (piece: string) => {
            text += piece;
          });
          response.on('end', () => {
            const set = response.headers['set-cookie']?.[0]?.split(';')[0];
            if (set !== undefined) this.cookie = set;
            this.csrfToken = /name="csrf" value="([\w-]+)"/.exec(text)?.[1] ?? this.csrfToken;
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }
}
