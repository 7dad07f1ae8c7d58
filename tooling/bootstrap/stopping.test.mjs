import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { exitCodeOfSignal, Interrupted, listenForStop, whenAborted } from './stopping.mjs';

function surroundings(env = {}) {
  /** @type {Map<string, (signal: string) => void>} */
  const listeners = new Map();
  return {
    env,
    ppid: 7,
    on: (/** @type {string} */ event, /** @type {(signal: string) => void} */ listener) =>
      listeners.set(event, listener),
    send: (/** @type {string} */ signal) => listeners.get(signal)?.(signal),
  };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('%s asks for an end, and a second signal forces it', async (signal) => {
  const source = surroundings();
  const { asked, forced } = listenForStop(source);
  expect([asked.aborted, forced.aborted]).toEqual([false, false]);
  source.send(signal);
  expect([asked.aborted, forced.aborted]).toEqual([true, false]);
  await expect(whenAborted(asked)).rejects.toEqual(new Interrupted(signal));
  source.send('SIGINT');
  expect(forced.aborted).toBe(true);
});

test('the end of the shell that npm put between asks for an end, and never forces one', () => {
  const source = surroundings({ npm_lifecycle_event: 'start' });
  const { asked, forced } = listenForStop(source, 100);
  vi.advanceTimersByTime(1_000);
  expect(asked.aborted).toBe(false);
  source.ppid = 1;
  vi.advanceTimersByTime(100);
  expect(asked.aborted).toBe(true);
  vi.advanceTimersByTime(1_000);
  expect(forced.aborted).toBe(false);
});

test('a shell that npm did not put there may end: what it left in the background goes on', () => {
  const source = surroundings();
  const { asked } = listenForStop(source, 100);
  source.ppid = 1;
  vi.advanceTimersByTime(1_000);
  expect(asked.aborted).toBe(false);
});

test('exit codes are those a shell would show', () => {
  expect(['SIGHUP', 'SIGINT', 'SIGKILL', 'SIGTERM'].map(exitCodeOfSignal)).toEqual([129, 130, 137, 143]);
});
