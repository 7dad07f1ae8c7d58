import { describe, expect, test } from 'vitest';
import { jobsOf, table } from './main.mjs';
import { judgeWithGuard, judgeWithoutGuard, patternOf } from './verdict.mjs';

/** @type {import('./registry.mjs').Row} */
const row = {
  threat: 'a threat',
  guard: 'A guard.',
  fault: 'a-fault',
  test: { suite: 'api', file: 'src/a.test.ts', title: 'nobody gets in (%s)' },
  takes: 'seconds',
};

/**
 * @param {string} state
 * @param {Partial<import('./run-suite.mjs').TestOutcome>} [more]
 * @returns {import('./run-suite.mjs').JobOutcome}
 */
const ended = (state, more = {}) => ({
  tests: [{ file: 'src/a.test.ts', name: 'nobody gets in (7)', state, fault: 'a-fault', errors: [], ...more }],
  crashes: [],
});
const assertion = { name: 'AssertionError', message: 'expected 200 to be 403\nmore', isAssertion: true };
const accident = { name: 'TypeError', message: 'x is not a function', isAssertion: false };

describe('with its guard', () => {
  test('a test that passes holds', () => {
    expect(judgeWithGuard(row, ended('passed'))).toMatchObject({ holds: true });
  });

  test.each([
    ['fails', ended('failed', { errors: [assertion] }), 'expected 200 to be 403'],
    ['is skipped', ended('skipped'), 'skipped'],
    ['is not there', ended('passed', { name: 'another' }), 'no test of this title'],
    ['is of another file', ended('passed', { file: 'src/b.test.ts' }), 'no test of this title'],
    ['cannot be loaded', { tests: [], crashes: ['no such file'] }, 'no such file'],
  ])('one that %s does not', (_how, outcome, why) => {
    const verdict = judgeWithGuard(row, outcome);
    expect(verdict.holds).toBe(false);
    expect(verdict.why).toContain(why);
  });
});

describe('without its guard', () => {
  test('a test that fails by its own assertion holds, and says by which', () => {
    const verdict = judgeWithoutGuard(row, ended('failed', { errors: [assertion] }));
    expect(verdict).toEqual({ holds: true, why: 'red without it: expected 200 to be 403' });
  });

  test('one red case among several is enough', () => {
    const [passed, failed] = [ended('passed'), ended('failed', { errors: [assertion] })];
    const outcome = { tests: [...passed.tests, ...failed.tests], crashes: [] };
    expect(judgeWithoutGuard(row, outcome).holds).toBe(true);
  });

  test.each([
    ['stays green', ended('passed'), 'STAYS GREEN'],
    ['breaks on the way', ended('failed', { errors: [accident] }), 'not by an assertion'],
    ['fails and says nothing', ended('failed'), 'not by an assertion'],
    ['cannot be loaded', { tests: [], crashes: ['no fault of this name'] }, 'no fault of this name'],
    ['is skipped', ended('skipped'), 'did not run'],
    ['runs under another fault', ended('failed', { errors: [assertion], fault: 'another' }), 'did not run'],
    ['runs under no fault', ended('failed', { errors: [assertion], fault: null }), 'did not run'],
  ])('one that %s does not', (_how, outcome, why) => {
    const verdict = judgeWithoutGuard(row, outcome);
    expect(verdict.holds).toBe(false);
    expect(verdict.why).toContain(why);
  });
});

test('a title is taken by its letters, but for what test.each fills in', () => {
  const pattern = new RegExp(`^${patternOf('7, ["7"] (a|b)? $name at %i')}$`, 'u');
  expect(pattern.test('7, ["7"] (a|b)? Ada at 12')).toBe(true);
  expect(pattern.test('7, ["7"] a Ada at 12')).toBe(false);
});

test('rows of one fault share a run, and all rows of a suite one with every guard', () => {
  const other = { ...row, threat: 'another' };
  const third = { ...row, fault: 'third', test: { ...row.test, suite: 'crypto' } };
  expect(jobsOf([row, other, third])).toEqual(
    new Map([
      [
        'api',
        new Map([
          [null, [row, other]],
          ['a-fault', [row, other]],
        ]),
      ],
      [
        'crypto',
        new Map([
          [null, [third]],
          ['third', [third]],
        ]),
      ],
    ]),
  );
});

test('the table has a line for each row, and marks what does not hold', () => {
  const text = table([
    { row, holds: true, why: 'red', tookMs: 61_000 },
    { row: { ...row, threat: 'b' }, holds: false, why: 'STAYS GREEN', tookMs: 0 },
  ]);
  expect(text.split('\n')).toEqual(['✓ a threat  a-fault  1:01  red', '✗ b         a-fault  0:00  STAYS GREEN']);
});
