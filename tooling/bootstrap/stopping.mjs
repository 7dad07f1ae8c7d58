/**
 * Ctrl-C and SIGTERM, as two promises: the first signal asks for a clean end, the second one stops waiting for it.
 */

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

/** Thrown by whatever was under way when the first signal came. */
export class Interrupted extends Error {
  /** @param {string} signal */
  constructor(signal) {
    super(`stopped by ${signal}`);
    this.name = 'Interrupted';
    this.signal = signal;
  }
}

/**
 * The exit code a shell would show for a process that a signal ended.
 *
 * @param {string} signal
 * @returns {number}
 */
export function exitCodeOfSignal(signal) {
  return 128 + (SIGNAL_NUMBERS[/** @type {keyof typeof SIGNAL_NUMBERS} */ (signal)] ?? 15);
}

/**
 * @typedef {object} Stopping
 * @property {AbortSignal} asked aborts at the first signal; `reason` is an {@link Interrupted}
 * @property {AbortSignal} forced aborts at the second
 */

/**
 * The part of `process` that is listened to; replaced in tests.
 *
 * @typedef {object} Surroundings
 * @property {(event: string, listener: (signal: string) => void) => unknown} on
 * @property {number} ppid
 * @property {NodeJS.ProcessEnv} env
 */

/**
 * Listens for the signals that mean "stop". Call it once, at the start of a command.
 *
 * npm starts us through a shell, and a SIGTERM to npm ends that shell and no more than that: we would go on serving with
 * nobody left to stop us. So where npm is what started us, the end of the shell counts as a signal.
 *
 * @param {Surroundings} [source]
 * @param {number} [lookEveryMs] how often to look whether the shell is still there
 * @returns {Stopping}
 */
export function listenForStop(source = process, lookEveryMs = 250) {
  const asked = new AbortController();
  const forced = new AbortController();
  /** @param {string} signal */
  const hear = (signal) => (asked.signal.aborted ? forced : asked).abort(new Interrupted(signal));
  for (const signal of SIGNALS) source.on(signal, hear);
  if (source.env.npm_lifecycle_event !== undefined) {
    const parent = source.ppid;
    const watch = setInterval(() => {
      if (source.ppid === parent) return;
      clearInterval(watch);
      if (!asked.signal.aborted) hear('SIGHUP');
    }, lookEveryMs);
    watch.unref();
  }
  return { asked: asked.signal, forced: forced.signal };
}

/**
 * A promise that rejects with the signal's reason; it never resolves.
 *
 * @param {AbortSignal} signal
 * @returns {Promise<never>}
 */
export function whenAborted(signal) {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
