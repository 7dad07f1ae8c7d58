import { randomUUID } from 'node:crypto';
import type { Message } from '@chatku/schemas';
import { expect } from 'vitest';
import { identifyUsers, installBot } from '../product/api-server.mjs';
import { type ApiNode, nodeInTurn } from './api-node.js';
import { lasting } from './form.js';
import type { Acknowledged } from './stored.js';
import { messageIn, untilTaken, VisitorClient } from './visitor-client.js';

/** One message in so many is sent once more although it was acknowledged: its sender "did not hear". */
const AGAIN_EVERY = 10;
const REFUSED_PAUSE_MS = 20;
const READING_AT_ONCE = 10;

/**
 * Clients that send as fast as they are answered, each one message after the other, and note every acknowledgement. What is not
 * acknowledged is sent again under its client id, to the next node, until it is.
 */
export class Senders {
  readonly acknowledged: Acknowledged[] = [];
  /** Answers that contradict what was said before, or that no server should give. */
  readonly wrong: string[] = [];
  /** Attempts whose connection broke before the answer was whole. */
  broken = 0;
  /** Messages sent once more after their acknowledgement. */
  again = 0;
  /** Attempts that were refused for now: 429 and 5xx. */
  refused = 0;
  #isOver = false;
  #failure: unknown = null;
  #running: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly nodes: readonly ApiNode[],
    private readonly visitors: readonly (readonly VisitorClient[])[],
  ) {}

  /** @param clients how many send at the same time. Each speaks for a few visitors in turn, since one visitor's messages are limited. */
  static async make(nodes: readonly ApiNode[], clients: number, visitorsOfOne = 4): Promise<Senders> {
    const [first] = nodes;
    if (first === undefined) throw new Error('A server is needed.');
    const bot = await installBot(first);
    const senders = await identifyUsers(first, bot, clients * visitorsOfOne);
    const visitors = Array.from({ length: clients }, (_, at) =>
      senders.slice(at * visitorsOfOne, (at + 1) * visitorsOfOne).map((sender) => new VisitorClient(bot.botId, sender)),
    );
    return new Senders(nodes, visitors);
  }

  start(): void {
    this.#running = Promise.all(this.visitors.map((visitors, client) => this.#run(visitors, client)));
    this.#running.catch((error: unknown) => {
      this.#failure = error;
    });
  }

  /** @throws when a server ended that nobody here has killed, or when a client gave up */
  requireServed(): void {
    for (const node of this.nodes) node.requireRunning();
    if (this.#failure !== null) throw this.#failure;
  }

  /** Ends when each client's last message has been acknowledged. */
  async finish(): Promise<void> {
    this.#isOver = true;
    await this.#running;
  }

  /** A visitor of each client, to read what it was told is there. */
  get readers(): VisitorClient[] {
    return this.visitors.flat();
  }

  async #run(visitors: readonly VisitorClient[], client: number): Promise<void> {
    for (let count = 0; !this.#isOver; count++) {
      const visitor = visitors[count % visitors.length] as VisitorClient;
      const clientId = randomUUID();
      const text = `message ${count} of client ${client}`;
      const said = await this.#untilAcknowledged(visitor, clientId, text, client + count);
      const { id, conversation_id: conversationId, seq } = said;
      this.acknowledged.push({ clientId, text, id, conversationId, seq });
      if (count % AGAIN_EVERY !== 0) continue;
      this.again += 1;
      const same = await this.#untilAcknowledged(visitor, clientId, text, client + count + 1);
      if (same.id !== id || same.seq !== seq)
        this.wrong.push(`${text} was ${id}, ${seq} first and ${same.id}, ${same.seq} when it was sent again`);
    }
  }

  async #untilAcknowledged(visitor: VisitorClient, clientId: string, text: string, from: number): Promise<Message> {
    for (let attempt = from; ; attempt++) {
      const node = await this.#nodeFor(attempt);
      const heard = await visitor.send(node.url, clientId, text);
      if (heard === null) this.broken += 1;
      else if (heard.status === 200) return messageIn(heard);
      else if (heard.status === 429 || heard.status >= 500) {
        this.refused += 1;
        // What is refused for now is asked again a moment later, as any client does.
        await lasting(REFUSED_PAUSE_MS);
      } else throw new Error(`${text} was refused for good: ${heard.status} ${JSON.stringify(heard.body)}`);
    }
  }

  /** Attempts go round the nodes that run; where none does, they wait for one. */
  async #nodeFor(attempt: number): Promise<ApiNode> {
    const node = nodeInTurn(this.nodes, attempt);
    await node.up();
    return node;
  }
}

/** What the visitors are told in the end: each acknowledged message, and those of a conversation in the order of `seq`. */
export async function requireTold(url: string, senders: Senders): Promise<void> {
  const told = new Map(senders.acknowledged.map(({ clientId, id }) => [clientId, id]));
  const left = [...senders.readers];
  const readNext = async (): Promise<void> => {
    for (let reader = left.pop(); reader !== undefined; reader = left.pop()) await read(reader);
  };
  const read = async (reader: VisitorClient): Promise<void> => {
    const history = await untilTaken(() => reader.history(url));
    for (const { client_id: clientId, id } of history) {
      if (clientId !== undefined && told.get(clientId) === id) told.delete(clientId);
    }
    // One visitor has one conversation here.
    expect(history.map(({ seq }) => seq)).toEqual(history.map((_, at) => at + 1));
  };
  await Promise.all(Array.from({ length: READING_AT_ONCE }, readNext));
  expect([...told]).toEqual([]);
}
