/**
 * Proof 1: what was acknowledged is there, whenever the server is killed.
 *
 * Clients send over the real HTTP API and note every acknowledgement, while the process is killed (SIGKILL) and started again.
 * What breaks it, tried: an acknowledgement given before the commit loses messages; a `client_id` that is not asked for stores what is
 * sent again twice; a turn in two transactions leaves messages without their answers.
 */
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { withFolder } from '../product/scratch.mjs';
import { ApiNode } from './api-node.js';
import { chance, form, lasting, record, SEED } from './form.js';
import { Senders } from './killing.js';
import { openSqlite, wrongs } from './stored.js';

const CLIENTS = 20;
const ROUNDS = form({ short: 3, long: 20 });
const LIVES_MS = form({ short: { least: 500, most: 1_500 }, long: { least: 1_000, most: 3_000 } });

const running: ApiNode[] = [];
afterEach(async () => {
  for (const node of running.splice(0)) await node.stop();
});

test(`SQLite: ${CLIENTS} clients, the API killed ${ROUNDS} times (seed ${SEED})`, async () => {
  await withFolder(async (folder) => {
    const random = chance();
    const node = await ApiNode.start(join(folder, 'data'));
    running.push(node);
    const senders = await Senders.make([node], CLIENTS);
    senders.start();
    for (let round = 0; round < ROUNDS; round++) {
      await lasting(LIVES_MS.least + random() * (LIVES_MS.most - LIVES_MS.least));
      await node.killAndRevive();
    }
    await senders.finish();
    // As the last kill leaves it: whoever opens the file first takes the log in.
    await node.kill();
    const rows = openSqlite(join(folder, 'data', 'chatku.db'));
    const integrity = await rows.query('PRAGMA integrity_check');
    const wrong = await wrongs(rows, senders.acknowledged);
    await rows.close();
    expect(integrity).toEqual([{ integrity_check: 'ok' }]);
    expect([...senders.wrong, ...wrong]).toEqual([]);

    await node.revive();
    const told = new Map(senders.acknowledged.map(({ clientId, id }) => [clientId, id]));
    for (const reader of senders.readers) {
      for (const { client_id: clientId, id } of await reader.history(node.url)) {
        if (clientId !== undefined && told.get(clientId) === id) told.delete(clientId);
      }
    }
    expect([...told]).toEqual([]);
    const { acknowledged, broken, again, refused } = senders;
    record({
      name: `acknowledged over ${ROUNDS} kills, SQLite, all there once`,
      value: acknowledged.length,
      unit: 'messages',
      note: `${CLIENTS} clients; ${broken} attempts broken, ${refused} refused for now, ${again} sent again after their acknowledgement`,
    });
    // Kills that hit nobody would prove nothing.
    expect(broken).toBeGreaterThan(0);
  });
});
