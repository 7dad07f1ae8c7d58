/** One program run to its end, shown as one line while it works and in full only when it fails. */
import { startProcess } from './processes.mjs';
import { exitCodeOfSignal } from './stopping.mjs';
import { lastVisibleLine } from './terminal.mjs';

const KEPT_CHARACTERS = 200_000;

/** A program that ended with an error. Its output has been shown already. */
export class TaskFailed extends Error {
  /**
   * @param {string} title
   * @param {number} exitCode
   * @param {string} output
   */
  constructor(title, exitCode, output) {
    super(`${title}: failed with exit code ${exitCode}`);
    this.name = 'TaskFailed';
    this.exitCode = exitCode;
    this.output = output;
  }
}

/**
 * @typedef {object} Task
 * @property {string} title
 * @property {string} command
 * @property {string[]} args
 * @property {string} cwd
 * @property {NodeJS.ProcessEnv} env
 * @property {((elapsedMs: number) => string | undefined) | undefined} [hint] what to say when it takes long
 */

/**
 * Runs a program to its end.
 *
 * @param {Task} task
 * @param {{ terminal: import('./terminal.mjs').Terminal, stopping: import('./stopping.mjs').Stopping }} context
 * @returns {Promise<string>} what it wrote (the last 200,000 characters)
 * @throws {TaskFailed} when it ends with anything but 0
 * @throws {import('./stopping.mjs').Interrupted} when a signal came first; the program is ended
 */
export async function runTask(task, { terminal, stopping }) {
  stopping.asked.throwIfAborted();
  const activity = terminal.begin(task.title, task.hint);
  let output = '';
  const child = startProcess({
    ...task,
    name: task.title,
    onOutput(text) {
      output = (output + text).slice(-KEPT_CHARACTERS);
      activity.detail(lastVisibleLine(text) ?? '');
    },
  });
  const askToEnd = () => child.signal('SIGTERM');
  const forceToEnd = () => child.signal('SIGKILL');
  stopping.asked.addEventListener('abort', askToEnd, { once: true });
  stopping.forced.addEventListener('abort', forceToEnd, { once: true });
  try {
    const exit = await child.exited;
    if (stopping.asked.aborted) {
      activity.failed('stopped');
      throw stopping.asked.reason;
    }
    const code = exit.code ?? exitCodeOfSignal(exit.signal ?? 'SIGTERM');
    if (code !== 0) {
      activity.failed();
      terminal.say(output.trimEnd());
      throw new TaskFailed(task.title, code, output);
    }
    activity.done();
    return output;
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) {
      activity.failed(`could not start "${task.command}": ${error.message}`);
      throw new TaskFailed(task.title, 127, String(error.message));
    }
    throw error;
  } finally {
    stopping.asked.removeEventListener('abort', askToEnd);
    stopping.forced.removeEventListener('abort', forceToEnd);
  }
}
