import { expect, test } from 'vitest';
import { table } from './main.mjs';
import { closingLine, countSuite, sum } from './tally.mjs';

/** @param {Partial<import('./tally.mjs').Report>} [changes] @returns {import('./tally.mjs').Report} */
function report(changes = {}) {
  return {
    numTotalTests: 3,
    numPassedTests: 3,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [{ name: 'a.test.ts', status: 'passed', assertionResults: [{ status: 'passed' }] }],
    ...changes,
  };
}

test('the closing line names what was skipped only when something was', () => {
  expect(closingLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed');
  expect(closingLine({ passed: 12, failed: 1, skipped: 3 })).toBe('12 passed, 1 failed, 3 skipped');
});

test('sums are sums', () => {
  expect(sum([])).toEqual({ passed: 0, failed: 0, skipped: 0 });
  expect(
    sum([
      { passed: 1, failed: 2, skipped: 3 },
      { passed: 10, failed: 20, skipped: 30 },
    ]),
  ).toEqual({ passed: 11, failed: 22, skipped: 33 });
});

test('a suite that passed is counted as it says', () => {
  expect(countSuite(report({ numPendingTests: 2, numTodoTests: 1 }), 0)).toEqual({
    tally: { passed: 3, failed: 0, skipped: 3 },
    problems: [],
  });
});

test('each test that was left out is named', () => {
  const assertionResults = [
    { status: 'passed', fullName: 'Ruby makes hashes' },
    { status: 'skipped', fullName: 'Go makes hashes (NOT EXECUTED: no go here)' },
  ];
  const testResults = [{ name: 'a.test.ts', status: 'passed', assertionResults }];
  expect(countSuite(report({ numPassedTests: 1, numPendingTests: 1, testResults }), 0).problems).toEqual([
    'left out: Go makes hashes (NOT EXECUTED: no go here)',
  ]);
});

test('a suite without a report has failed, whatever its exit code', () => {
  expect(countSuite(undefined, 0).tally.failed).toBe(1);
});

test('a suite without tests has failed, whatever its exit code', () => {
  const { tally, problems } = countSuite(report({ numTotalTests: 0, numPassedTests: 0, testResults: [] }), 0);
  expect(tally).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(problems).toEqual(['ran no tests']);
});

test('a file that does not load is a failure, beside the tests of the other files', () => {
  const broken = { name: 'b.test.ts', status: 'failed', assertionResults: [] };
  const { tally } = countSuite(report({ testResults: [...report().testResults, broken] }), 1);
  expect(tally).toEqual({ passed: 3, failed: 1, skipped: 0 });
});

test('a file with failed tests is not counted once more for itself', () => {
  const failed = { name: 'b.test.ts', status: 'failed', assertionResults: [{ status: 'failed' }] };
  expect(countSuite(report({ numFailedTests: 1, testResults: [failed] }), 1).tally.failed).toBe(1);
});

test('an error outside of every test is a failure', () => {
  const { tally, problems } = countSuite(report(), 1);
  expect(tally).toEqual({ passed: 3, failed: 1, skipped: 0 });
  expect(problems[0]).toContain('exit code 1');
});

test('the table has a line for each suite and its problems under it', () => {
  const row = { name: 'api', tally: { passed: 7, failed: 1, skipped: 0 }, problems: ['ran no tests'], tookMs: 65_000 };
  expect(table([row])).toBe(
    'suite  passed  failed  skipped   time\napi         7       1        0   1:05\n       ! ran no tests',
  );
});
