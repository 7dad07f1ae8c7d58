/** `pnpm dev`: the same house, rebuilt and restarted whenever a source changes. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureBuilt } from '../bootstrap/build.mjs';
import { listFiles } from '../bootstrap/fingerprint.mjs';
import { whenAborted } from '../bootstrap/stopping.mjs';
import { TaskFailed } from '../bootstrap/task.mjs';
import { listRooms } from '../bootstrap/workspace.mjs';
import { EndedByItself, endAll, launch, requirePorts, sayWhereToLook } from './serve.mjs';

const LOOK_EVERY_MS = 400;
const NOT_WATCHED = /(^|\/)(node_modules|dist|\.turbo|coverage|__screenshots__|test-results)$|\.test\.m?tsx?$|\.md$/;

/**
 * Names and times of all sources. Looking at a few hundred files takes milliseconds and works alike on every system,
 * network folders and containers included, where notifications of changes do not.
 *
 * @param {string} root
 * @returns {string}
 */
export function sourcesAsSeen(root) {
  const seen = [];
  for (const room of listRooms(root)) {
    if (room.path === 'tooling') continue;
    for (const path of listFiles(root, room.folder, (candidate) => !NOT_WATCHED.test(candidate))) {
      const stat = statSync(join(root, path), { throwIfNoEntry: false });
      if (stat) seen.push(`${path} ${stat.size} ${stat.mtimeMs}`);
    }
  }
  return seen.join('\n');
}

/**
 * Waits until sources differ from what was seen and have been quiet for one look, so that a save of many files is one
 * change.
 *
 * @param {string} root
 * @param {string} before
 * @param {AbortSignal} asked
 */
async function whenChanged(root, before, asked) {
  let last = before;
  while (!asked.aborted) {
    await sleep(LOOK_EVERY_MS);
    const current = sourcesAsSeen(root);
    if (current !== before && current === last) return;
    last = current;
  }
}

/**
 * Serves and rebuilds until a signal comes. A build that fails leaves the running programs alone; programs that fail are
 * started again after the next change.
 *
 * @param {import('./serve.mjs').House} house
 * @returns {Promise<number>} the exit code
 */
export async function serveAndRebuild(house) {
  const { root, terminal, stopping } = house;
  const refused = await requirePorts(house);
  if (refused !== 0) return refused;
  /** @type {import('./serve.mjs').Running | undefined} */
  let running;
  const stop = whenAborted(stopping.asked);
  stop.catch(() => {});
  try {
    for (;;) {
      const seen = sourcesAsSeen(root);
      let built = true;
      try {
        await ensureBuilt(house);
      } catch (error) {
        if (!(error instanceof TaskFailed)) throw error;
        built = false;
        terminal.say('Not restarted: mend the error above and save.');
      }
      try {
        if (built) {
          if (running) await endAll(running.children, house);
          running = undefined;
          running = await launch(house);
          sayWhereToLook(house);
        }
        await Promise.race([whenChanged(root, seen, stopping.asked), running?.ended ?? stop, stop]);
      } catch (error) {
        if (!(error instanceof EndedByItself)) throw error;
        terminal.say(`${error.message}. Waiting for a change.`);
        if (running) await endAll(running.children, house);
        running = undefined;
        await Promise.race([whenChanged(root, seen, stopping.asked), stop]);
      }
      stopping.asked.throwIfAborted();
      terminal.say();
      terminal.say('A source has changed.');
    }
  } catch (error) {
    if (!stopping.asked.aborted) throw error;
    const code = running ? await endAll(running.children, house) : 0;
    terminal.say('Stopped.');
    return code;
  }
}
