/** What `npm test` does, one step after another. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ensureBuilt } from '../bootstrap/build.mjs';
import { ensureInstalled } from '../bootstrap/install.mjs';
import { exitCodeOfSignal, Interrupted, listenForStop } from '../bootstrap/stopping.mjs';
import { TaskFailed } from '../bootstrap/task.mjs';
import { createTerminal, formatElapsed } from '../bootstrap/terminal.mjs';
import { ROOT } from '../bootstrap/workspace.mjs';
import { ensureChromium } from './browser.mjs';
import { runSuite } from './run-suite.mjs';
import { chooseSuites, listSuites } from './suites.mjs';
import { closingLine, sum } from './tally.mjs';

const USAGE = `npm test [-- suite ...]

  npm test                    everything
  npm test -- api crypto      only these suites
  npm test -- --list          what suites there are

  --summary FILE              write the sums to a file, as JSON, in place of the closing line

CHATKU_CHROMIUM names the browser to use; CHATKU_SKIP_BROWSER=1 leaves out what needs one, and counts it as skipped.
The samples of each language are run where it is there, else counted as skipped; CHATKU_REQUIRE_RUNTIMES=1 demands them all.
CHATKU_TEST_DATABASE_URL=postgres://... names a server where the API's tests may make databases (suite api-postgres); without it
that suite is counted as skipped, and CHATKU_REQUIRE_ENGINES=1 takes it as a failure.`;

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {import('./tally.mjs').Tally} tally
 * @property {string[]} problems
 * @property {number} tookMs
 */

/**
 * The table at the end: one line a suite, and what is wrong with it.
 *
 * @param {Row[]} rows
 * @returns {string}
 */
export function table(rows) {
  const width = Math.max(...rows.map(({ name }) => name.length), 5);
  const head = `${'suite'.padEnd(width)}  passed  failed  skipped   time`;
  const lines = rows.map(({ name, tally, problems, tookMs }) => {
    const numbers = [
      String(tally.passed).padStart(6),
      String(tally.failed).padStart(6),
      String(tally.skipped).padStart(7),
      formatElapsed(tookMs).padStart(5),
    ];
    return `${name.padEnd(width)}  ${numbers.join('  ')}${problems.map((problem) => `\n${' '.repeat(width)}  ! ${problem}`).join('')}`;
  });
  return [head, ...lines].join('\n');
}

/**
 * Runs the whole command.
 *
 * @param {string[]} args without `node` and the script
 * @returns {Promise<number>} 0 when every test passed, 1 when one failed, 2 for a wrong option
 */
export async function main(args) {
  const terminal = createTerminal();
  const stopping = listenForStop();
  let chosen;
  let summary;
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { list: { type: 'boolean' }, help: { type: 'boolean', short: 'h' }, summary: { type: 'string' } },
    });
    if (values.help) {
      terminal.say(USAGE);
      return 0;
    }
    summary = values.summary;
    chosen = chooseSuites(listSuites(ROOT), positionals);
    if (values.list) {
      for (const { name, path } of chosen) terminal.say(`${name.padEnd(12)} ${path}`);
      return 0;
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${USAGE}\n`);
    return 2;
  }

  const skipBrowser = process.env.CHATKU_SKIP_BROWSER === '1';
  /** @type {Row[]} */
  const rows = [];
  try {
    const context = { root: ROOT, env: process.env, terminal, stopping };
    await ensureInstalled(context);
    await ensureBuilt(context);
    /** @type {NodeJS.ProcessEnv} */
    const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1' };
    if (skipBrowser) {
      terminal.say();
      terminal.say('!! CHATKU_SKIP_BROWSER=1: what needs a browser is LEFT OUT and counted as skipped.');
    } else if (chosen.some(({ needsBrowser }) => needsBrowser)) {
      env.CHATKU_CHROMIUM = await ensureChromium(context);
      terminal.say(`Browser: ${env.CHATKU_CHROMIUM}`);
    }
    for (const suite of chosen) {
      terminal.say();
      terminal.say(`==> ${suite.name} (${suite.path})`);
      const startedAt = Date.now();
      const { tally, problems } = await runSuite(suite, { env, skipBrowser, stopping });
      rows.push({ name: suite.name, tally, problems, tookMs: Date.now() - startedAt });
    }
  } catch (error) {
    if (error instanceof Interrupted) return exitCodeOfSignal(error.signal);
    // Nothing ran, and a caller that sums must see that as a failure.
    if (!(error instanceof TaskFailed)) terminal.say(error instanceof Error ? error.message : String(error));
    rows.push({ name: 'preparation', tally: { passed: 0, failed: 1, skipped: 0 }, problems: ['see above'], tookMs: 0 });
  }

  const total = sum(rows.map(({ tally }) => tally));
  terminal.say();
  terminal.say(table(rows));
  if (skipBrowser) terminal.say('!! Without a browser: what is skipped above has NOT been tested.');
  terminal.say();
  if (summary === undefined) terminal.say(closingLine(total));
  else writeFileSync(summary, JSON.stringify(total));
  return total.failed === 0 ? 0 : 1;
}
