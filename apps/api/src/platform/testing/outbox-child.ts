import 'reflect-metadata';
import { openReader, openWriter, readerOptions, writerOptions } from '../database/data-sources.js';
import { migrationClass } from '../database/migration-files.js';
import { sqliteBaseline } from '../database/migration-writer.js';
import { Reader } from '../database/reader.js';
import { Logger } from '../logging/logger.js';
import { OutboxJob, OutboxTarget } from '../outbox/outbox-job.entity.js';
import { SqliteUnitOfWork } from '../unit-of-work/sqlite-unit-of-work.js';
import { outboxWorker } from './outbox-parts.js';
import { TestClock } from './test-clock.js';

/*
 * A process that takes the jobs of a SQLite file, says so, and gets no further: some it cannot end, some it has done and
 * could not note, until it is killed.
 */
const file = process.argv[2] ?? '';
const entities = [OutboxJob, OutboxTarget];
const migrations = [migrationClass('Test1000000000000', await sqliteBaseline(entities))];
const dataSource = await openWriter({ ...writerOptions(file, entities), migrations });
const reader = new Reader(await openReader(readerOptions(file, entities)));
const clock = new TestClock();
const logger = Logger.silent();
const unitOfWork = new SqliteUnitOfWork({ dataSource, clock, logger });
const { worker, outbox } = outboxWorker(
  { unitOfWork, reader, clock, logger },
  {
    kind: 'test',
    concurrency: 3,
    perform: ({ id }) => {
      process.stdout.write(`performing ${id}\n`);
      return new Promise(() => undefined);
    },
  },
);
await worker.start();
await unitOfWork.run('add', (tx) =>
  outbox.add(
    tx,
    ['a', 'b', 'c', 'd'].map((id) => ({ id, kind: 'test', workspaceId: 'w', payload: {} })),
  ),
);
setInterval(() => undefined, 60_000);
