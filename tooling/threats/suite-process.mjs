/** The process that runs the tests of one suite, as the command sees it. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A test that neither passes nor fails within this time never will. */
const JOB_MS = 180_000;

export class SuiteProcess {
  /** @type {import('node:child_process').ChildProcess} */
  #child;
  /** @type {Promise<string>} */
  #ended;
  /** What it printed, for when it breaks. */
  #output = '';

  /** @param {import('../test/suites.mjs').Suite} suite */
  constructor(suite) {
    this.#child = fork(fileURLToPath(new URL('./run-suite.mjs', import.meta.url)), [suite.folder, suite.config ?? ''], {
      cwd: suite.folder,
      // What needs a browser is slower than a threat may take; every row has a test that needs none.
      env: { ...process.env, CHATKU_SKIP_BROWSER: '1', CHATKU_FAULT: '', FORCE_COLOR: '0' },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (/** @type {Buffer} */ chunk) => {
        this.#output = (this.#output + chunk).slice(-2000);
      });
    }
    this.#ended = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => {
        resolve(`the process of the suite ended (${signal ?? code}): ${this.#output.trim()}`);
      });
    });
  }

  /** Waits until tests can be run. @returns {Promise<void>} */
  async ready() {
    await this.#next();
  }

  /**
   * @param {import('./run-suite.mjs').Job} job
   * @returns {Promise<import('./run-suite.mjs').JobOutcome>}
   */
  async run(job) {
    const answer = this.#next();
    this.#child.send(job);
    return answer;
  }

  /** Ends it, whatever it is doing. @returns {Promise<void>} */
  async stop() {
    if (this.#child.connected) this.#child.send('stop');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
    await this.#ended;
    clearTimeout(timer);
  }

  /** Ends it at once. */
  kill() {
    this.#child.kill('SIGKILL');
  }

  /** @returns {Promise<any>} the next message; what a broken process would have said, when it ends or takes too long */
  async #next() {
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    /** @type {(message: unknown) => void} */
    let listener = () => undefined;
    const message = new Promise((resolve) => {
      listener = resolve;
      this.#child.once('message', resolve);
    });
    const late = new Promise((resolve) => {
      timer = setTimeout(() => {
        this.kill();
        resolve({ tests: [], crashes: [`took more than ${JOB_MS / 1000} s`] });
      }, JOB_MS);
    });
    const ended = this.#ended.then((why) => ({ tests: [], crashes: [why] }));
    const first = await Promise.race([message, late, ended]);
    clearTimeout(timer);
    this.#child.off('message', listener);
    return first;
  }
}
