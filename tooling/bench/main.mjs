/** What `pnpm bench` does, one measurement after another. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt } from '../bootstrap/build.mjs';
import { ensureInstalled } from '../bootstrap/install.mjs';
import { exitCodeOfSignal, Interrupted, listenForStop, whenAborted } from '../bootstrap/stopping.mjs';
import { TaskFailed } from '../bootstrap/task.mjs';
import { createTerminal } from '../bootstrap/terminal.mjs';
import { ROOT } from '../bootstrap/workspace.mjs';
import { ensureChromium } from '../test/browser.mjs';
import { keepsBar, textTable, writeInto } from './report.mjs';

const PAGE = join(ROOT, 'docs', 'benchmarks.md');
const PARTS = [
  'hash',
  'bytes',
  'launcher',
  'preview',
  'messages',
  'postgres',
  'growth',
  'fan-out',
  'idle-sockets',
  'starts',
];
/** Parts that need a page. */
const IN_BROWSER = ['bytes', 'launcher', 'preview'];

const USAGE = `pnpm bench [part ...]

  pnpm bench                 everything, about five minutes
  pnpm bench hash bytes      only these parts, of: ${PARTS.join(', ')}

  --write      put the figures into docs/benchmarks.md (whole runs only)
  --json       print JSON in place of the table
  --no-build   neither install nor build: measure what is there

Ends with 1 when a figure misses its bar.`;

/**
 * Runs the whole command.
 *
 * @param {string[]} args without `node` and the script
 * @returns {Promise<number>} 0 when every bar is kept, 1 when one is missed or nothing could be measured, 2 for a wrong option
 */
export async function main(args) {
  let options;
  /** @type {string[]} */
  let parts;
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      allowNegative: true,
      options: {
        write: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        build: { type: 'boolean', default: true },
        help: { type: 'boolean', short: 'h' },
      },
    });
    const unknown = positionals.find((part) => !PARTS.includes(part));
    if (unknown !== undefined) throw new Error(`There is no part "${unknown}".`);
    if (values.write && positionals.length > 0)
      throw new Error('Only a whole run is written down: its ratios belong together.');
    options = values;
    parts = positionals.length === 0 ? PARTS : positionals;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${USAGE}\n`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }

  const terminal = createTerminal({ out: process.stderr });
  const stopping = listenForStop();
  const context = { root: ROOT, env: process.env, terminal, stopping };
  try {
    if (options.build) {
      await ensureInstalled(context);
      await ensureBuilt(context);
    }
    const executablePath = parts.some((part) => IN_BROWSER.includes(part)) ? await ensureChromium(context) : '';
    // Only now: what measures needs what was installed.
    const { measure } = await import('./measure.mjs');
    const report = await Promise.race([measure(parts, executablePath, terminal), whenAborted(stopping.asked)]);
    process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : `\n${textTable(report.findings)}\n`);
    if (options.write) {
      writeFileSync(PAGE, writeInto(readFileSync(PAGE, 'utf8'), report));
      terminal.say('Written into docs/benchmarks.md.');
    }
    const missed = report.findings.filter((finding) => keepsBar(finding) === false);
    if (missed.length > 0) terminal.say(`Missed: ${missed.map(({ name }) => name).join('; ')}.`);
    return missed.length === 0 ? 0 : 1;
  } catch (error) {
    if (error instanceof Interrupted) return exitCodeOfSignal(error.signal);
    if (!(error instanceof TaskFailed))
      terminal.say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return 1;
  }
}
