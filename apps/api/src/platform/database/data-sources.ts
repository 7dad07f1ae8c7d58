import { dirname } from 'node:path';
import sqlite3 from 'sqlite3';
import { DataSource, type DataSourceOptions, type EntitySchema, type MixedList } from 'typeorm';
import type { Durability } from '../config/settings.js';
import { dataDirErrorOf } from '../data-dir/data-dir-error.js';
import { AppError } from '../errors/app-error.js';
import { ConnectionGuard } from './connection-guard.js';
import { engineCode } from './database-errors.js';
import { loadMigrations } from './migration-files.js';
import { SnakeNamingStrategy } from './naming-strategy.js';
import { READER } from './reader.js';

/** An entity class. */
// biome-ignore lint/complexity/noBannedTypes: TypeORM names entity classes so.
export type EntityClass = Function;

/** How long a statement waits for a lock held from outside (a backup tool, the sqlite3 shell). */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * TypeORM asks the driver for its verbose mode, which takes a stack trace at every statement; the plain driver is
 * handed over instead.
 */
const plainDriver = { ...sqlite3, verbose: () => sqlite3 };

/** Options both connections share. */
export function sqliteOptions(file: string, entities: readonly EntityClass[]) {
  return {
    type: 'sqlite',
    driver: plainDriver,
    database: file,
    entities: [...entities] as MixedList<EntityClass | string | EntitySchema>,
    namingStrategy: new SnakeNamingStrategy(),
    busyTimeout: BUSY_TIMEOUT_MS,
    logging: false,
  } satisfies DataSourceOptions;
}

/**
 * Options of the one writing connection. Migrations are run by `openWriter`, not by TypeORM's own switch.
 *
 * @param durability what an acknowledgement waits for; `openWriter` sees to it.
 */
export function writerOptions(file: string, entities: readonly EntityClass[], durability: Durability = 'full') {
  return {
    ...sqliteOptions(file, entities),
    enableWAL: true,
    migrations: loadMigrations('sqlite'),
    migrationsTableName: 'migration',
    extra: { durability },
  } satisfies DataSourceOptions;
}

/** Options of the reading connection. */
export function readerOptions(file: string, entities: readonly EntityClass[]) {
  return {
    ...sqliteOptions(file, entities),
    name: READER,
    flags: sqlite3.OPEN_READONLY | sqlite3.OPEN_FULLMUTEX,
  } satisfies DataSourceOptions;
}

/**
 * Opens the writing connection: settings proven, schema migrated, then sealed so that only units of work write.
 *
 * @throws {DataDirError} when the file cannot be opened or written.
 */
export async function openWriter(options: DataSourceOptions): Promise<DataSource> {
  const file = String(options.database);
  const dataSource = new DataSource(options);
  const guard = ConnectionGuard.install(dataSource);
  try {
    await dataSource.initialize();
  } catch (error) {
    throw openFailureOf(error, file);
  }
  try {
    await requireDurability(dataSource, options.extra?.durability === 'normal' ? 'normal' : 'full');
    await migrate(dataSource);
  } catch (error) {
    await dataSource.destroy();
    throw openFailureOf(error, file);
  }
  guard.seal();
  return dataSource;
}

/** Opens the reading connection; the file must be there already. */
export async function openReader(options: DataSourceOptions): Promise<DataSource> {
  const dataSource = new DataSource(options);
  ConnectionGuard.install(dataSource);
  return dataSource.initialize();
}

/** What must hold for "acknowledged is on disk", asked of the engine and not only told to it. */
async function requireDurability(dataSource: DataSource, durability: Durability): Promise<void> {
  await dataSource.query(`PRAGMA synchronous = ${durability === 'full' ? 'FULL' : 'NORMAL'}`);
  // Keeps a burst from leaving a log file of gigabytes behind.
  await dataSource.query('PRAGMA journal_size_limit = 67108864');
  // 16 MB: pages that change with every message are then copied into the file a quarter as often.
  await dataSource.query('PRAGMA wal_autocheckpoint = 4000');
  const expected: ReadonlyArray<readonly [pragma: string, value: unknown]> = [
    ['journal_mode', 'wal'],
    ['synchronous', durability === 'full' ? 2 : 1],
    ['foreign_keys', 1],
  ];
  for (const [pragma, value] of expected) {
    const rows: Array<Record<string, unknown>> = await dataSource.query(`PRAGMA ${pragma}`);
    const found = rows[0]?.[pragma];
    if (found !== value) {
      throw new Error(
        `The database is opened with ${pragma} = ${String(found)} instead of ${String(value)}, so it could lose what was acknowledged. Is the data folder on a network file system? Move it to a local disk.`,
      );
    }
  }
}

/** All pending migrations in one transaction, then a check that no row points nowhere. */
async function migrate(dataSource: DataSource): Promise<void> {
  const ran = await dataSource.runMigrations({ transaction: 'all' });
  if (ran.length === 0) return;
  const dangling: unknown[] = await dataSource.query('PRAGMA foreign_key_check');
  if (dangling.length > 0)
    throw new Error(`After migrating, ${dangling.length} rows refer to rows that are not there.`);
}

/** What keeps the database from being opened, in plain words where it is the disk or the folder. */
export function openFailureOf(error: unknown, file: string): unknown {
  const code = engineCode(error instanceof AppError ? error.cause : error);
  return code !== null && /^SQLITE_(CANTOPEN|READONLY|IOERR|FULL|PERM)/.test(code)
    ? dataDirErrorOf(Object.assign(new Error(code, { cause: error }), { code }), dirname(file))
    : error;
}
