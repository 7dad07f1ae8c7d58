import { afterEach, expect, test, vi } from 'vitest';
import type { RunMode } from '../../platform/commands/run-mode.js';
import type { Reader } from '../../platform/database/reader.js';
import type { Logger } from '../../platform/logging/logger.js';
import type { StreamRepository } from './stream.repository.js';
import { StreamWatch } from './stream-watch.js';

type Row = { position: number; streams: string[] };

/** A log of which each look reads one batch; an Error is what a look fails with. */
function watchOf(batches: Array<Row[] | Error>): StreamWatch {
  const stream = {
    readGrowth: async () => {
      const batch = batches.shift() ?? [];
      if (batch instanceof Error) throw batch;
      return batch;
    },
  };
  const logger = { error: () => {} };
  return new StreamWatch(
    {} as Reader,
    stream as unknown as StreamRepository,
    {} as RunMode,
    logger as unknown as Logger,
  );
}

/** Remembers what it was told, and fails as often as it is asked to. */
function followerOf(watch: StreamWatch, failures: number) {
  const told: Array<Record<string, number>> = [];
  let left = failures;
  watch.follow({
    lookAgain: async (grown) => {
      told.push(Object.fromEntries(grown));
      if (left-- > 0) throw new Error('away');
    },
  });
  return told;
}

afterEach(() => void vi.useRealTimers());

test('over SQLite sessions are looked at again and again, also after a look that failed, and nothing else is', async () => {
  vi.useFakeTimers();
  const reader = { manager: { connection: { options: { type: 'sqlite' } } } } as unknown as Reader;
  const stream = { lastPosition: async () => 0 } as unknown as StreamRepository;
  const logger = { error: vi.fn() };
  const watch = new StreamWatch(reader, stream, { serving: true } as RunMode, logger as unknown as Logger);
  const looks = vi.fn().mockRejectedValueOnce(new Error('away')).mockResolvedValue(undefined);
  const lookAgain = vi.fn();
  watch.follow({ lookAgain, lookAtSessions: looks });
  watch.follow({ lookAgain });
  await watch.onApplicationBootstrap();
  await vi.advanceTimersByTimeAsync(9_500);
  expect([looks.mock.calls.length, lookAgain.mock.calls.length, logger.error.mock.calls.length]).toEqual([3, 0, 1]);
  await watch.beforeApplicationShutdown();
  await vi.advanceTimersByTimeAsync(9_500);
  expect(looks).toHaveBeenCalledTimes(3);
});

test('who failed is told again, with what has come since; the others are told once', async () => {
  const watch = watchOf([[{ position: 1, streams: ['a'] }], [{ position: 2, streams: ['a', 'b'] }], []]);
  const [failing, sound] = [followerOf(watch, 1), followerOf(watch, 0)];
  for (let look = 0; look < 3; look += 1) await watch.look();
  expect(failing).toEqual([{ a: 1 }, { a: 2, b: 2 }, {}]);
  expect(sound).toEqual([{ a: 1 }, { a: 2, b: 2 }, {}]);

  const later = watchOf([[{ position: 1, streams: ['a'] }], [{ position: 2, streams: ['b'] }]]);
  const stillOwed = followerOf(later, 1);
  await later.look();
  await later.look();
  expect(stillOwed).toEqual([{ a: 1 }, { a: 1, b: 2 }]);
});

test('what was read before the reading failed is told at the next look', async () => {
  const full = Array.from({ length: 5_000 }, (_, at) => ({ position: at + 1, streams: ['a'] }));
  const watch = watchOf([full, new Error('away'), []]);
  const told = followerOf(watch, 0);
  await watch.look();
  expect(told).toEqual([]);
  await watch.look();
  expect(told).toEqual([{ a: 5_000 }]);
});
