import type { DataSource } from 'typeorm';
import { type EntityClass, openReader, openWriter, readerOptions, writerOptions } from '../database/data-sources.js';
import { migrationClass } from '../database/migration-files.js';
import { sqliteBaseline } from '../database/migration-writer.js';
import { Reader } from '../database/reader.js';
import { Logger } from '../logging/logger.js';
import { SqliteUnitOfWork, type SqliteUnitOfWorkOptions } from '../unit-of-work/sqlite-unit-of-work.js';
import { tempFolder } from './temp-folder.js';
import { TestClock } from './test-clock.js';

/** A real SQLite file with the given entities' tables, behind the real gate. */
export interface TestDatabase {
  readonly file: string;
  readonly writer: DataSource;
  readonly reader: Reader;
  readonly unitOfWork: SqliteUnitOfWork;
  readonly clock: TestClock;
  /** Lines logged by the gate. */
  readonly log: Array<Record<string, unknown>>;
  close(): Promise<void>;
}

export type TestDatabaseOptions = Pick<SqliteUnitOfWorkOptions, 'slowAfterMs' | 'abortAfterMs'>;

/** Makes one in a temporary folder. */
export async function testDatabase(
  entities: readonly EntityClass[],
  options: TestDatabaseOptions = {},
): Promise<TestDatabase> {
  const folder = await tempFolder();
  const file = `${folder.path}/test.db`;
  const migration = migrationClass('Test1000000000000', await sqliteBaseline(entities));
  const writer = await openWriter({ ...writerOptions(file, entities), migrations: [migration] });
  const readerSource = await openReader(readerOptions(file, entities));
  const clock = new TestClock();
  const log: Array<Record<string, unknown>> = [];
  const logger = Logger.create({
    level: 'trace',
    destination: { write: (line) => void log.push(JSON.parse(line) as Record<string, unknown>) },
  });
  const unitOfWork = new SqliteUnitOfWork({ dataSource: writer, clock, logger, ...options });
  return {
    file,
    writer,
    reader: new Reader(readerSource),
    unitOfWork,
    clock,
    log,
    close: async () => {
      await writer.destroy();
      await readerSource.destroy();
      await folder.remove();
    },
  };
}
