/** What was found, as a table for people, as JSON for machines, and as the page in docs. */
import { round } from './statistics.mjs';

/**
 * @typedef {object} Finding one figure
 * @property {string} name
 * @property {number} value
 * @property {string} unit
 * @property {number} [atMost] the bar, where there is one
 * @property {number} [atLeast]
 * @property {string} [note]
 */

/**
 * @typedef {object} Report
 * @property {string} date the day of the run
 * @property {import('./machine.mjs').Machine} machine
 * @property {number} loadBefore the machine's load (of a minute) before the run began: what else was going on
 * @property {number} loadAfter the same when it had ended, the run itself in it
 * @property {Finding[]} findings
 */

/** What stands before and after a run's figures on the page. */
export const BENCH_MARKS = {
  begin: '<!-- measured: begin (pnpm bench --write) -->',
  end: '<!-- measured: end -->',
};

/**
 * Whether a figure keeps its bar; null where it has none.
 *
 * @param {Finding} finding
 * @returns {boolean | null}
 */
export function keepsBar({ value, atMost, atLeast }) {
  if (atMost === undefined && atLeast === undefined) return null;
  return value <= (atMost ?? Infinity) && value >= (atLeast ?? -Infinity);
}

/** @param {Finding} finding */
function barOf({ atMost, atLeast, unit }) {
  const suffix = unit === 'x' ? ' x' : '';
  if (atMost !== undefined) return `<= ${number(atMost)}${suffix}`;
  return atLeast === undefined ? '' : `>= ${number(atLeast)}${suffix}`;
}

/** @param {number} value */
function number(value) {
  return Math.abs(value) >= 1000 ? value.toLocaleString('en-US') : String(round(value, 3));
}

/** @param {Finding} finding */
function verdictOf(finding) {
  const keeps = keepsBar(finding);
  return keeps === null ? '' : keeps ? 'kept' : 'MISSED';
}

/** @param {Finding} finding @returns {string[]} */
function cells(finding) {
  const value = `${number(finding.value)} ${finding.unit}`.trim();
  return [finding.name, value, barOf(finding), verdictOf(finding), finding.note ?? ''];
}

const HEAD = ['what', 'measured', 'bar', '', 'note'];

/**
 * A table for a terminal.
 *
 * @param {readonly Finding[]} findings
 * @returns {string}
 */
export function textTable(findings) {
  const rows = [HEAD, ...findings.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 1 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** @param {Report} report @returns {string} */
function markdown({ date, machine, loadBefore, loadAfter, findings }) {
  const lines = [
    `Measured ${date} on ${machine.cores} cores (${machine.processor}), ${machine.memoryGb} GB, ${machine.system}, ` +
      `Node ${machine.node}; a 4 kB write is safe on this disk after ${machine.diskSyncMs} ms; load ${loadBefore} before the run and ${loadAfter} after.`,
    '',
    `| ${['What', 'Measured', 'Bar', '', 'Note'].join(' | ')} |`,
    '| --- | ---: | ---: | --- | --- |',
    ...findings.map((finding) => `| ${cells(finding).join(' | ')} |`),
  ];
  return lines.join('\n');
}

/**
 * Puts a run's figures between the markers of the page; all else of it stays.
 *
 * @param {string} page
 * @param {Report} report
 * @param {{ begin: string, end: string }} [marks]
 * @returns {string}
 * @throws {Error} when the page has not exactly one pair of markers
 */
export function writeInto(page, report, { begin, end } = BENCH_MARKS) {
  const [before, ...rest] = page.split(begin);
  const [, after, ...more] = rest.join(begin).split(end);
  if (before === undefined || rest.length !== 1 || after === undefined || more.length > 0) {
    throw new Error(`The page needs the lines "${begin}" and "${end}", once each.`);
  }
  return `${before}${begin}\n\n${markdown(report)}\n\n${end}${after}`;
}
