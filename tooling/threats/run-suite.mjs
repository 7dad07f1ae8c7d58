/**
 * A process of its own for one suite: runs single tests of it with vitest, each time with one guard switched off or none,
 * and says how each ended. Jobs come in and outcomes go out as messages; what vitest has loaded stays loaded in between.
 */
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * @typedef {object} Job
 * @property {string | null} fault null: all guards are on
 * @property {{ file: string, title: string }[]} tests `title` as a regular expression over the test's own name
 */

/**
 * @typedef {object} TestOutcome
 * @property {string} file from the suite's folder
 * @property {string} name
 * @property {string} state `passed`, `failed`, `skipped` or `pending`
 * @property {string | null} fault the guard that was off while it ran, as the setup of its file noted
 * @property {{ name: string, message: string, isAssertion: boolean }[]} errors
 */

/**
 * @typedef {object} JobOutcome
 * @property {TestOutcome[]} tests
 * @property {string[]} crashes what failed outside of any test: a file that does not load, an error nobody caught
 */

const [folder = '', config = ''] = process.argv.slice(2);
const vitestFolder = dirname(createRequire(join(folder, 'package.json')).resolve('vitest/package.json'));
/** @type {typeof import('vitest/node')} */
const { createVitest } = await import(pathToFileURL(join(vitestFolder, 'dist/node.js')).href);

// A reporter that says nothing: the outcomes are read from the result.
const vitest = await createVitest('test', {
  root: folder,
  config: join(folder, config),
  watch: false,
  reporters: [{}],
  // Whatever the suite itself does: a guard that one job switched off must not be off in the next.
  isolate: true,
});
if (vitest.projects.some(({ config }) => !config.isolate)) throw new Error('The suite shares processes between jobs.');

/**
 * An assertion is what failed, and not something on the way to it. supertest’s are plain errors.
 *
 * @param {{ name?: string, message: string, cause?: unknown }} error
 * @returns {boolean}
 */
function isAssertion({ name, message, cause }) {
  if (name === 'AssertionError' || /^expected \d{3} "[^"]*", got \d{3} "[^"]*"$/.test(message)) return true;
  // A property’s counterexample stands around the assertion that failed.
  return cause !== undefined && isAssertion(/** @type {Error} */ (cause));
}

/**
 * @param {Job} job
 * @returns {Promise<JobOutcome>}
 */
async function run({ fault, tests }) {
  process.env.CHATKU_FAULT = fault ?? '';
  const files = [...new Set(tests.map(({ file }) => file))];
  const [project] = vitest.projects;
  if (project === undefined) throw new Error('The suite has no project that runs here.');
  const specifications = files.map((file) => {
    const titles = tests.filter((test) => test.file === file).map(({ title }) => title);
    const testNamePattern = new RegExp(`(^| )(${titles.join('|')})$`, 'u');
    return project.createSpecification(join(folder, file), { testNamePattern });
  });
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications);
  const crashes = unhandledErrors.map((error) => String(/** @type {Error} */ (error).message ?? error));
  /** @type {TestOutcome[]} */
  const outcomes = [];
  for (const module of testModules) {
    crashes.push(...module.errors().map(({ message }) => message));
    for (const test of module.children.allTests()) {
      const { state, errors = [] } = test.result();
      outcomes.push({
        file: relative(folder, module.moduleId),
        name: test.name,
        state,
        fault: /** @type {{ fault?: string }} */ (test.meta()).fault ?? null,
        errors: [...errors].map((error) => ({
          name: error.name ?? 'Error',
          message: error.message,
          isAssertion: isAssertion(error),
        })),
      });
    }
  }
  return { tests: outcomes, crashes };
}

process.on('message', async (/** @type {Job | 'stop'} */ job) => {
  if (job === 'stop') {
    await vitest.close();
    process.disconnect();
    return;
  }
  try {
    process.send?.(await run(job));
  } catch (error) {
    process.send?.({ tests: [], crashes: [error instanceof Error ? error.message : String(error)] });
  }
});
process.send?.('ready');
