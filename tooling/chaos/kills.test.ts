/**
 * Proof 1: what was acknowledged is there, whatever is killed.
 *
 * Clients send over the real HTTP API and note every acknowledgement, while processes are killed (SIGKILL; Postgres by an immediate
 * shutdown) and started again. What breaks it, tried: units of work on SQLite that answer before their COMMIT, and connections to Postgres
 * with `synchronous_commit=off`, lose what they acknowledged. (An answer that is early by less than a commit is seen at once by `synced`.)
 */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withFolder } from '../product/scratch.mjs';
import { ApiNode } from './api-node.js';
import { Cluster } from './cluster.js';
import { chance, form, lasting, record, SEED, skipLoudly } from './form.js';
import { requireTold, Senders } from './killing.js';
import { openSqlite, type Rows, wrongs } from './stored.js';

const CLIENTS = 20;
const ROUNDS = form({ short: 3, long: 20 });
const CLUSTER_ROUNDS = form({ short: 4, long: 20 });
/** Limits are counted in Redis, and outlive a node: so many visitors that nobody comes near them. */
const VISITORS_OF_ONE = form({ short: 8, long: 60 });
const LIVES_MS = form({ short: { least: 500, most: 1_500 }, long: { least: 1_000, most: 3_000 } });

/** Lets clients send while harm is done, one harm after the other, until each message has been acknowledged. */
async function sendThrough(senders: Senders, harms: readonly (() => Promise<void>)[]): Promise<void> {
  const random = chance();
  senders.start();
  for (const harm of harms) {
    await lasting(LIVES_MS.least + random() * (LIVES_MS.most - LIVES_MS.least));
    await harm();
    senders.requireServed();
  }
  await senders.finish();
}

async function requireStored(rows: Rows, senders: Senders): Promise<void> {
  expect([...senders.wrong, ...(await wrongs(rows, senders.acknowledged))]).toEqual([]);
}

function recordSent(name: string, { acknowledged, broken, again, refused }: Senders): void {
  record({
    name,
    value: acknowledged.length,
    unit: 'messages',
    note: `${CLIENTS} clients; ${broken} attempts broken, ${refused} refused for now, ${again} sent again after their acknowledgement`,
  });
  // Kills that hit nobody would prove nothing.
  expect(broken).toBeGreaterThan(0);
}

test(`SQLite: ${CLIENTS} clients, the API killed ${ROUNDS} times (seed ${SEED})`, async () => {
  await withFolder(async (folder) => {
    const node = await ApiNode.start(join(folder, 'data'));
    try {
      const senders = await Senders.make([node], CLIENTS);
      await sendThrough(
        senders,
        Array<() => Promise<void>>(ROUNDS).fill(() => node.killAndRevive()),
      );
      // As the last kill leaves it: whoever opens the file first takes the log in.
      await node.kill();
      const rows = openSqlite(join(folder, 'data', 'chatku.db'));
      expect(await rows.query('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
      await requireStored(rows, senders);
      await rows.close();
      await node.revive();
      await requireTold(node.url, senders);
      recordSent(`acknowledged over ${ROUNDS} kills, SQLite, all there once`, senders);
    } finally {
      await node.stop();
    }
  });
});

test.skipIf(skipLoudly('kills of several nodes', Cluster.lack()))(
  `two nodes over Postgres and Redis: ${CLIENTS} clients, each of the four killed in turn, ${CLUSTER_ROUNDS} times (seed ${SEED})`,
  async () => {
    await withFolder(async (folder) => {
      const cluster = await Cluster.start(folder);
      const { postgres, harms } = cluster;
      const [one] = cluster.nodes;
      try {
        const senders = await Senders.make(cluster.nodes, CLIENTS, VISITORS_OF_ONE);
        await sendThrough(
          senders,
          Array.from({ length: CLUSTER_ROUNDS }, (_, round) => harms[round % harms.length] as () => Promise<void>),
        );
        // Once more as a crash leaves it.
        await postgres.crash();
        await postgres.revive();
        expect((await postgres.damages()) ?? '').toBe('');
        await requireStored(postgres.rows, senders);
        await requireTold(one.url, senders);
        recordSent(
          `acknowledged over ${CLUSTER_ROUNDS} kills, two nodes over Postgres and Redis, all there once`,
          senders,
        );
      } finally {
        await cluster.stop();
      }
    });
  },
);
