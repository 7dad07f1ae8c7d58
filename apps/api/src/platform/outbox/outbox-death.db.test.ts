import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { openReader, openWriter, readerOptions, writerOptions } from '../database/data-sources.js';
import { migrationClass } from '../database/migration-files.js';
import { sqliteBaseline } from '../database/migration-writer.js';
import { Reader } from '../database/reader.js';
import { Logger } from '../logging/logger.js';
import { compiledApi } from '../testing/built.js';
import { outboxWorker } from '../testing/outbox-parts.js';
import { tempFolder } from '../testing/temp-folder.js';
import { TestClock } from '../testing/test-clock.js';
import { SqliteUnitOfWork } from '../unit-of-work/sqlite-unit-of-work.js';
import { OutboxJob, OutboxTarget } from './outbox-job.entity.js';

test('jobs of a process that is killed are taken over by the next one, under the same ids', {
  timeout: 120_000,
}, async () => {
  const built = await compiledApi('outbox-death');
  const folder = await tempFolder();
  const file = `${folder.path}/a.db`;
  try {
    const child = spawn(process.execPath, [built('platform/testing/outbox-child'), file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
    const held: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      held.push(line.replace('performing ', ''));
      if (held.length === 3) child.kill('SIGKILL');
    }
    expect(await ended).toBe('SIGKILL');

    const entities = [OutboxJob, OutboxTarget];
    const migrations = [migrationClass('Test1000000000000', await sqliteBaseline(entities))];
    const dataSource = await openWriter({ ...writerOptions(file, entities), migrations });
    const source = await openReader(readerOptions(file, entities));
    const reader = new Reader(source);
    const clock = new TestClock();
    const logger = Logger.silent();
    const unitOfWork = new SqliteUnitOfWork({ dataSource, clock, logger });
    const before = await reader.manager.find(OutboxJob, { order: { id: 'ASC' } });
    expect(before.map(({ attempts, claimToken }) => [attempts, claimToken !== null])).toEqual([
      [1, true],
      [1, true],
      [1, true],
      [0, false],
    ]);
    const seen: [string, number][] = [];
    const perform = async ({ id, attempt }: { id: string; attempt: number }) => void seen.push([id, attempt]);
    const { worker } = outboxWorker({ unitOfWork, reader, clock, logger }, { kind: 'test', perform });
    await worker.start();
    await worker.settle();
    expect(held.sort()).toEqual(['a', 'b', 'c']);
    expect(seen.sort()).toEqual([
      ['a', 2],
      ['b', 2],
      ['c', 2],
      ['d', 1],
    ]);
    expect(await reader.manager.count(OutboxJob)).toBe(0);
    await worker.beforeApplicationShutdown();
    await dataSource.destroy();
    await source.destroy();
  } finally {
    await folder.remove();
  }
});
