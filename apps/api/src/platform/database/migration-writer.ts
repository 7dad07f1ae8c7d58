import { DataSource, type DataSourceOptions } from 'typeorm';
import { ConnectionGuard } from './connection-guard.js';
import { type EntityClass, sqliteOptions } from './data-sources.js';
import { type Engine, loadMigrations } from './migration-files.js';
import { postgresDataSource, postgresWriterOptions } from './postgres.js';

/*
 * Makes the SQL of migrations from the entities. For developers: run by tooling/generate-migration.mjs, never by a server.
 */

/** TypeORM's own tables, which are not ours to create. */
const NOT_OURS = /^(sqlite_|typeorm_|migration$)/;

/**
 * SQLite's schema as it is when all entities have been created: one CREATE a table and index, foreign keys in place. (The
 * statements TypeORM would log make each table and then make it again with its foreign keys.)
 */
export async function sqliteBaseline(entities: readonly EntityClass[]): Promise<string[]> {
  return withDatabase({ ...sqliteOptions(':memory:', entities), synchronize: true }, async (dataSource) => {
    const rows: Array<{ type: string; name: string; sql: string | null }> = await dataSource.query(
      `SELECT type, name, sql FROM sqlite_master ORDER BY type = 'index', name`,
    );
    return rows.flatMap((row) => (row.sql === null || NOT_OURS.test(row.name) ? [] : [row.sql]));
  });
}

/** The statements that make all entities' tables in an empty Postgres database. */
export async function postgresBaseline(options: DataSourceOptions): Promise<string[]> {
  return withDatabase(options, async (dataSource) => {
    const log = await dataSource.driver.createSchemaBuilder().log();
    return log.upQueries.map((query) => query.query);
  });
}

/**
 * The statements that lead from the migrations so far to the entities; empty when they agree.
 *
 * @param options of a database without tables. For SQLite `:memory:` is used when left out.
 */
export async function difference(
  engine: Engine,
  entities: readonly EntityClass[],
  options: DataSourceOptions = emptySqlite(entities),
): Promise<string[]> {
  const migrations = loadMigrations(engine);
  return withDatabase({ ...options, migrations, migrationsTableName: 'migration' }, async (dataSource) => {
    await dataSource.runMigrations({ transaction: 'all' });
    const log = await dataSource.driver.createSchemaBuilder().log();
    return log.upQueries.map((query) => query.query);
  });
}

function emptySqlite(entities: readonly EntityClass[]): DataSourceOptions {
  return sqliteOptions(':memory:', entities);
}

/** Options of a Postgres database, for generating only. */
export function postgresOptions(url: string, entities: readonly EntityClass[]): DataSourceOptions {
  return postgresWriterOptions(url, entities);
}

async function withDatabase<T>(options: DataSourceOptions, use: (dataSource: DataSource) => Promise<T>): Promise<T> {
  const dataSource = options.type === 'postgres' ? postgresDataSource(options) : new DataSource(options);
  // The same runner for everybody would share one transaction state: see ConnectionGuard.
  if (options.type === 'sqlite') ConnectionGuard.install(dataSource);
  await dataSource.initialize();
  try {
    return await use(dataSource);
  } finally {
    await dataSource.destroy();
  }
}
