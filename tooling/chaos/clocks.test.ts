/**
 * Proof 6: clocks that jump ten minutes, both ways, lose, double and disorder nothing, and lock nobody out.
 *
 * Clients send while the clock of one server after the other is set ten minutes forward, right again, ten minutes back, and right again; a
 * server is killed while its clock is wrong and comes back with it. Of two nodes the other's clock is right meanwhile. What breaks it, tried: a
 * message whose id is made by the clock alone, and not behind the conversation's last one, stands before it in a history. (Sockets, members, limits and waits over such
 * jumps: apps/api/src/laws/clock-jumps.test.ts and those it names.)
 */
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { withFolder } from '../product/scratch.mjs';
import { chance, form, lasting, record, SEED, skipLoudly } from './form.js';
import { requireTold, Senders } from './killing.js';
import { STAGES } from './stages.js';
import { wrongs } from './stored.js';

const CLIENTS = 20;
/** Limits are counted in Redis, and outlive a node. */
const VISITORS_OF_ONE = form({ short: 6, long: 20 });
const TIMES_ROUND = form({ short: 1, long: 3 });
const TEN_MINUTES_MS = 600_000;
/** Where a clock is set to, one after the other. */
const AHEAD_MS = [TEN_MINUTES_MS, 0, -TEN_MINUTES_MS, 0];
/** So long it stays there before the server is killed, or the clock is set again. */
const STAYS_MS = { least: 400, most: 1_500 };

const MOVABLE = { NODE_OPTIONS: `--import ${pathToFileURL(`${import.meta.dirname}/clock/moved-clock.mjs`)}` };

for (const kind of STAGES) {
  const isLeftOut = skipLoudly(`clocks that jump on ${kind.name}`, kind.lack());
  test.skipIf(isLeftOut)(`${kind.name}: ${CLIENTS} clients, clocks that jump ten minutes (seed ${SEED})`, async () => {
    await withFolder(async (folder) => {
      const stage = await kind.start(folder, MOVABLE);
      const random = chance();
      const stay = () => lasting(STAYS_MS.least + random() * (STAYS_MS.most - STAYS_MS.least));
      let jumps = 0;
      try {
        const senders = await Senders.make(stage.nodes, CLIENTS, VISITORS_OF_ONE);
        senders.start();
        for (let time = 0; time < TIMES_ROUND; time++) {
          for (const node of stage.nodes) {
            for (const aheadMs of AHEAD_MS) {
              await node.setClock(aheadMs);
              jumps += 1;
              await stay();
              if (aheadMs !== 0) {
                await node.killAndRevive();
                await stay();
              }
              senders.requireServed();
            }
          }
        }
        await senders.finish();
        const [first] = stage.nodes;
        await requireTold(first?.url ?? '', senders);
        const rows = await stage.rows();
        expect([...senders.wrong, ...(await wrongs(rows, senders.acknowledged))]).toEqual([]);
        await rows.close();
        record({
          name: `acknowledged while clocks jumped ten minutes ${jumps} times, ${kind.name}, all there once and in order`,
          value: senders.acknowledged.length,
          unit: 'messages',
        });
      } finally {
        await stage.stop();
      }
    });
  });
}
