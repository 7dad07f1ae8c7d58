/** What of the process tests could change for those that come after them in the same worker. */
interface WorkerState {
  readonly env: string;
  readonly folder: string;
}

const KEY = Symbol.for('chatku.test.worker-state');
/** Vitest's own, and what Node adds by itself. */
const OF_VITEST = /^(VITEST|TINYPOOL)/;

/** The process as it is now. */
export function workerState(): WorkerState {
  const env = Object.entries(process.env).filter(([name]) => !OF_VITEST.test(name));
  return { env: JSON.stringify(env.sort(([a], [b]) => (a < b ? -1 : 1))), folder: process.cwd() };
}

/**
 * Holds the process against how the first test file of the worker found it.
 *
 * @param shared where it is kept; the global object.
 * @throws {Error} a file before this one left something behind.
 */
export function requireSameWorker(shared: { [KEY]?: WorkerState } = globalThis as never): void {
  const now = workerState();
  shared[KEY] ??= now;
  const first = shared[KEY];
  if (first.env !== now.env) throw new Error('A test file before this one left the environment other than it was.');
  if (first.folder !== now.folder) throw new Error('A test file before this one left the process in another folder.');
}
