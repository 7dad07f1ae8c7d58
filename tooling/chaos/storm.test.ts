/**
 * Proof 4: whatever the network and the server do between them, in the end the widget shows what the server has.
 *
 * The real engine of the widget speaks through a proxy of ours that delays, cuts, resets and forgets connections, while visitors write and
 * switch, agents answer, pages are loaded anew and a server, or what it stands on, is killed. At the end of each story the list on screen must equal a fresh
 * fetch. What breaks it, tried: an engine that forgets what it could not send, one that puts a message only among those of its own conversation,
 * and a server that pushes only what comes after the hello.
 */

import { pathOf } from '@chatku/schemas';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { installBot, signInOwner } from '../product/api-server.mjs';
import { withFolder } from '../product/scratch.mjs';
import { type ApiNode, nodeInTurn } from './api-node.js';
import { FaultProxy } from './fault-proxy/fault-proxy.js';
import { form, lasting, record, SEED, skipLoudly } from './form.js';
import { STAGES, type StageKind } from './stages.js';
import { wrongInItself } from './stored.js';
import { type Place, Story, told } from './story.js';

const STORIES = { sqlite: form({ short: 6, long: 150 }), postgres: form({ short: 3, long: 60 }) };
const RECOVERY_MS = 240_000;

/** `sqlite:68`, where one story of a run is to be told again, time and again, and made smaller while it fails. */
const [ONLY_ON, ONLY] = process.env['CHATKU_CHAOS_STORY']?.split(':') ?? [];
/** What fails by chance is told so often before it counts as well. */
const TELLINGS = ONLY === undefined ? 1 : 5;
const MADE_SMALLER_FOR_MS = 1_800_000;

async function placeOn(kind: StageKind, folder: string): Promise<Place> {
  const stage = await kind.start(folder);
  const [first] = stage.nodes as readonly [ApiNode];
  const bot = await installBot(first);
  const asOwner = await signInOwner(first);
  const of = { bot_id: bot.botId };
  const { version } = await asOwner('GET', pathOf('get_bot', of));
  const limits = { messages_per_minute: 120, new_guests_per_minute: 600 };
  await asOwner('PATCH', pathOf('update_bot', of), { version, guest_limits: limits });
  let turn = 0;
  const proxy = await FaultProxy.start(() => nodeInTurn(stage.nodes, turn++).port);
  return { stage, proxy, bot, asOwner, recoveryMs: ONLY === undefined ? RECOVERY_MS : RECOVERY_MS / 4 };
}

type Told = typeof told extends fc.Arbitrary<infer One> ? readonly One[] : never;

async function tell(place: Place, story: Told): Promise<void> {
  const mine = new Story(place);
  try {
    for (const { step, pauseMs } of story) {
      await mine.take(step);
      await lasting(pauseMs);
    }
    await mine.end();
  } finally {
    place.proxy.suffer({ kind: 'none' });
    mine.page.close();
    place.proxy.breakAll();
    await mine.restarted();
    for (const node of place.stage.nodes) node.requireRunning();
  }
}

/** @throws what was wrong in the first story that failed, and how to have it told again */
async function tellAll(place: Place, kind: StageKind): Promise<number> {
  let steps = 0;
  const property = fc.asyncProperty(fc.array(told, { minLength: 4, maxLength: 20 }), async (story) => {
    for (let telling = 0; telling < TELLINGS; telling++) await tell(place, story);
    steps += story.length;
  });
  const found = await fc.check(
    property,
    ONLY === undefined
      ? { numRuns: STORIES[kind.word], seed: SEED, endOnFailure: true }
      : {
          numRuns: 1,
          seed: SEED,
          path: ONLY,
          interruptAfterTimeLimit: MADE_SMALLER_FOR_MS,
          markInterruptAsFailure: false,
        },
  );
  if (!found.failed) return steps;
  const { counterexamplePath } = found;
  const again = `pnpm chaos storm --seed ${SEED} --story ${kind.word}:${counterexamplePath}`;
  throw new Error(`${fc.defaultReportMessage(found)}\nTold again and made smaller by: ${again}`, {
    cause: found.errorInstance,
  });
}

for (const kind of STAGES) {
  const isLeftOut =
    (ONLY_ON !== undefined && ONLY_ON !== kind.word) || skipLoudly(`a storm on ${kind.name}`, kind.lack());
  const name = `${kind.name}: ${STORIES[kind.word]} stories of send, retry, cut, reset, forget, switch, answer and restart`;
  test.skipIf(isLeftOut)(`${name} (seed ${SEED})`, async () => {
    await withFolder(async (folder) => {
      const place = await placeOn(kind, folder);
      try {
        const steps = await tellAll(place, kind);
        const rows = await place.stage.rows();
        expect(await wrongInItself(rows)).toEqual([]);
        await rows.close();
        record({
          name: `stories after which the widget showed what the server had, ${kind.name}`,
          value: STORIES[kind.word],
          unit: 'stories',
          note: `${steps} steps, ${place.proxy.taken} connections`,
        });
      } finally {
        await place.proxy.stop();
        await place.stage.stop();
      }
    });
  });
}
