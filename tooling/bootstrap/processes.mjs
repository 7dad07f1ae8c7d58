/**
 * Starting other programs and ending only those. Each child leads a process group of its own: Ctrl-C in a terminal is sent
 * to a whole group, and a child that hears it directly *and* is told to stop by us would take the second one for "now!".
 */
import { spawn } from 'node:child_process';

const WINDOWS = process.platform === 'win32';

/**
 * @typedef {object} Exit
 * @property {number | null} code
 * @property {NodeJS.Signals | null} signal
 */

/**
 * @typedef {object} Child
 * @property {string} name what people call it
 * @property {number | undefined} pid
 * @property {Promise<Exit>} exited resolves when it has ended, rejects when it could not be started
 * @property {() => boolean} running
 * @property {(signal: NodeJS.Signals) => void} signal reaches the child and whatever it started
 */

/**
 * @typedef {object} StartOptions
 * @property {string} name
 * @property {string} command
 * @property {string[]} args
 * @property {string} cwd
 * @property {NodeJS.ProcessEnv} env
 * @property {((text: string) => void) | undefined} [onOutput] where given, output goes here and not to the terminal
 */

/**
 * Starts a program. On Windows `npx` is a script, which only a shell can start.
 *
 * @param {StartOptions} options
 * @returns {Child}
 */
export function startProcess({ name, command, args, cwd, env, onOutput }) {
  const child = spawn(command, args, {
    cwd,
    env,
    detached: !WINDOWS,
    shell: WINDOWS && !command.endsWith('.exe'),
    stdio: ['ignore', onOutput ? 'pipe' : 'inherit', onOutput ? 'pipe' : 'inherit'],
  });
  let running = true;
  if (onOutput) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8');
      stream?.on('data', onOutput);
    }
  }
  /** @type {Promise<Exit>} */
  const exited = new Promise((resolve, reject) => {
    child.once('error', (error) => {
      running = false;
      reject(error);
    });
    // "close" and not "exit": by then the last of its output has arrived.
    child.once(onOutput ? 'close' : 'exit', (code, signal) => {
      running = false;
      resolve({ code, signal });
    });
  });
  // Whoever awaits it sees the rejection; nobody awaiting it must not end this process.
  exited.catch(() => {});
  return {
    name,
    pid: child.pid,
    exited,
    running: () => running,
    signal(signal) {
      if (!running || child.pid === undefined) return;
      try {
        if (WINDOWS) child.kill(signal);
        else process.kill(-child.pid, signal);
      } catch {
        // It ended between the question and the signal.
      }
    },
  };
}
