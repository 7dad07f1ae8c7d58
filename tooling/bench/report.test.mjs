import { describe, expect, test } from 'vitest';
import { keepsBar, textTable, writeInto } from './report.mjs';

const machine = { cores: 2, processor: 'Any', memoryGb: 8, system: 'linux 6.1', node: 'v20.20.2', diskSyncMs: 1.25 };
const finding = { name: 'bytes', value: 1_500, unit: 'B', atMost: 1_600, note: 'settings inside' };
const report = {
  date: '2026-11-23',
  machine,
  loadBefore: 0.3,
  loadAfter: 1.4,
  findings: [finding, { ...finding, name: 'more bytes', value: 1_601 }],
};
const page = ['before', '<!-- measured: begin (pnpm bench --write) -->', 'old', '<!-- measured: end -->', 'after'].join(
  '\n',
);

describe('a bar', () => {
  test.each([
    [{ value: 1.1, atMost: 1.1 }, true],
    [{ value: 1.11, atMost: 1.1 }, false],
    [{ value: 0.4, atLeast: 0.4 }, true],
    [{ value: 0.39, atLeast: 0.4 }, false],
    [{ value: Number.NaN, atMost: 1 }, false],
    [{ value: 5 }, null],
  ])('%j: %s', (figure, kept) => {
    expect(keepsBar({ name: 'x', unit: 'x', ...figure })).toBe(kept);
  });
});

test('the table says which figure misses its bar', () => {
  const [head, kept, missed] = textTable(report.findings).split('\n');
  expect(head).toMatch(/^what +measured +bar/);
  expect(kept).toMatch(/^bytes +1,500 B +<= 1,600 +kept +settings inside$/);
  expect(missed).toContain('MISSED');
});

describe('the page', () => {
  test('gets the figures between its markers, and nothing else of it changes', () => {
    const written = writeInto(page, report);
    expect(written).toMatch(/^before\n<!-- measured: begin/);
    expect(written).toMatch(/<!-- measured: end -->\nafter$/);
    expect(written).not.toContain('old');
    expect(written).toContain('| bytes | 1,500 B | <= 1,600 | kept | settings inside |');
    expect(written).toContain('2 cores (Any), 8 GB, linux 6.1, Node v20.20.2');
    expect(written).toContain('load 0.3 before the run and 1.4 after');
  });

  test('can be written again', () => {
    const once = writeInto(page, report);
    expect(writeInto(once, report)).toBe(once);
  });

  test.each([
    ['without markers', 'nothing'],
    ['with two pairs', `${page}\n${page}`],
    ['without its end', page.replace('<!-- measured: end -->', '')],
  ])('%s is left alone', (_, broken) => {
    expect(() => writeInto(broken, report)).toThrow(/once each/);
  });
});
