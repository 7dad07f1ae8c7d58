import type { Bot, IdentityLogEntry } from '@chatku/schemas';
import { Chatku } from './processes.js';

/** The owner at the console's API, signed in by the link of the terminal. */
export class Owner {
  private constructor(
    private readonly chatku: Chatku,
    private readonly cookie: string,
    private readonly csrf: string,
  ) {}

  static async signIn(chatku: Chatku): Promise<Owner> {
    const secret = chatku.signInLink.split('#')[1] ?? '';
    const answer = await fetch(`${chatku.url}/v1/console/session/link`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: chatku.url },
      body: JSON.stringify({ secret }),
    });
    if (!answer.ok) throw new Error(`sign-in refused: ${answer.status} ${await answer.text()}`);
    const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const me = (await answer.json()) as { csrf: string };
    const owner = new Owner(chatku, cookie, me.csrf);
    await owner.call('POST', 'session/password', { password: Chatku.password });
    return owner;
  }

  /** The session cookie, for a browser that is to be signed in. */
  get sessionCookie(): { name: string; value: string } {
    const [name = '', value = ''] = this.cookie.split('=');
    return { name, value };
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.chatku.url}/v1/console/${path}`, {
      method,
      headers: {
        cookie: this.cookie,
        'chatku-csrf': this.csrf,
        origin: this.chatku.url,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  }

  async changeBot(botId: string, changes: Partial<Bot>): Promise<void> {
    const { version } = await this.call<Bot>('GET', `bots/${botId}`);
    await this.call('PATCH', `bots/${botId}`, { version, ...changes });
  }

  /** Lets these websites embed the bot besides those it has. */
  async allow(botId: string, ...origins: string[]): Promise<void> {
    const bot = await this.call<Bot>('GET', `bots/${botId}`);
    await this.call('PATCH', `bots/${botId}`, { version: bot.version, origins: [...bot.origins, ...origins] });
  }

  async refusals(botId: string): Promise<IdentityLogEntry[]> {
    const path = `bots/${botId}/identity-log?verdict=refused`;
    return (await this.call<{ items: IdentityLogEntry[] }>('GET', path)).items;
  }
}
