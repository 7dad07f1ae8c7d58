/**
 * The languages whose samples are executed, and how: each has a driver that is given a mode and the folder of the samples,
 * reads lines and writes one line for each. Texts are in Base64, so that no driver needs more than its language.
 *
 * | mode                    | a line                                               | its answer                      |
 * | ----------------------- | ---------------------------------------------------- | ------------------------------- |
 * | `hash`                  | user id, tab, key                                    | the hash                        |
 * | `token`                 | user id, tab, bot id, tab, key id, tab, key          | the token                       |
 * | `identity`, `framework` | user id in the session; `#` and a number; `-`: nobody | user id, tab, hash; `-`: nobody |
 * | `page`                  | the same                                             | the piece of the page           |
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../bootstrap/workspace.mjs';

export const SAMPLES = join(ROOT, 'apps', 'console', 'samples');
const DRIVERS = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, 'drivers');

/** What the website's configuration holds while its samples run: the key's text, never decoded. */
export const SPECIAL_KEY = '0123456789abcdef0123456789abcdef';

/**
 * @typedef {object} Runtime
 * @property {string} name as the picker names the language
 * @property {string} folder of its samples
 * @property {string[]} programs each with the arguments that make it tell its version
 * @property {('hash' | 'token' | 'identity' | 'framework' | 'page')[]} modes
 * @property {(folder: string, scratch: string) => string[]} prepare compiles where that is needed; the command to which mode
 *   and folder are added
 */

/**
 * Runs a compiler to its end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 * @throws {Error} with what it says, when it fails
 */
function compile(command, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} failed.\n${error ?? ''}${stdout}${stderr}`);
}

/**
 * The files of a language and its driver side by side, as compilers want them.
 *
 * @param {string} folder
 * @param {string} ending
 * @param {string} scratch
 * @returns {string[]} their names
 */
function gather(folder, ending, scratch) {
  for (const from of [folder, DRIVERS]) {
    for (const name of readdirSync(from)) {
      if (name.endsWith(ending)) copyFileSync(join(from, name), join(scratch, name));
    }
  }
  return readdirSync(scratch).filter((name) => name.endsWith(ending));
}

/** @param {string} program @param {string} driver @returns {Runtime['prepare']} */
const interpreted = (program, driver) => () => [program, join(DRIVERS, driver)];

/** @type {readonly Runtime[]} */
export const RUNTIMES = [
  {
    name: 'PHP',
    folder: 'php',
    programs: ['php --version'],
    modes: ['hash', 'token', 'identity', 'framework', 'page'],
    prepare: interpreted('php', 'driver.php'),
  },
  {
    name: 'Node.js',
    folder: 'node',
    programs: ['node --version'],
    modes: ['hash', 'token', 'identity', 'framework', 'page'],
    prepare: interpreted(process.execPath, 'driver.mjs'),
  },
  {
    name: 'Python',
    folder: 'python',
    programs: ['python3 --version'],
    modes: ['hash', 'token', 'identity', 'framework', 'page'],
    prepare: interpreted('python3', 'driver.py'),
  },
  {
    name: 'Ruby',
    folder: 'ruby',
    programs: ['ruby --version'],
    modes: ['hash', 'token', 'identity', 'framework', 'page'],
    prepare: interpreted('ruby', 'driver.rb'),
  },
  {
    name: 'Go',
    folder: 'go',
    programs: ['go version'],
    modes: ['hash', 'identity', 'page'],
    prepare: (folder, scratch) => {
      const program = join(scratch, 'driver.exe');
      compile('go', ['build', '-o', program, ...gather(folder, '.go', scratch)], scratch);
      return [program];
    },
  },
  {
    name: 'Java',
    folder: 'java',
    programs: ['java -version', 'javac -version'],
    modes: ['hash', 'identity'],
    prepare: (folder, scratch) => {
      compile('javac', ['-encoding', 'UTF-8', ...gather(folder, '.java', scratch)], scratch);
      return ['java', '-Xshare:auto', '-cp', scratch, 'Driver'];
    },
  },
  {
    name: 'Shell',
    folder: 'shell',
    programs: ['bash --version', 'openssl version'],
    modes: ['hash', 'identity', 'page'],
    prepare: interpreted('bash', 'driver.sh'),
  },
];

/**
 * The programs of a language that do not answer when they are asked for their version.
 *
 * @param {Runtime} runtime
 * @returns {string[]}
 */
export function missingPrograms({ programs }) {
  return programs
    .map((line) => line.split(' '))
    .filter(([command = '', ...args]) => spawnSync(command, args, { stdio: 'ignore' }).status !== 0)
    .map(([command = '']) => command);
}

/**
 * Runs a driver over lines.
 *
 * @param {string[]} command as `prepare` gave it
 * @param {object} run
 * @param {string} run.mode
 * @param {string} run.folder
 * @param {string[]} run.lines
 * @param {NodeJS.ProcessEnv} [run.env] on top of what any server has
 * @returns {string[]} an answer for each line
 * @throws {Error} with what the driver says, when it fails
 */
export function ask([program = '', ...args], { mode, folder, lines, env = { CHATKU_SPECIAL_KEY: SPECIAL_KEY } }) {
  const { status, stdout, stderr, error } = spawnSync(program, [...args, mode, folder], {
    input: lines.map((line) => `${line}\n`).join(''),
    encoding: 'utf8',
    // No locale, as in a bare container: a sample must ask for UTF-8 itself, or take bytes as they are.
    env: { ...process.env, LANG: undefined, LC_ALL: 'C', CHATKU_SPECIAL_KEY: undefined, ...env },
  });
  if (status !== 0) throw new Error(`${program} ${mode} ended with ${status}.\n${error ?? ''}${stderr}`);
  return stdout.split('\n').slice(0, -1);
}
