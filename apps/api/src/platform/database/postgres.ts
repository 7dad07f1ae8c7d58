import type pg from 'pg';
import { DataSource, type DataSourceOptions, type EntitySchema, type MixedList, type QueryRunner } from 'typeorm';
import { ConnectionGuard } from './connection-guard.js';
import type { EntityClass } from './data-sources.js';
import { DatabaseRefusal, databaseRefusalOf } from './database-refusal.js';
import { loadMigrations } from './migration-files.js';
import { SnakeNamingStrategy } from './naming-strategy.js';
import { READER } from './reader.js';
import { requireNotRestoring } from './restoring.js';

/** A statement that takes longer is ended by the server: it would hold its locks, and whoever waits for them. */
const STATEMENT_TIMEOUT_MS = 30_000;
/** How long a statement waits for another transaction's row. */
const LOCK_TIMEOUT_MS = 10_000;
/** A transaction nobody speaks in is ended by the server: its node hangs or is gone. Longer than a unit may take. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 45_000;
/** How long the network may be silent after the server should have ended the statement itself. */
const SILENCE_MS = 5_000;
/** How long to wait for a connection: the server is away, or all that read are busy. */
const CONNECT_TIMEOUT_MS = 10_000;

/** Connections for writing, and as many for reading, that a node keeps at the most. */
export const POOL_SIZE = 10;

/**
 * For units of work. Statements that come again and again are kept parsed, and planned where all plans of one are alike; a plan from
 * when a table was small walks it from end to end, and would go on to until somebody gathers statistics of the grown one. What units
 * read and write they find by an index, so they may do nothing else. Where there is none, nothing changes but the figures of costs,
 * which are not to have such a statement compiled.
 */
const BY_INDEX = ['enable_seqscan=off', 'enable_hashjoin=off', 'enable_mergejoin=off', 'jit=off'];
/** Whoever only reads also lists and counts, for which a walk may be best: planned at each use, for tables as large as they are then. */
const PLANNED_EACH_TIME = 'plan_cache_mode=force_custom_plan';

/** The key of the lock under which a node migrates: `chatku` as bytes. */
export const MIGRATION_LOCK = 0x63_68_61_74_6b_75;

/** `bigint` and `numeric` (sums of bigints), which the driver would hand over as text. */
const NUMBERS_AS_TEXT: ReadonlySet<number> = new Set([20, 1700]);

/** The driver's own ways of reading a value: known with the first data source, since a node on SQLite never loads the driver. */
let parsers: typeof pg.types;

/** Rows come back with the numbers that were written, as they do on SQLite; exact up to 2^53 - 1. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((id: number, format: 'text' | 'binary') =>
    NUMBERS_AS_TEXT.has(id) && format !== 'binary'
      ? Number
      : parsers.getTypeParser(id, format as 'text')) as pg.CustomTypesConfig['getTypeParser'],
};

/**
 * A server that goes away may say so on a connection that nobody listens to yet: it is made, and whoever asked for it has not run
 * since. That is no reason to end the process; the connection's next statement is refused.
 */
function onConnect(client: pg.ClientBase): void {
  client.on('error', () => undefined);
}

/** What a node sets itself, and the driver would let the address win over. */
const OWN_PARAMETERS = [
  'options',
  'statement_timeout',
  'query_timeout',
  'lock_timeout',
  'idle_in_transaction_session_timeout',
] as const;

/** The address without what a node sets itself, and the session's settings it asks for: ours go behind them, and the last one counts. */
function partsOf(address: string): { url: string; asked: readonly string[] } {
  const url = new URL(address);
  const asked = url.searchParams.getAll('options').slice(-1);
  for (const name of OWN_PARAMETERS) url.searchParams.delete(name);
  return { url: url.href, asked };
}

const sessionSetting = (setting: string): string => `-c ${setting}`;

function postgresOptions(address: string, entities: readonly EntityClass[], settings: readonly string[]) {
  const { url, asked } = partsOf(address);
  return {
    type: 'postgres',
    url,
    entities: [...entities] as MixedList<EntityClass | string | EntitySchema>,
    namingStrategy: new SnakeNamingStrategy(),
    logging: false,
    poolSize: POOL_SIZE,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    applicationName: 'chatku',
    // A connection that breaks while nobody uses it is replaced when the next one is needed.
    poolErrorHandler: () => undefined,
    extra: {
      onConnect,
      types,
      // What is asked of one connection without waiting is sent without waiting; see `unitQuery`.
      pipeline: true,
      keepAlive: true,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      query_timeout: STATEMENT_TIMEOUT_MS + SILENCE_MS,
      lock_timeout: LOCK_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
      options: [...asked, ...settings.map(sessionSetting)].join(' '),
    },
  } satisfies DataSourceOptions;
}

/** Options of the writing connections. @param url `postgres://...` */
export function postgresWriterOptions(url: string, entities: readonly EntityClass[]) {
  return {
    // Whatever the server's own default is: what is acknowledged is on disk.
    ...postgresOptions(url, entities, ['synchronous_commit=on']),
    migrations: loadMigrations('postgres'),
    migrationsTableName: 'migration',
  } satisfies DataSourceOptions;
}

/** Options of the reading connections: the server itself refuses to write on them. */
export function postgresReaderOptions(url: string, entities: readonly EntityClass[]) {
  return {
    ...postgresOptions(url, entities, ['default_transaction_read_only=on', PLANNED_EACH_TIME]),
    name: READER,
  } satisfies DataSourceOptions;
}

