/** Runs one suite with vitest and counts what it says in its report. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startProcess } from '../bootstrap/processes.mjs';
import { exitCodeOfSignal } from '../bootstrap/stopping.mjs';
import { countSuite } from './tally.mjs';

/**
 * @typedef {object} Outcome
 * @property {import('./tally.mjs').Tally} tally
 * @property {string[]} problems
 */

/**
 * The vitest that the suite's own package names: its browser plug-in fits only that one.
 *
 * @param {string} folder
 * @returns {string} the program to give to Node
 */
function vitestProgram(folder) {
  return join(dirname(createRequire(join(folder, 'package.json')).resolve('vitest/package.json')), 'vitest.mjs');
}

/**
 * Runs vitest in a suite's folder.
 *
 * @param {import('./suites.mjs').Suite} suite
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {import('../bootstrap/stopping.mjs').Stopping} stopping
 * @param {((text: string) => void) | undefined} [onOutput]
 * @returns {Promise<number>} the exit code
 */
async function vitest(suite, args, env, stopping, onOutput) {
  stopping.asked.throwIfAborted();
  const child = startProcess({
    name: suite.name,
    command: process.execPath,
    args: [
      vitestProgram(suite.folder),
      ...args,
      '--root',
      suite.folder,
      '--config',
      join(suite.folder, suite.config ?? ''),
    ],
    cwd: suite.folder,
    env,
    onOutput,
  });
  const askToEnd = () => child.signal('SIGTERM');
  const forceToEnd = () => child.signal('SIGKILL');
  stopping.asked.addEventListener('abort', askToEnd, { once: true });
  stopping.forced.addEventListener('abort', forceToEnd, { once: true });
  const { code, signal } = await child.exited;
  stopping.asked.removeEventListener('abort', askToEnd);
  stopping.forced.removeEventListener('abort', forceToEnd);
  stopping.asked.throwIfAborted();
  return code ?? exitCodeOfSignal(signal ?? 'SIGKILL');
}

/**
 * The files a suite would run, each with its project. Found by their names only: no test and no browser is started.
 *
 * @param {import('./suites.mjs').Suite} suite
 * @param {NodeJS.ProcessEnv} env
 * @param {import('../bootstrap/stopping.mjs').Stopping} stopping
 * @param {string} scratch a folder for the answer
 * @returns {Promise<string[]>}
 */
async function listFilesOf(suite, env, stopping, scratch) {
  const file = join(scratch, 'files.json');
  rmSync(file, { force: true });
  await vitest(suite, ['list', '--filesOnly', `--json=${file}`], env, stopping, () => {});
  if (!existsSync(file)) return [];
  const files = /** @type {{ file: string, projectName?: string }[]} */ (JSON.parse(readFileSync(file, 'utf8')));
  return files.map(({ file: path, projectName }) => `${projectName ?? ''} ${path}`);
}

/**
 * Counts the test files that are left out because there shall be no browser: what the suite would run with one, less what
 * it runs without. A suite without a config of its own for that case is left out whole.
 *
 * @param {import('./suites.mjs').Suite} suite
 * @param {NodeJS.ProcessEnv} env
 * @param {import('../bootstrap/stopping.mjs').Stopping} stopping
 * @param {string} scratch
 * @returns {Promise<{ left: number, out: number }>} files left to run, files left out
 */
async function countWithoutBrowser(suite, env, stopping, scratch) {
  // Any path does: nothing is started while files are listed, but a config may refuse to load without one.
  const withBrowser = { ...env, CHATKU_CHROMIUM: process.execPath, CHATKU_SKIP_BROWSER: '' };
  const all = await listFilesOf(suite, withBrowser, stopping, scratch);
  const left = await listFilesOf(suite, env, stopping, scratch);
  return { left: left.length, out: Math.max(all.length - left.length, 0) };
}

/**
 * Runs one suite to its end.
 *
 * @param {import('./suites.mjs').Suite} suite
 * @param {object} context
 * @param {NodeJS.ProcessEnv} context.env
 * @param {boolean} context.skipBrowser
 * @param {import('../bootstrap/stopping.mjs').Stopping} context.stopping
 * @param {(text: string) => void} [context.onOutput] where given, what vitest writes goes here and not to the terminal
 * @param {readonly string[]} [context.files] only test files in whose path one of these stands
 * @returns {Promise<Outcome>}
 * @throws {import('../bootstrap/stopping.mjs').Interrupted}
 */
export async function runSuite(suite, { env, skipBrowser, stopping, onOutput, files = [] }) {
  if (suite.config === undefined) {
    return {
      tally: { passed: 0, failed: 1, skipped: 0 },
      problems: ['has no vitest.config, so nothing tests this room'],
    };
  }
  const scratch = mkdtempSync(join(tmpdir(), 'chatku-suite-'));
  for (const name of suite.without ?? []) env = { ...env, [name]: undefined };
  try {
    const { needsVariable } = suite;
    if (needsVariable !== undefined && (env[needsVariable] ?? '') === '') {
      const missing = `${needsVariable} is not set, so NONE of its tests ran`;
      if (env.CHATKU_REQUIRE_ENGINES === '1') {
        return {
          tally: { passed: 0, failed: 1, skipped: 0 },
          problems: [`${missing}; CHATKU_REQUIRE_ENGINES=1 demands it`],
        };
      }
      const files = await listFilesOf(
        suite,
        { ...env, [needsVariable]: 'postgres://not-connected-to/' },
        stopping,
        scratch,
      );
      return {
        tally: { passed: 0, failed: 0, skipped: Math.max(files.length, 1) },
        problems: [`${missing}: ${files.length} test files left out`],
      };
    }
    let leftOut = 0;
    if (skipBrowser && suite.needsBrowser) {
      const { left, out } = await countWithoutBrowser(suite, env, stopping, scratch);
      leftOut = out;
      if (left === 0)
        return { tally: { passed: 0, failed: 0, skipped: Math.max(out, 1) }, problems: ['left out whole'] };
    }
    const file = join(scratch, 'report.json');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const exitCode = await vitest(suite, ['run', ...files, ...reporters], env, stopping, onOutput);
    const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
    const { tally, problems } = countSuite(report, exitCode);
    if (leftOut > 0) problems.push(`${leftOut} test files left out: they need a browser`);
    return { tally: { ...tally, skipped: tally.skipped + leftOut }, problems };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
