/** What `npm start` and `pnpm dev` do, one step after another. */
import { parseArgs } from 'node:util';
import { ensureBuilt } from '../bootstrap/build.mjs';
import { ensureInstalled } from '../bootstrap/install.mjs';
import { exitCodeOfSignal, Interrupted, listenForStop } from '../bootstrap/stopping.mjs';
import { TaskFailed } from '../bootstrap/task.mjs';
import { createTerminal, formatElapsed } from '../bootstrap/terminal.mjs';
import { ROOT } from '../bootstrap/workspace.mjs';
import { withRealPorts } from './ports.mjs';
import { serve } from './serve.mjs';
import { settingsFrom } from './settings.mjs';
import { serveAndRebuild } from './watch.mjs';

const USAGE = `npm start [-- options]

  --no-demo   start empty: no demo shop, and the first visitor of the console signs up as owner
  --dev       rebuild and restart whenever a source changes
  --help      this text

Settings come from the environment: HOST, PORT, DEMO_PORT, CHATKU_DATA_DIR and more, see docs/self-hosting.md.`;

/**
 * @param {string[]} args
 * @returns {{ demo: boolean, dev: boolean, help: boolean } | { mistake: string }}
 */
export function parseStartArguments(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        demo: { type: 'boolean', default: true },
        dev: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
      allowNegative: true,
    });
    return { demo: values.demo === true, dev: values.dev === true, help: values.help === true };
  } catch (error) {
    return { mistake: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Runs the whole command.
 *
 * @param {string[]} args without `node` and the script
 * @returns {Promise<number>} the exit code: 0 after a clean end, the API's own where it failed, 2 for a wrong option
 */
export async function main(args) {
  const options = parseStartArguments(args);
  if ('mistake' in options) {
    process.stderr.write(`${options.mistake}\n\n${USAGE}\n`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }

  const startedAt = Date.now();
  const terminal = createTerminal();
  const stopping = listenForStop();
  const context = { root: ROOT, env: process.env, terminal, stopping };
  try {
    await ensureInstalled(context);
    await ensureBuilt(context);
    const env = await withRealPorts(process.env);
    const house = {
      ...context,
      env,
      settings: settingsFrom(env, ROOT, options.demo),
      tookSoFar: () => formatElapsed(Date.now() - startedAt),
    };
    return options.dev ? await serveAndRebuild(house) : await serve(house);
  } catch (error) {
    if (error instanceof Interrupted) return exitCodeOfSignal(error.signal);
    // Its output has been shown; a stack trace of ours would only hide it.
    if (error instanceof TaskFailed) {
      terminal.say();
      terminal.say(error.message);
      return error.exitCode;
    }
    throw error;
  }
}
