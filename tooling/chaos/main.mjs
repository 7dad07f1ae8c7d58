/** What `pnpm chaos` does: runs the proofs of this folder in their long form, and says what they found. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from '../bench/machine.mjs';
import { textTable, writeInto } from '../bench/report.mjs';
import { round } from '../bench/statistics.mjs';
import { ensureBuilt } from '../bootstrap/build.mjs';
import { ensureInstalled } from '../bootstrap/install.mjs';
import { exitCodeOfSignal, Interrupted, listenForStop } from '../bootstrap/stopping.mjs';
import { TaskFailed } from '../bootstrap/task.mjs';
import { createTerminal } from '../bootstrap/terminal.mjs';
import { ROOT } from '../bootstrap/workspace.mjs';
import { runSuite } from '../test/run-suite.mjs';
import { chooseSuites, listSuites } from '../test/suites.mjs';

const PAGE = join(ROOT, 'docs', 'benchmarks.md');
const MARKS = { begin: '<!-- chaos: begin (pnpm chaos --write) -->', end: '<!-- chaos: end -->' };
/** By name: the files of a proof. */
const PROOFS = ['kills', 'waits', 'synced', 'same-id', 'storm', 'full-disk', 'crowd'];

const USAGE = `pnpm chaos [proof ...]

  pnpm chaos                 everything
  pnpm chaos kills synced    only these proofs, of: ${PROOFS.join(', ')}

  --seed N     repeat the run that said this seed
  --short      the form that npm test runs
  --write      put the figures into docs/benchmarks.md (whole long runs only)
  --json       print JSON in place of the table
  --no-build   neither install nor build: break what is there

Ends with 1 when a proof fails. What cannot be proven on this machine is said and counted as skipped;
CHATKU_REQUIRE_RUNTIMES=1 takes it as a failure.`;

/**
 * Runs the whole command.
 *
 * @param {string[]} args without `node` and the script
 * @returns {Promise<number>} 0 when every proof holds, 1 when one fails or nothing could be proven, 2 for a wrong option
 */
export async function main(args) {
  let options;
  /** @type {string[]} */
  let proofs;
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      allowNegative: true,
      options: {
        seed: { type: 'string' },
        short: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        build: { type: 'boolean', default: true },
        help: { type: 'boolean', short: 'h' },
      },
    });
    const unknown = positionals.find((proof) => !PROOFS.includes(proof));
    if (unknown !== undefined) throw new Error(`There is no proof "${unknown}".`);
    if (values.seed !== undefined && !/^\d{1,10}$/.test(values.seed)) throw new Error('A seed is a whole number.');
    if (values.write && (values.short || positionals.length > 0)) {
      throw new Error('Only a whole run of the long form is written down.');
    }
    options = values;
    proofs = positionals;
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
  const scratch = mkdtempSync(join(tmpdir(), 'chatku-chaos-'));
  try {
    if (options.build) {
      const context = { root: ROOT, env: process.env, terminal, stopping };
      await ensureInstalled(context);
      await ensureBuilt(context);
    }
    const file = join(scratch, 'findings');
    const env = {
      ...process.env,
      CHATKU_CHAOS: options.short ? 'short' : 'long',
      CHATKU_CHAOS_REPORT: file,
      ...(options.seed === undefined ? {} : { CHATKU_CHAOS_SEED: options.seed }),
    };
    const [suite] = chooseSuites(listSuites(ROOT), ['chaos']);
    if (suite === undefined) throw new Error('The suite of this folder is gone.');
    const loadBefore = round(loadavg()[0] ?? 0);
    const onOutput = (/** @type {string} */ text) => void process.stderr.write(text);
    const files = proofs.map((proof) => `${proof}.test.ts`);
    const { tally, problems } = await runSuite(suite, { env, skipBrowser: true, stopping, onOutput, files });
    for (const problem of problems) terminal.say(`! ${problem}`);
    /** @type {import('../bench/report.mjs').Finding[]} */
    const findings = existsSync(file)
      ? readFileSync(file, 'utf8')
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line))
      : [];
    const report = {
      date: new Date().toISOString().slice(0, 10),
      machine: describeMachine(scratch),
      loadBefore,
      loadAfter: round(loadavg()[0] ?? 0),
      findings,
    };
    process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : `\n${textTable(findings)}\n`);
    terminal.say(`Chaos: ${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped.`);
    const holds = tally.failed === 0 && tally.passed > 0;
    if (options.write && holds) {
      writeFileSync(PAGE, writeInto(readFileSync(PAGE, 'utf8'), report, MARKS));
      terminal.say('Written into docs/benchmarks.md.');
    }
    return holds ? 0 : 1;
  } catch (error) {
    if (error instanceof Interrupted) return exitCodeOfSignal(error.signal);
    if (!(error instanceof TaskFailed))
      terminal.say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
