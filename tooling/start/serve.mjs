/** Runs the API and the demo shop, says where they are, and ends both together. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startProcess } from '../bootstrap/processes.mjs';
import { exitCodeOfSignal, whenAborted } from '../bootstrap/stopping.mjs';
import { formatElapsed } from '../bootstrap/terminal.mjs';
import { portMessage, tryPort } from './ports.mjs';
import { probeUrl } from './settings.mjs';

const POLL_MS = 150;
const ANSWER_WITHIN_MS = 2_000;
const FIRST_WORD_MS = 5_000;
const EVERY_MS = 10_000;

/**
 * @typedef {object} House
 * @property {string} root
 * @property {NodeJS.ProcessEnv} env
 * @property {import('./settings.mjs').StartSettings} settings
 * @property {import('../bootstrap/terminal.mjs').Terminal} terminal
 * @property {import('../bootstrap/stopping.mjs').Stopping} stopping
 * @property {() => string} tookSoFar
 */

/** One of our programs ended although nobody asked it to. */
export class EndedByItself extends Error {
  /** @param {string} name @param {import('../bootstrap/processes.mjs').Exit} exit */
  constructor(name, exit) {
    super(exit.signal ? `${name} was ended by ${exit.signal}` : `${name} stopped with exit code ${exit.code}`);
    this.name = 'EndedByItself';
    this.exitCode = exit.code ?? exitCodeOfSignal(exit.signal ?? 'SIGTERM');
  }
}

/**
 * Says now and then that something is still being waited for, with the time so far. Whole lines, since a status line would
 * be torn by what the programs themselves write.
 *
 * @param {import('../bootstrap/terminal.mjs').Terminal} terminal
 * @param {() => string} what
 * @returns {() => void} ends it
 */
function sayWhileWaiting(terminal, what) {
  const startedAt = Date.now();
  const say = () => terminal.say(`  ... ${what()}  ${formatElapsed(Date.now() - startedAt)}`);
  let every = /** @type {NodeJS.Timeout | undefined} */ (undefined);
  const first = setTimeout(() => {
    say();
    every = setInterval(say, EVERY_MS);
    every.unref();
  }, FIRST_WORD_MS);
  first.unref();
  return () => {
    clearTimeout(first);
    clearInterval(every);
  };
}

/**
 * @param {string} url
 * @param {(status: number) => boolean} isUp
 * @returns {Promise<boolean>}
 */
async function answers(url, isUp) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS), redirect: 'manual' });
    await response.body?.cancel();
    return isUp(response.status);
  } catch {
    return false;
  }
}

/**
 * Waits until a program of ours answers over HTTP.
 *
 * @param {import('../bootstrap/processes.mjs').Child} child
 * @param {string} url
 * @param {(status: number) => boolean} isUp
 * @param {House} house
 * @throws {EndedByItself} when it ends instead
 * @throws {import('../bootstrap/stopping.mjs').Interrupted} when a signal comes first
 */
async function waitUntilUp(child, url, isUp, { terminal, stopping }) {
  const quiet = sayWhileWaiting(terminal, () => `waiting for ${child.name}`);
  const ended = child.exited.then((exit) => {
    throw new EndedByItself(child.name, exit);
  });
  const polling = async () => {
    while (child.running() && !stopping.asked.aborted && !(await answers(url, isUp))) await sleep(POLL_MS);
  };
  try {
    await Promise.race([ended, whenAborted(stopping.asked), polling()]);
    // The loop also ends when the child does: give that the last word.
    if (!child.running()) await ended;
    stopping.asked.throwIfAborted();
  } finally {
    quiet();
    ended.catch(() => {});
  }
}

/**
 * @typedef {object} Running
 * @property {import('../bootstrap/processes.mjs').Child[]} children
 * @property {Promise<never>} ended rejects with {@link EndedByItself} when one of them ends by itself
 */

/**
 * Ends programs: SIGTERM, then patience for as long as they need to finish what is in flight; SIGKILL only when a person
 * asks a second time.
 *
 * @param {import('../bootstrap/processes.mjs').Child[]} children
 * @param {House} house
 * @returns {Promise<number>} 0, or the first exit code that says it did not end cleanly
 */
