/** What `pnpm validate` does, one step after another. It goes on after a failure: a person wants to see all of them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt } from '../bootstrap/build.mjs';
import { ensureInstalled } from '../bootstrap/install.mjs';
import { startProcess } from '../bootstrap/processes.mjs';
import { exitCodeOfSignal, Interrupted, listenForStop } from '../bootstrap/stopping.mjs';
import { runTask, TaskFailed } from '../bootstrap/task.mjs';
import { createTerminal } from '../bootstrap/terminal.mjs';
import { ROOT } from '../bootstrap/workspace.mjs';
import { closingLine, sum } from '../test/tally.mjs';
import { listChecks } from './checks.mjs';

const USAGE = `pnpm validate

Format, lint, import law, types and generated files, then all tests.

  --no-tests       without the tests
  --summary FILE   write the sums to a file, as JSON, in place of the closing line`;

/**
 * Runs the checks.
 *
 * @param {import('./checks.mjs').Check[]} checks
 * @param {{ terminal: import('../bootstrap/terminal.mjs').Terminal, stopping: import('../bootstrap/stopping.mjs').Stopping, env: NodeJS.ProcessEnv }} context
 * @returns {Promise<string[]>} the titles of those that failed
 * @throws {Interrupted}
 */
export async function runChecks(checks, context) {
  const failed = [];
  for (const { title, command, args, cwd, mistake } of checks) {
    try {
      if (command === undefined) {
        context.terminal.say(`✗ ${title}  ${mistake ?? ''}`);
        failed.push(title);
      } else {
        await runTask({ title, command, args, cwd, env: context.env }, context);
      }
    } catch (error) {
      if (!(error instanceof TaskFailed)) throw error;
      failed.push(title);
    }
  }
  return failed;
}

/**
 * Runs the whole command.
 *
 * @param {string[]} args without `node` and the script
 * @returns {Promise<number>} 0 when all is well, 1 when something is not, 2 for a wrong option
 */
export async function main(args) {
  const terminal = createTerminal();
  const stopping = listenForStop();
  let options;
  try {
    options = parseArgs({
      args,
      options: {
        tests: { type: 'boolean', default: true },
        summary: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
      allowNegative: true,
    }).values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${USAGE}\n`);
    return 2;
  }
  if (options.help) {
    terminal.say(USAGE);
    return 0;
  }

  const context = { root: ROOT, env: process.env, terminal, stopping };
  const tallies = [];
  /** @type {string[]} */
  let failed = [];
  try {
    await ensureInstalled(context);
    // Types of one room are read from what another has built.
    await ensureBuilt(context);
    const checks = listChecks(ROOT);
    failed = await runChecks(checks, context);
    tallies.push({ passed: checks.length - failed.length, failed: failed.length, skipped: 0 });
    if (options.tests) tallies.push(await runTests(stopping));
  } catch (error) {
    if (error instanceof Interrupted) return exitCodeOfSignal(error.signal);
    if (!(error instanceof TaskFailed)) throw error;
    failed.push('preparation');
    tallies.push({ passed: 0, failed: 1, skipped: 0 });
  }

  const total = sum(tallies);
  terminal.say();
  if (failed.length > 0) terminal.say(`Not in order: ${failed.join(', ')}.`);
  if (options.summary === undefined) terminal.say(closingLine(total));
  else writeFileSync(options.summary, JSON.stringify(total));
  return total.failed === 0 ? 0 : 1;
}

/**
 * `npm test` in a process of its own, as a person would call it.
 *
 * @param {import('../bootstrap/stopping.mjs').Stopping} stopping
 * @returns {Promise<import('../test/tally.mjs').Tally>}
 */
async function runTests(stopping) {
  const scratch = mkdtempSync(join(tmpdir(), 'chatku-validate-'));
  const file = join(scratch, 'summary.json');
  const child = startProcess({
    name: 'the tests',
    command: process.execPath,
    args: ['tooling/test/test.mjs', '--summary', file],
    cwd: ROOT,
    env: process.env,
  });
  stopping.asked.addEventListener('abort', () => child.signal('SIGTERM'), { once: true });
  stopping.forced.addEventListener('abort', () => child.signal('SIGKILL'), { once: true });
  try {
    const { code } = await child.exited;
    stopping.asked.throwIfAborted();
    const tally = /** @type {import('../test/tally.mjs').Tally} */ (JSON.parse(readFileSync(file, 'utf8')));
    return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
