/** Folders and child processes that a benchmark or a chaos run makes and takes away again. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../bootstrap/workspace.mjs';

/** Beside the sources and so on a real disk: a system's folder for temporary files may live in memory, where a sync costs nothing. */
const HOME = join(ROOT, 'node_modules', '.cache', 'chatku-scratch');

/** @type {Set<string>} what a signal leaves behind */
const folders = new Set();
/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/**
 * Runs `work` with a new folder, and removes it whatever happens.
 *
 * @template T
 * @param {(folder: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withFolder(work) {
  mkdirSync(HOME, { recursive: true });
  const folder = mkdtempSync(join(HOME, 'run-'));
  folders.add(folder);
  try {
    return await work(folder);
  } finally {
    folders.delete(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @typedef {object} Program a child process that talks over IPC
 * @property {number} pid
 * @property {(kind: string) => Promise<any>} message the next message of this kind; rejects when the child ends before
 * @property {(message: object) => void} send
 * @property {() => string} output the end of what it wrote
 * @property {() => boolean} runs whether it has not ended
 * @property {() => Promise<number | null>} over its exit code, when it has ended; null where a signal ended it
 * @property {() => Promise<void>} stop ends it and waits
 * @property {() => Promise<void>} kill ends it with no chance to say good-bye, and waits
 */

/**
 * Starts a script of Node as a child.
 *
 * @param {string | URL} script
 * @param {object} [options]
 * @param {string[]} [options.args]
 * @param {Record<string, string>} [options.env] beside PATH; the rest of this process's environment stays here
 * @param {readonly string[]} [options.before] the program, and its arguments, that is to run Node in its own place
 * @returns {Program}
 */
export function startProgram(script, { args = [], env = {}, before = [] } = {}) {
  const file = typeof script === 'string' ? script : fileURLToPath(script);
  if (!existsSync(file)) throw new Error(`${file} is not there. Build first: npx turbo run build`);
  const [command = '', ...words] = [...before, process.execPath, file, ...args];
  const child = spawn(command, words, {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8');
    stream?.on('data', (text) => {
      output = (output + text).slice(-20_000);
    });
  }
  /** @type {any[]} */
  const seen = [];
  child.on('message', (message) => seen.push(message));
  const ended = once(child, 'close').then(() => running.delete(child));
  return {
    pid: child.pid ?? 0,
    async message(kind) {
      for (;;) {
        const at = seen.findIndex((message) => message.kind === kind);
        if (at >= 0) return seen.splice(at, 1)[0];
        const over = await Promise.race([once(child, 'message').then(() => false), ended.then(() => true)]);
        if (over) throw new Error(`${file} ended before it said "${kind}":\n${output}`);
      }
    },
    output: () => output,
    send: (message) => void child.send(message),
    runs: () => child.exitCode === null && child.signalCode === null,
    over: () => ended.then(() => child.exitCode),
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
