/** What `pnpm threats` does: each row's test with its guard, and without. */
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { createTerminal, formatElapsed } from '../bootstrap/terminal.mjs';
import { ROOT } from '../bootstrap/workspace.mjs';
import { listSuites } from '../test/suites.mjs';
import { closingLine } from '../test/tally.mjs';
import { REGISTRY } from './registry.mjs';
import { SuiteProcess } from './suite-process.mjs';
import { judgeWithGuard, judgeWithoutGuard, patternOf } from './verdict.mjs';

const USAGE = `pnpm threats [-- word ...]

Switches each guard of identity off in turn, in the process of its test, and expects that test to fail.

  pnpm threats                  every row of the registry
  pnpm threats -- --fast        only those that take seconds, as before every change
  pnpm threats -- origin        only rows with this word in threat, fault or test

  --summary FILE                write the sums to a file, as JSON, in place of the closing line`;

/**
 * @typedef {import('./registry.mjs').Row} Row
 * @typedef {import('./verdict.mjs').Verdict & { row: Row, tookMs: number }} Result
 */

/**
 * Rows by suite, and within a suite by fault: tests under one fault share a run.
 *
 * @param {readonly Row[]} rows
 * @returns {Map<string, Map<string | null, Row[]>>} under `null` all rows of the suite: they must pass with their guards
 */
export function jobsOf(rows) {
  /** @type {Map<string, Map<string | null, Row[]>>} */
  const suites = new Map();
  for (const row of rows) {
    const jobs = suites.get(row.test.suite) ?? new Map([[null, []]]);
    suites.set(row.test.suite, jobs);
    for (const fault of [null, row.fault]) jobs.set(fault, [...(jobs.get(fault) ?? []), row]);
  }
  return suites;
}

/**
 * The table at the end: one line a row, and under a row that does not hold why.
 *
 * @param {readonly Result[]} results
 * @returns {string}
 */
export function table(results) {
  const threatWidth = Math.max(...results.map(({ row }) => row.threat.length));
  const faultWidth = Math.max(...results.map(({ row }) => row.fault.length));
  return results
    .map(({ row, holds, why, tookMs }) => {
      const cells = [row.threat.padEnd(threatWidth), row.fault.padEnd(faultWidth), formatElapsed(tookMs)];
      return `${holds ? '✓' : '✗'} ${cells.join('  ')}  ${why}`;
    })
    .join('\n');
}

/**
 * Runs all jobs, in several processes at once.
 *
 * @param {readonly Row[]} rows
 * @param {import('../bootstrap/terminal.mjs').Terminal} terminal
 * @returns {Promise<Result[]>} in the order of the rows
 */
export async function runRows(rows, terminal) {
  const suites = jobsOf(rows);
  const known = listSuites(ROOT);
  /** @type {Map<Row, Result>} */
  const results = new Map();
  const activity = terminal.begin('threats', () => `${results.size} of ${rows.length}`);
  const queues = [...suites].map(([name, jobs]) => ({ name, jobs: [...jobs] }));

  /** @param {Row[]} of @param {(row: Row) => Result} judge */
  const enter = (of, judge) => {
    for (const row of of) {
      const result = judge(row);
      // What does not hold with its guard on says nothing without it.
      if (results.get(row)?.holds !== false) results.set(row, result);
    }
  };

  const work = async () => {
    for (;;) {
      const queue = queues.filter(({ jobs }) => jobs.length > 0).sort((a, b) => b.jobs.length - a.jobs.length)[0];
      if (queue === undefined) return;
      const suite = known.find(({ name }) => name === queue.name);
      if (suite === undefined) throw new Error(`No suite is called ${queue.name}.`);
      const process = new SuiteProcess(suite);
      try {
        await process.ready();
        for (let job = queue.jobs.shift(); job !== undefined; job = queue.jobs.shift()) {
          const [fault, of] = job;
          const tests = of.map(({ test }) => ({ file: test.file, title: patternOf(test.title) }));
          const startedAt = Date.now();
          const outcome = await process.run({ fault, tests });
          const tookMs = Date.now() - startedAt;
          const judge = fault === null ? judgeWithGuard : judgeWithoutGuard;
          // With their guards all tests of a suite run together, so the time is nobody's own.
          enter(of, (row) => {
            const verdict = judge(row, outcome);
            const before = results.get(row);
            return fault === null && verdict.holds && before !== undefined
              ? before
              : { ...verdict, row, tookMs: fault === null ? 0 : tookMs };
          });
        }
      } finally {
        await process.stop();
      }
    }
  };
  const processes = Math.min(Math.max(1, availableParallelism()), 4);
  try {
    await Promise.all(Array.from({ length: processes }, work));
  } catch (error) {
    activity.failed();
    throw error;
  }
  activity.done();
  return rows.map((row) => results.get(row) ?? { row, holds: false, why: 'was not run', tookMs: 0 });
}

/**
 * Runs the whole command.
 *
 * @param {string[]} args without `node` and the script
 * @returns {Promise<number>} 0 when every row holds, 1 when one does not, 2 for a wrong option
 */
export async function main(args) {
  const terminal = createTerminal();
  let options;
  try {
    options = parseArgs({
      args: args.filter((arg) => arg !== '--'),
      allowPositionals: true,
      options: { fast: { type: 'boolean' }, summary: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${USAGE}\n`);
    return 2;
  }
  const { values, positionals } = options;
  if (values.help) {
    terminal.say(USAGE);
    return 0;
  }
  const rows = REGISTRY.filter(({ takes }) => values.fast !== true || takes === 'seconds').filter(
    ({ threat, fault, test }) =>
      positionals.every((word) => `${threat} ${fault} ${test.file} ${test.title}`.includes(word)),
  );
  if (rows.length === 0) {
    process.stderr.write(`No row has these words: ${positionals.join(', ')}.\n`);
    return 2;
  }
  const results = await runRows(rows, terminal);
  const failed = results.filter(({ holds }) => !holds).length;
  const tally = { passed: results.length - failed, failed, skipped: 0 };
  terminal.say();
  terminal.say(table(results));
  terminal.say();
  if (values.summary === undefined) terminal.say(closingLine(tally));
  else writeFileSync(values.summary, JSON.stringify(tally));
  return failed === 0 ? 0 : 1;
}
