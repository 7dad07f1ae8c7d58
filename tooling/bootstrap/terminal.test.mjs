import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTerminal, formatElapsed, lastVisibleLine } from './terminal.mjs';

/** @param {boolean} isTTY */
function screen(isTTY) {
  /** @type {string[]} */
  const written = [];
  return {
    written,
    text: () => written.join(''),
    out: { isTTY, columns: 60, write: (/** @type {string} */ t) => written.push(t) },
  };
}

beforeEach(() => vi.useFakeTimers({ now: 0 }));
afterEach(() => vi.useRealTimers());

test('time is read as minutes and seconds', () => {
  expect([0, 7_400, 92_000, 600_000].map(formatElapsed)).toEqual(['0:00', '0:07', '1:32', '10:00']);
});

test('a log hears at the beginning, every ten seconds and at the end, with the time so far', () => {
  const { out, text } = screen(false);
  const activity = createTerminal({ out }).begin('Installing packages');
  activity.detail('sqlite3: compiling');
  vi.advanceTimersByTime(25_000);
  activity.done();
  expect(text().trimEnd().split('\n')).toEqual([
    '- Installing packages',
    '  ... Installing packages  0:10  sqlite3: compiling',
    '  ... Installing packages  0:20  sqlite3: compiling',
    '✓ Installing packages  0:25',
  ]);
});

test('a terminal shows one line that counts, and leaves only the outcome', () => {
  const { out, written } = screen(true);
  const activity = createTerminal({ out }).begin('Building');
  vi.advanceTimersByTime(1_000);
  expect(written.filter((text) => text.includes('Building')).at(-1)).toContain('0:01');
  expect(written.join('')).not.toContain('\n');
  activity.done();
  expect(written.at(-2)).toBe('\r\u001b[2K');
  expect(written.at(-1)).toBe('✓ Building  0:01\n');
});

test('the status line never wraps', () => {
  const { out, written } = screen(true);
  const activity = createTerminal({ out }).begin('Building');
  activity.detail('x'.repeat(200));
  vi.advanceTimersByTime(1_000);
  activity.failed();
  for (const text of written) expect(text.length).toBeLessThan(60);
});

test('a hint takes the place of the detail once there is one', () => {
  const { out, text } = screen(false);
  const activity = createTerminal({ out }).begin('Installing', (ms) =>
    ms >= 15_000 ? 'this can take a while' : undefined,
  );
  activity.detail('resolving');
  vi.advanceTimersByTime(20_000);
  activity.done();
  expect(text()).toContain('0:10  resolving');
  expect(text()).toContain('0:20  this can take a while');
});

test('the last visible line has no colours in it', () => {
  expect(lastVisibleLine('one\n\u001b[31mtwo\u001b[39m\n\n')).toBe('two');
  expect(lastVisibleLine('\r\n')).toBeUndefined();
  expect(lastVisibleLine('compiling\nnpm warn Unknown user config\n')).toBe('compiling');
});
