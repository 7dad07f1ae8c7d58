/**
 * Proof 3: one client message id, sent twice at the same moment, is one message.
 *
 * What breaks it, tried: a turn that does not ask for the client id before it writes, and
 * turns of one contact that run beside each other on Postgres without a lock: the later one is refused with 409.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { identifyUsers, installBot } from '../product/api-server.mjs';
import { withFolder } from '../product/scratch.mjs';
import { ApiNode } from './api-node.js';
import { Cluster } from './cluster.js';
import { form, record, skipLoudly } from './form.js';
import { type Acknowledged, openSqlite, wrongs } from './stored.js';
import { messageIn, VisitorClient } from './visitor-client.js';

const TIMES = form({ short: 100, long: 1_000 });
/** One visitor may send 60 messages a minute, and each is sent twice. */
const VISITORS = Math.ceil(TIMES / 20);
const AT_ONCE = 10;

/** Sends each message to two addresses at once and returns what was acknowledged; what was acknowledged in two ways, fails. */
async function sendTwice(urls: readonly [string, string], visitors: readonly VisitorClient[]): Promise<Acknowledged[]> {
  const acknowledged: Acknowledged[] = [];
  let next = 0;
  const sendNext = async (): Promise<void> => {
    for (let at = next++; at < TIMES; at = next++) {
      const visitor = visitors[at % visitors.length] as VisitorClient;
      const clientId = randomUUID();
      const text = `message ${at}`;
      const [one, other] = await Promise.all(urls.map((url) => visitor.send(url, clientId, text)));
      const { id, conversation_id: conversationId, seq } = messageIn(one ?? null);
      expect(messageIn(other ?? null)).toMatchObject({ id, conversation_id: conversationId, seq });
      acknowledged.push({ clientId, text, id, conversationId, seq });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sendNext));
  return acknowledged;
}

async function visitorsOf(node: ApiNode): Promise<VisitorClient[]> {
  const bot = await installBot(node);
  const senders = await identifyUsers(node, bot, VISITORS);
  return senders.map((sender) => new VisitorClient(bot.botId, sender));
}

test(`SQLite: ${TIMES} times one id over two connections at once: one row each`, async () => {
  await withFolder(async (folder) => {
    const node = await ApiNode.start(join(folder, 'data'));
    try {
      const acknowledged = await sendTwice([node.url, node.url], await visitorsOf(node));
      await node.stop();
      const rows = openSqlite(join(folder, 'data', 'chatku.db'));
      expect(await wrongs(rows, acknowledged)).toEqual([]);
      await rows.close();
      record({ name: 'ids sent twice at once, SQLite, one row each', value: acknowledged.length, unit: 'messages' });
    } finally {
      await node.stop();
    }
  });
});

test.skipIf(skipLoudly('one id to two nodes', Cluster.lack()))(
  `two nodes over Postgres: ${TIMES} times one id to both at once: one row each`,
  async () => {
    await withFolder(async (folder) => {
      const cluster = await Cluster.start(folder);
      try {
        const [one, other] = cluster.nodes;
        const acknowledged = await sendTwice([one.url, other.url], await visitorsOf(one));
        expect(await wrongs(cluster.postgres.rows, acknowledged)).toEqual([]);
        record({
          name: 'ids sent to two nodes at once, Postgres, one row each',
          value: acknowledged.length,
          unit: 'messages',
        });
      } finally {
        await cluster.stop();
      }
    });
  },
);
