/** What an outcome says about a row: pure, so that it can be tested without running anything. */

/**
 * @typedef {object} Verdict
 * @property {boolean} holds
 * @property {string} why for a person, in a few words
 */

/** What `test.each` fills in. */
const PLACEHOLDERS = /%[sdifjo#]|\$[\w.]+/g;

/**
 * A title as it stands in a test file, as a regular expression over the names that tests of it have.
 *
 * @param {string} title
 * @returns {string}
 */
export function patternOf(title) {
  return title
    .split(PLACEHOLDERS)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
    .join('.*');
}

/**
 * The tests of an outcome that a row is about.
 *
 * @param {import('./registry.mjs').Row} row
 * @param {import('./run-suite.mjs').JobOutcome} outcome
 * @returns {import('./run-suite.mjs').TestOutcome[]}
 */
function testsOf({ test }, { tests }) {
  const name = new RegExp(`^${patternOf(test.title)}$`, 'u');
  return tests.filter((candidate) => candidate.file === test.file && name.test(candidate.name));
}

/**
 * With all guards on the test must pass.
 *
 * @param {import('./registry.mjs').Row} row
 * @param {import('./run-suite.mjs').JobOutcome} outcome
 * @returns {Verdict}
 */
export function judgeWithGuard(row, outcome) {
  const tests = testsOf(row, outcome);
  const failed = tests.find(({ state }) => state !== 'passed');
  if (failed !== undefined) return { holds: false, why: `fails with its guard on: ${firstLine(failed)}` };
  if (tests.length === 0) return { holds: false, why: `did not run: ${outcome.crashes[0] ?? 'no test of this title'}` };
  return { holds: true, why: 'green with it' };
}

/**
 * With its guard off the test must fail, by an assertion of its own: a file that does not load proves nothing.
 *
 * @param {import('./registry.mjs').Row} row
 * @param {import('./run-suite.mjs').JobOutcome} outcome
 * @returns {Verdict}
 */
export function judgeWithoutGuard(row, outcome) {
  const tests = testsOf(row, outcome);
  const ran = tests.filter(({ state, fault }) => (state === 'passed' || state === 'failed') && fault === row.fault);
  if (ran.length === 0 || ran.length < tests.length) {
    return { holds: false, why: `did not run: ${outcome.crashes[0] ?? 'no test of this title under this fault'}` };
  }
  const failed = ran.filter(({ state }) => state === 'failed');
  if (failed.length === 0) return { holds: false, why: 'STAYS GREEN without its guard' };
  const red = failed.find(({ errors }) => errors.length > 0 && errors.every(({ isAssertion }) => isAssertion));
  if (red === undefined) return { holds: false, why: `fails, but not by an assertion: ${firstLine(failed[0])}` };
  return { holds: true, why: `red without it: ${firstLine(red)}` };
}

/**
 * @param {import('./run-suite.mjs').TestOutcome | undefined} test
 * @returns {string}
 */
function firstLine(test) {
  const message = test?.errors[0]?.message ?? test?.state ?? 'nothing was said';
  return (message.split('\n', 1)[0] ?? '').slice(0, 120);
}
