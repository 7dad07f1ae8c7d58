import { randomBytes } from 'node:crypto';
import { type Message, pathOf, type WidgetMessages } from '@chatku/schemas';
import type { Sender } from '../product/api-server.mjs';
import { lasting } from './form.js';

/** What a server said to one request; null when the connection broke before it had said everything. */
export type Heard = { status: number; body: Record<string, unknown> } | null;

/** An answer that is none of those that were wanted. */
export class Refused extends Error {
  /** Null when the connection broke. */
  readonly status: number | null;

  constructor(what: string, heard: Heard) {
    super(`${what} was refused: ${JSON.stringify(heard)}`);
    this.status = heard?.status ?? null;
  }
}

/** A visitor as the API's callers are, without a browser: it sends, and reads its history. */
export class VisitorClient {
  constructor(
    readonly botId: string,
    readonly sender: Sender,
  ) {}

  /** A guest, as a new page shows it by its token. */
  static async guest(url: string, botId: string, token: string): Promise<VisitorClient> {
    const guest = new VisitorClient(botId, { page: `1.${randomBytes(32).toString('base64url')}.1`, token });
    const answer = await heard(
      fetch(url + pathOf('widget_guest', { bot_id: botId }), { method: 'POST', headers: guest.#headers(), body: '{}' }),
    );
    if (answer?.status !== 200) throw new Refused('The guest', answer);
    return guest;
  }

  #headers(): Record<string, string> {
    return {
      'content-type': 'application/json',
      'chatku-page': this.sender.page,
      authorization: `Bearer ${this.sender.token}`,
    };
  }

  /** One attempt. */
  async send(url: string, clientId: string, text: string): Promise<Heard> {
    return heard(
      fetch(url + pathOf('widget_send', { bot_id: this.botId }), {
        method: 'POST',
        headers: this.#headers(),
        body: JSON.stringify({ client_id: clientId, text }),
      }),
    );
  }

  /** The newest page of the history. */
  async read(url: string, before?: string): Promise<Heard> {
    const path = pathOf('widget_messages', { bot_id: this.botId });
    return heard(
      fetch(`${url}${path}${before === undefined ? '' : `?before=${before}`}`, { headers: this.#headers() }),
    );
  }

  /** The whole history, oldest first. @throws when a page is refused */
  async history(url: string): Promise<Message[]> {
    const all: Message[] = [];
    let before: string | undefined;
    for (;;) {
      const answer = await this.read(url, before);
      if (answer?.status !== 200) throw new Refused('The history', answer);
      const page = answer.body as unknown as WidgetMessages;
      all.unshift(...page.items);
      if (page.before === null) return all;
      before = page.before;
    }
  }
}

/** The message in an answer that acknowledges one. @throws for any other answer */
export function messageIn(answer: Heard): Message {
  if (answer?.status !== 200) throw new Refused('A message', answer);
  return answer.body['message'] as Message;
}

const ASKED_AGAIN_AFTER_MS = 50;

/**
 * Asks again what was refused for now (429 and 5xx) or broke, as any client does.
 *
 * @param forMs so long; then what was thrown last is thrown
 * @throws at once what was refused for good
 */
export async function untilTaken<T>(ask: () => Promise<T>, forMs = 60_000): Promise<T> {
  const deadline = performance.now() + forMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      // Node's own `fetch` says so of a connection that was refused or broke.
      const { status = error instanceof TypeError ? null : undefined } = error as { status?: number | null };
      const isForNow = status === null || (status !== undefined && (status === 429 || status >= 500));
      if (!isForNow || performance.now() > deadline) throw error;
      await lasting(ASKED_AGAIN_AFTER_MS);
    }
  }
}

async function heard(request: Promise<Response>): Promise<Heard> {
  try {
    const answer = await request;
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  } catch {
    return null;
  }
}
