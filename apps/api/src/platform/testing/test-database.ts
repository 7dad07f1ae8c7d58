import type { DataSource } from 'typeorm';
import { type EntityClass, openReader, openWriter, readerOptions, writerOptions } from '../database/data-sources.js';
import { migrationClass } from '../database/migration-files.js';
import { postgresBaseline, sqliteBaseline } from '../database/migration-writer.js';
import {
  openPostgresReader,
  openPostgresWriter,
  postgresReaderOptions,
  postgresWriterOptions,
} from '../database/postgres.js';
import { Reader } from '../database/reader.js';
import { Logger } from '../logging/logger.js';
import { PostgresUnitOfWork } from '../unit-of-work/postgres-unit-of-work.js';
import { SqliteUnitOfWork, type SqliteUnitOfWorkOptions } from '../unit-of-work/sqlite-unit-of-work.js';
import { tempFolder } from './temp-folder.js';
import { TestClock } from './test-clock.js';
import { emptyPostgres, testEngine } from './test-postgres.js';

/** A real database with the given entities' tables, behind the real units of work, on the engine of this run. */
export interface TestDatabase {
  /** SQLite's file; the address of the database on Postgres. */
  readonly file: string;
  readonly writer: DataSource;
  readonly reader: Reader;
  readonly unitOfWork: SqliteUnitOfWork | PostgresUnitOfWork;
  readonly clock: TestClock;
  /** Lines logged by the gate. */
  readonly log: Array<Record<string, unknown>>;
  close(): Promise<void>;
}

export type TestDatabaseOptions = Pick<SqliteUnitOfWorkOptions, 'slowAfterMs' | 'abortAfterMs' | 'beginsAtOnce'>;

/** What is open, and how it is thrown away. */
interface Opened {
  readonly file: string;
  readonly writer: DataSource;
  readonly readerSource: DataSource;
  remove(): Promise<void>;
}

/** Makes one. */
export async function testDatabase(
  entities: readonly EntityClass[],
  options: TestDatabaseOptions = {},
): Promise<TestDatabase> {
  const { file, writer, readerSource, remove } = await (testEngine === 'sqlite' ? onSqlite : onPostgres)(entities);
  const clock = new TestClock();
  const log: Array<Record<string, unknown>> = [];
  const logger = Logger.create({
    level: 'trace',
    destination: { write: (line) => void log.push(JSON.parse(line) as Record<string, unknown>) },
  });
  const Unit = testEngine === 'sqlite' ? SqliteUnitOfWork : PostgresUnitOfWork;
  return {
    file,
    writer,
    reader: new Reader(readerSource),
    unitOfWork: new Unit({ dataSource: writer, clock, logger, ...options }),
    clock,
    log,
    close: async () => {
      await writer.destroy();
      await readerSource.destroy();
      await remove();
    },
  };
}

async function onSqlite(entities: readonly EntityClass[]): Promise<Opened> {
  const folder = await tempFolder();
  const file = `${folder.path}/test.db`;
  const migration = migrationClass('Test1000000000000', await sqliteBaseline(entities));
  const writer = await openWriter({ ...writerOptions(file, entities), migrations: [migration] });
  return { file, writer, readerSource: await openReader(readerOptions(file, entities)), remove: folder.remove };
}

async function onPostgres(entities: readonly EntityClass[]): Promise<Opened> {
  const { url, remove } = await emptyPostgres();
  const statements = await postgresBaseline(postgresWriterOptions(url, entities));
  const migration = migrationClass('Test1000000000000', statements);
  const writer = await openPostgresWriter({ ...postgresWriterOptions(url, entities), migrations: [migration] });
  return { file: url, writer, readerSource: await openPostgresReader(postgresReaderOptions(url, entities)), remove };
}
