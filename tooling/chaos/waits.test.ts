/**
 * Proof 1, of what is to be done later: no row of the outbox is lost or performed twice, whatever is killed.
 *
 * Each visitor writes once, and the flow waits a second before it answers: a row of the outbox, written with the message. The server is
 * killed while waits run and while they end, and while it is down they come due. What breaks it, tried: a worker that begins with an empty
 * outbox, as timers in memory do. (A worker that takes a row away before its turn is committed is caught only where a kill falls
 * between the two: not in the short form.)
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { FlowGraph } from '@chatku/schemas';
import { expect, test } from 'vitest';
import { identifyUsers, installBot } from '../product/api-server.mjs';
import { withFolder } from '../product/scratch.mjs';
import { ApiNode } from './api-node.js';
import { Cluster } from './cluster.js';
import { chance, form, IS_LONG, lasting, record, SEED, skipLoudly } from './form.js';
import { openSqlite, type Rows } from './stored.js';
import { messageIn, VisitorClient } from './visitor-client.js';

const ROUNDS = form({ short: 2, long: 20 });
const VISITORS_OF_A_ROUND = form({ short: 30, long: 60 });
/** Visitors of a round write at nearly the same time, so that their waits end at nearly the same time too: then the kill comes. */
const WRITE_WITHIN_MS = 300;
const WAIT_MS = 1_000;
/** A wait whose worker was killed on a node beside others is inherited when the claim ends, after a minute and a half. */
const DONE_WITHIN_MS = 240_000;

const WAITING_FLOW: FlowGraph = {
  start: 'wait',
  steps: [
    {
      id: 'wait',
      kind: 'wait',
      time: { kind: 'span', amount: WAIT_MS / 1_000, unit: 'seconds' },
      ports: { next: 'say' },
    },
    { id: 'say', kind: 'send_message', blocks: [{ kind: 'text', text: 'The wait is over.' }], ports: {} },
  ],
};

/** Writes once, again and again until it is acknowledged. */
async function write(nodes: readonly ApiNode[], visitor: VisitorClient, at: number): Promise<string> {
  const clientId = randomUUID();
  for (let attempt = at; ; attempt++) {
    const node = nodes[attempt % nodes.length] as ApiNode;
    await node.up();
    const heard = await visitor.send(node.url, clientId, 'One message.');
    if (heard?.status === 200) return messageIn(heard).conversation_id;
    if (heard !== null) expect(heard.status).toBeGreaterThanOrEqual(500);
    await lasting(20);
  }
}

/** Conversations by what is wrong with their end; none where each wait ended once. */
async function wrongWaits(rows: Rows, conversations: readonly string[]): Promise<string[]> {
  const messages = await rows.query<{ conversation_id: string; author: string }>(
    'SELECT conversation_id, author FROM message ORDER BY conversation_id, seq',
  );
  const authors = new Map<string, string[]>();
  for (const { conversation_id: id, author } of messages) authors.set(id, [...(authors.get(id) ?? []), author]);
  return conversations
    .filter((id) => authors.get(id)?.join() !== 'visitor,bot')
    .map((id) => `${id} has ${authors.get(id)?.join()}`);
}

async function waitThrough(
  nodes: readonly ApiNode[],
  harms: readonly (() => Promise<void>)[],
): Promise<VisitorClient[]> {
  const random = chance();
  const [first] = nodes as readonly [ApiNode];
  const bot = await installBot(first, WAITING_FLOW);
  const senders = await identifyUsers(first, bot, harms.length * VISITORS_OF_A_ROUND);
  const visitors = senders.map((sender) => new VisitorClient(bot.botId, sender));
  const writing: Promise<string>[] = [];
  for (const [round, harm] of harms.entries()) {
    const present = visitors.slice(round * VISITORS_OF_A_ROUND, (round + 1) * VISITORS_OF_A_ROUND);
    for (const [at, visitor] of present.entries())
      writing.push(lasting(random() * WRITE_WITHIN_MS).then(() => write(nodes, visitor, at)));
    await lasting(WAIT_MS + random() * 2 * WRITE_WITHIN_MS);
    await harm();
    for (const node of nodes) node.requireRunning();
  }
  await Promise.all(writing);
  // Every wait has ended when every visitor has been answered.
  const deadline = performance.now() + DONE_WITHIN_MS;
  for (const visitor of visitors) {
    while ((await visitor.history(first.url)).length < 2) {
      if (performance.now() > deadline) throw new Error(`A wait has not ended:\n${first.output}`);
      await lasting(100);
    }
  }
  return visitors;
}

async function requireEnded(rows: Rows, visitors: readonly VisitorClient[], name: string): Promise<void> {
  const conversations = await rows.query<{ id: string }>('SELECT id FROM conversation');
  expect(conversations).toHaveLength(visitors.length);
  expect(
    await wrongWaits(
      rows,
      conversations.map(({ id }) => id),
    ),
  ).toEqual([]);
  expect(await rows.query("SELECT id, parked_at_ms FROM outbox WHERE kind = 'flow.wait'")).toEqual([]);
  record({ name, value: visitors.length, unit: 'waits' });
}

test(`SQLite: waits over ${ROUNDS} kills, each ended once (seed ${SEED})`, async () => {
  await withFolder(async (folder) => {
    const node = await ApiNode.start(join(folder, 'data'));
    try {
      const visitors = await waitThrough(
        [node],
        Array<() => Promise<void>>(ROUNDS).fill(() => node.killAndRevive()),
      );
      await node.stop();
      const rows = openSqlite(join(folder, 'data', 'chatku.db'));
      await requireEnded(rows, visitors, `waits over ${ROUNDS} kills, SQLite, each ended once`);
      await rows.close();
    } finally {
      await node.stop();
    }
  });
});

// A dead node's claims end after a minute and a half: only the long form has so much time.
const lawOfLong = IS_LONG ? test.skipIf(skipLoudly('waits on several nodes', Cluster.lack())) : () => {};
lawOfLong(`two nodes over Postgres and Redis: waits over ${ROUNDS} kills, each ended once (seed ${SEED})`, async () => {
  await withFolder(async (folder) => {
    const cluster = await Cluster.start(folder);
    const { postgres, harms } = cluster;
    try {
      const visitors = await waitThrough(
        cluster.nodes,
        Array.from({ length: ROUNDS }, (_, round) => harms[round % harms.length] as () => Promise<void>),
      );
      await requireEnded(postgres.rows, visitors, `waits over ${ROUNDS} kills, Postgres and Redis, each ended once`);
    } finally {
      await cluster.stop();
    }
  });
});