/**
 * Opens the writing connections: database fit for it, schema migrated by one node at a time, then sealed so that only units
 * of work write.
 *
 * @param restores this is the restore itself, which alone opens a database that is only half there.
 * @throws {DatabaseRefusal} the database cannot be reached or used, in plain words.
 */
export async function openPostgresWriter(
  options: DataSourceOptions,
  { restores = false }: { readonly restores?: boolean } = {},
): Promise<DataSource> {
  const { extra } = options;
  const byIndex = [extra?.options, ...BY_INDEX.map(sessionSetting)].join(' ');
  const dataSource = postgresDataSource({ ...options, extra: { ...extra, options: byIndex } } as DataSourceOptions);
  const guard = ConnectionGuard.install(dataSource);
  try {
    await migrateAlone(options, restores);
    await dataSource.initialize();
    await requireOn(dataSource, 'synchronous_commit');
  } catch (error) {
    throw databaseRefusalOf(error);
  }
  guard.seal();
  return dataSource;
}

/**
 * Opens the reading connections.
 *
 * @throws {DatabaseRefusal} the database cannot be reached or used, or a restore into it has not ended.
 */
export async function openPostgresReader(options: DataSourceOptions): Promise<DataSource> {
  const dataSource = postgresDataSource(options);
  ConnectionGuard.install(dataSource);
  try {
    await dataSource.initialize();
    await requireOn(dataSource, 'default_transaction_read_only');
    await requireNotRestoring(dataSource);
    return dataSource;
  } catch (error) {
    if (dataSource.isInitialized) await dataSource.destroy();
    throw databaseRefusalOf(error);
  }
}

/** Asks whether a setting came through: a pooler in between may drop what a node says when it connects. Closes the connections if not. */
async function requireOn(dataSource: DataSource, setting: string): Promise<void> {
  const [row]: Array<Record<string, string>> = await dataSource.query(`SHOW ${setting}`);
  if (row?.[setting] === 'on') return;
  await dataSource.destroy();
  throw new DatabaseRefusal(
    `The database did not take the setting ${setting}=on that Chatku connects with. A pooler between them must hand "options" through; connect to Postgres directly otherwise.`,
  );
}

/**
 * A data source that keeps every whole number as `bigint`: SQLite's `integer` holds 64 bits, Postgres's only 32, and the
 * event log's positions would run out of them.
 */
export function postgresDataSource(options: DataSourceOptions): DataSource {
  const dataSource = new DataSource(options);
  const { driver } = dataSource;
  parsers = (driver as typeof driver & { readonly postgres: typeof pg }).postgres.types;
  const normalize = driver.normalizeType.bind(driver);
  driver.normalizeType = (column) => {
    const type = normalize(column);
    return type === 'integer' ? 'bigint' : type;
  };
  return dataSource;
}

/**
 * Migrates while no other node does; whoever comes second waits and finds nothing to do. On connections of its own: a
 * migration takes as long as it takes.
 */
async function migrateAlone(options: DataSourceOptions, restores: boolean): Promise<void> {
  const unhurried = { ...options.extra, statement_timeout: 0, query_timeout: 0, lock_timeout: 0 };
  const dataSource = postgresDataSource({
    ...options,
    entities: [],
    poolSize: 2,
    extra: unhurried,
  } as DataSourceOptions);
  await dataSource.initialize();
  const holder = dataSource.createQueryRunner();
  try {
    await requireUtf8(holder);
    await holder.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    if (!restores) await requireNotRestoring(holder);
    await dataSource.runMigrations({ transaction: 'all' });
    await orderByBytes(holder);
  } finally {
    // The lock goes with the connection that holds it.
    await holder.release();
    await dataSource.destroy();
  }
}

/** Names and messages of any script must fit. */
async function requireUtf8(runner: QueryRunner): Promise<void> {
  const [row]: Array<{ server_encoding: string }> = await runner.query('SHOW server_encoding');
  if (row?.server_encoding === 'UTF8') return;
  throw new DatabaseRefusal(
    `The database keeps text as ${row?.server_encoding ?? 'something unknown'}, and Chatku needs UTF8. Make one with: CREATE DATABASE chatku TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C';`,
  );
}

/**
 * Gives text columns the order of their bytes where the database has a language's order: ids compare byte by byte on both
 * engines, pages by name go in one order, and no index over text breaks when the machine's locale library changes.
 */
async function orderByBytes(runner: QueryRunner): Promise<void> {
  const found: Array<{ table_name: string; changes: string }> = await runner.query(`
    SELECT c.relname AS table_name,
      string_agg(format('ALTER COLUMN %I TYPE %s COLLATE "C"', a.attname, format_type(a.atttypid, a.atttypmod)), ', ') AS changes
    FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
    JOIN pg_collation l ON l.oid = a.attcollation
    WHERE a.attnum > 0 AND NOT a.attisdropped AND l.collname <> 'C'
      AND NOT (l.collname = 'default' AND (
        SELECT datcollate IN ('C', 'POSIX') AND datlocprovider = 'c' FROM pg_database WHERE datname = current_database()))
    GROUP BY c.relname ORDER BY c.relname`);
  if (found.length === 0) return;
  await runner.startTransaction();
  try {
    for (const { table_name: table, changes } of found) await runner.query(`ALTER TABLE "${table}" ${changes}`);
    await runner.commitTransaction();
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  }
}