export async function endAll(children, { terminal, stopping }) {
  const force = () => {
    for (const child of children) child.signal('SIGKILL');
  };
  const left = () => children.filter((child) => child.running()).map(({ name }) => name);
  const quiet = sayWhileWaiting(terminal, () => `waiting for ${left().join(' and ')} to finish (Ctrl-C: at once)`);
  stopping.forced.addEventListener('abort', force, { once: true });
  if (stopping.forced.aborted) force();
  try {
    const codes = await Promise.all(
      children.map(async (child) => {
        const wasRunning = child.running();
        child.signal('SIGTERM');
        const exit = await child.exited;
        // Ended by our own signal before it had set up its handler: nothing was in flight.
        if (wasRunning && exit.signal === 'SIGTERM') return 0;
        return exit.code ?? exitCodeOfSignal(exit.signal ?? 'SIGTERM');
      }),
    );
    return codes.find((code) => code !== 0) ?? 0;
  } finally {
    quiet();
    stopping.forced.removeEventListener('abort', force);
  }
}

/**
 * Makes sure the ports are ours to take.
 *
 * @param {House} house
 * @returns {Promise<number>} 0, or the exit code to end with; the reason has been said
 */
export async function requirePorts(house) {
  const { settings, terminal } = house;
  const wanted = [{ port: settings.port, variable: 'PORT' }];
  if (settings.demo) wanted.push({ port: settings.demoPort, variable: 'DEMO_PORT' });
  const messages = [];
  for (const { port, variable } of wanted) {
    const state = await tryPort(settings.host, port);
    if (state === 'used' || state === 'forbidden') messages.push(portMessage(state, settings.host, port, variable));
  }
  if (messages.length === 0) return 0;
  // A mistake in the settings may be the reason for the wrong port: the API names all of them.
  const check = startProcess({ ...apiProcess(house, ['check-config']), onOutput: undefined });
  const { code } = await check.exited;
  if (code !== 0) return code ?? 1;
  for (const message of messages) terminal.say(message);
  return 1;
}

/**
 * @param {House} house
 * @param {string[]} args
 */
function apiProcess({ root, env }, args) {
  return {
    name: 'the API',
    command: process.execPath,
    args: ['apps/api/dist/main.js', ...args],
    cwd: root,
    env,
  };
}

/**
 * Starts the API and, once it is ready, the shop. Ends what it has started when something goes wrong on the way.
 *
 * @param {House} house
 * @returns {Promise<Running>}
 * @throws {EndedByItself | import('../bootstrap/stopping.mjs').Interrupted}
 */
export async function launch(house) {
  const { root, env, settings } = house;
  /** @type {import('../bootstrap/processes.mjs').Child[]} */
  const children = [];
  try {
    const api = startProcess(apiProcess(house, settings.demo ? ['serve', '--demo'] : ['serve']));
    children.push(api);
    const health = `${probeUrl(settings.host, settings.port)}/health/ready`;
    await waitUntilUp(api, health, (status) => status === 200, house);

    if (settings.demo) {
      const shop = startProcess({
        name: 'the demo shop',
        command: process.execPath,
        args: ['--enable-source-maps', 'apps/demo-site/dist/main.js'],
        cwd: root,
        env: { ...env, CHATKU_DEMO_CONFIG: settings.demoConfigFile },
      });
      children.push(shop);
      await waitUntilUp(shop, probeUrl(settings.host, settings.demoPort), () => true, house);
    }
  } catch (error) {
    await endAll(children, house);
    throw error;
  }
  const ended = Promise.race(
    children.map(async (child) => {
      throw new EndedByItself(child.name, await child.exited);
    }),
  );
  ended.catch(() => {});
  return { children, ended };
}

/**
 * Says where to look.
 *
 * @param {House} house
 */
export function sayWhereToLook({ terminal, settings, tookSoFar }) {
  terminal.say();
  terminal.say(`Ready after ${tookSoFar()}. Where to look:`);
  terminal.say();
  terminal.say(`  API and console   ${settings.consoleUrl}`);
  if (settings.demo) terminal.say(`  Demo shop         ${settings.demoUrl}`);
  terminal.say();
  terminal.say('  Ctrl-C stops it.');
  terminal.say();
}

/**
 * Serves until a signal comes or one of the programs ends.
 *
 * @param {House} house
 * @returns {Promise<number>} the exit code
 */
export async function serve(house) {
  const { terminal, stopping } = house;
  const refused = await requirePorts(house);
  if (refused !== 0) return refused;
  /** @type {Running | undefined} */
  let running;
  try {
    running = await launch(house);
    sayWhereToLook(house);
    await Promise.race([running.ended, whenAborted(stopping.asked)]);
  } catch (error) {
    if (stopping.asked.aborted) {
      if (running === undefined) return 0;
      terminal.say('Stopping: finishing what is in flight.');
      const code = await endAll(running.children, house);
      if (code === 0) terminal.say('Stopped.');
      return code;
    }
    if (!(error instanceof EndedByItself)) throw error;
    terminal.say();
    terminal.say(`${error.message}. Its own message is above.`);
    if (running) await endAll(running.children, house);
    return error.exitCode;
  }
  return 0;
}
