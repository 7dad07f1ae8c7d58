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
/** Proofs by name, each with a file of its own, in the order in which they are told of. */
const PROOFS = /** @type {const} */ ([
  'kills',
  'waits',
  'rotations',
  'synced',
  'same-id',
  'storm',
  'full-disk',
  'clocks',
  'crowd',
]);
/** @typedef {typeof PROOFS[number]} Proof */

/**
 * Files of a proof that are named otherwise: what it relies on.
 *
 * @type {Partial<Record<Proof, string[]>>}
 */
const ALSO = { storm: ['fault-proxy.test.ts'], synced: ['system-calls.test.ts'] };

/** What says how fast something was has the machine for itself; of the others, which mostly wait, so many run beside each other. */
const ALONE = new Set(['crowd']);
const BESIDE_EACH_OTHER = 2;
/** The longest first, so that none is left over at the end. */
const LONGEST_FIRST = ['storm', 'rotations', 'waits', 'kills', 'clocks', 'full-disk', 'same-id', 'synced', 'crowd'];

const USAGE = `pnpm chaos [proof ...]

  pnpm chaos                 everything
  pnpm chaos kills synced    only these proofs, of: ${PROOFS.join(', ')}

  --seed N     repeat the run that said this seed
  --story S    with storm and --seed: tell one story that failed again, and make it smaller while it fails
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
  /** @type {readonly Proof[]} */
  let proofs;
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      allowNegative: true,
      options: {
        seed: { type: 'string' },
        story: { type: 'string' },
        short: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        build: { type: 'boolean', default: true },
        help: { type: 'boolean', short: 'h' },
      },
    });
    const unknown = positionals.find((proof) => !PROOFS.some((known) => known === proof));
    if (unknown !== undefined) throw new Error(`There is no proof "${unknown}".`);
    if (values.seed !== undefined && !/^\d{1,10}$/.test(values.seed)) throw new Error('A seed is a whole number.');
    if (values.story !== undefined) {
      if (!/^(sqlite|postgres):\d+(:\d+)*$/.test(values.story))
        throw new Error('A story is named as the run said it: sqlite:68.');
      if (values.seed === undefined || positionals.join() !== 'storm')
        throw new Error('A story belongs to a storm and to its seed: pnpm chaos storm --seed N --story S.');
    }
    if (values.write && (values.short || positionals.length > 0)) {
      throw new Error('Only a whole run of the long form is written down.');
    }
    options = values;
    proofs = PROOFS.filter((proof) => positionals.length === 0 || positionals.includes(proof));
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
    const seed = options.seed ?? String(Math.floor(Math.random() * 2 ** 31));
    const env = {
      ...process.env,
      CHATKU_CHAOS: options.short ? 'short' : 'long',
      CHATKU_CHAOS_SEED: seed,
      ...(options.story === undefined ? {} : { CHATKU_CHAOS_STORY: options.story }),
    };
    const [suite] = chooseSuites(listSuites(ROOT), ['chaos']);
    if (suite === undefined) throw new Error('The suite of this folder is gone.');
    const loadBefore = round(loadavg()[0] ?? 0);
    const { tally, problems, findings } = await prove(proofs, { suite, env, scratch, stopping });
    for (const problem of problems) terminal.say(`! ${problem}`);
    const report = {
      date: new Date().toISOString().slice(0, 10),
      machine: describeMachine(scratch),
      loadBefore,
      loadAfter: round(loadavg()[0] ?? 0),
      findings,
    };
    process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : `\n${textTable(findings)}\n`);
    terminal.say(`Chaos: ${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped (seed ${seed}).`);
    const holds = tally.failed === 0 && tally.passed > 0;
    if (options.write && holds && tally.skipped > 0) {
      terminal.say('Not written down: the table is of all proofs, and this machine left some out.');
      return 1;
    }
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

/**
 * Runs proofs, some beside each other.
 *
 * @param {readonly Proof[]} proofs
 * @param {{ suite: import('../test/suites.mjs').Suite, env: NodeJS.ProcessEnv, scratch: string, stopping: import('../bootstrap/stopping.mjs').Stopping }} context
 * @returns {Promise<{ tally: import('../test/tally.mjs').Tally, problems: string[], findings: import('../bench/report.mjs').Finding[] }>} in the order of the proofs, whichever ended first
 */
async function prove(proofs, { suite, env, scratch, stopping }) {
  /** @type {Map<string, import('../test/run-suite.mjs').Outcome>} */
  const outcomes = new Map();
  const onOutput = (/** @type {string} */ text) => void process.stderr.write(text);
  const proveOne = async (/** @type {Proof} */ proof) => {
    const files = [`${proof}.test.ts`, ...(ALSO[proof] ?? [])];
    const mine = { ...env, CHATKU_CHAOS_REPORT: join(scratch, proof) };
    outcomes.set(proof, await runSuite(suite, { env: mine, skipBrowser: true, stopping, onOutput, files }));
  };
  const inOrder = [...proofs].sort((a, b) => LONGEST_FIRST.indexOf(a) - LONGEST_FIRST.indexOf(b));
  const together = inOrder.filter((proof) => !ALONE.has(proof));
  const proveNext = async () => {
    for (let proof = together.shift(); proof !== undefined; proof = together.shift()) await proveOne(proof);
  };
  await Promise.all(Array.from({ length: BESIDE_EACH_OTHER }, proveNext));
  for (const proof of inOrder.filter((one) => ALONE.has(one))) await proveOne(proof);

  const tally = { passed: 0, failed: 0, skipped: 0 };
  /** @type {string[]} */
  const problems = [];
  for (const outcome of outcomes.values()) {
    for (const kind of /** @type {const} */ (['passed', 'failed', 'skipped'])) tally[kind] += outcome.tally[kind];
    problems.push(...outcome.problems);
  }
  return { tally, problems, findings: proofs.flatMap((proof) => findingsIn(join(scratch, proof))) };
}

/**
 * @param {string} file
 * @returns {import('../bench/report.mjs').Finding[]}
 */
function findingsIn(file) {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
}
