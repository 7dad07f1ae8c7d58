/** Counting, in a way that cannot come out green by counting nothing. */

/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/**
 * @typedef {object} Report the parts of vitest's JSON report that are counted
 * @property {number} numTotalTests
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {{ name: string, status: string, assertionResults: { status: string, fullName?: string }[] }[]} testResults
 */

/**
 * The closing line of a run, in the form that is the same for every language.
 *
 * @param {Tally} tally
 * @returns {string}
 */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * @param {Tally[]} tallies
 * @returns {Tally}
 */
export function sum(tallies) {
  return tallies.reduce(
    (total, tally) => ({
      passed: total.passed + tally.passed,
      failed: total.failed + tally.failed,
      skipped: total.skipped + tally.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/**
 * Counts one suite. What is not a passed test is looked at with suspicion: a file that does not load, an error outside of
 * any test, a suite without tests and a run without a report each count as one failure. What was left out is named.
 *
 * @param {Report | undefined} report undefined where the run left none
 * @param {number} exitCode
 * @returns {{ tally: Tally, problems: string[] }}
 */
export function countSuite(report, exitCode) {
  if (report === undefined) {
    return { tally: { passed: 0, failed: 1, skipped: 0 }, problems: [`left no report (exit code ${exitCode})`] };
  }
  const problems = [];
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  if (unloaded.length > 0) problems.push(`${unloaded.length} test files failed outside of their tests`);
  let failed = report.numFailedTests + unloaded.length;
  if (failed === 0 && exitCode !== 0) {
    failed = 1;
    problems.push(`ended with exit code ${exitCode} although no test failed`);
  }
  if (report.numTotalTests === 0) {
    failed = Math.max(failed, 1);
    problems.push('ran no tests');
  }
  const leftOut = report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => ['skipped', 'pending', 'todo'].includes(status));
  for (const { fullName } of leftOut) problems.push(`left out: ${fullName ?? 'a test without a name'}`);
  return {
    tally: { passed: report.numPassedTests, failed, skipped: report.numPendingTests + report.numTodoTests },
    problems,
  };
}
