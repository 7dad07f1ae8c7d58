/**
 * Proof 3: one client message id, sent twice at the same moment, is one message.
 *
 * What breaks it, tried: a turn that does not ask for the client id before it writes.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { identifyUsers, installBot } from '../product/api-server.mjs';
import { withFolder } from '../product/scratch.mjs';
import { ApiNode } from './api-node.js';
import { form, record } from './form.js';
import { type Acknowledged, openSqlite, wrongs } from './stored.js';
import { messageIn, VisitorClient } from './visitor-client.js';

const TIMES = form({ short: 200, long: 1_000 });
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

test(`SQLite: ${TIMES} times one id over two connections at once: one row each`, async () => {
  await withFolder(async (folder) => {
    const node = await ApiNode.start(join(folder, 'data'));
    try {
      const bot = await installBot(node);
      const senders = await identifyUsers(node, bot, VISITORS);
      const visitors = senders.map((sender) => new VisitorClient(bot.botId, sender));
      const acknowledged = await sendTwice([node.url, node.url], visitors);
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
