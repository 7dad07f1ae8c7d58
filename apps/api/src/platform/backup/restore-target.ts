import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { type EntityClass, openWriter, sqliteOptions, writerOptions } from '../database/data-sources.js';
import { databaseRefusalOf } from '../database/database-refusal.js';
import type { Engine } from '../database/dialect.js';
import {
  MIGRATION_LOCK,
  openPostgresWriter,
  POOL_SIZE,
  postgresDataSource,
  postgresWriterOptions,
} from '../database/postgres.js';
import { isRestoring, RESTORING_TABLE } from '../database/restoring.js';
import { Refusal } from '../errors/refusal.js';
import type { Queries } from './database-catalog.js';
import { syncPath } from './whole-file.js';

export type MigrationClass = Extract<DataSourceOptions['migrations'], unknown[]>[number];

/** A place a backup is put into. Nobody sees it before `finish`. */
export interface RestoreTarget {
  readonly engine: Engine;
  /** Takes the place for this restore alone, and removes what a killed one left in it. @throws {Refusal} another one is at it. */
  begin(): Promise<void>;
  /** Gives the place back, however the restore ended. */
  release(): Promise<void>;
  /** Whether there is anything that a restore would hide or mix with. */
  isEmpty(): Promise<boolean>;
  /** Moves what is there into a folder. @throws {Refusal} where there is no way to. */
  setAside(folder: string): Promise<void>;
  /** An empty database with just these migrations run. */
  build(migrations: readonly (new () => unknown)[]): Promise<DataSource>;
  /** The same with all migrations of this version, for the last steps. */
  complete(entities: readonly EntityClass[]): Promise<DataSource>;
  /** Puts it in its place. */
  finish(): Promise<void>;
  /** Removes what was begun. */
  discard(): Promise<void>;
}

const PARTS = ['', '-wal', '-shm'] as const;

/** The database file of a data folder, built beside its place and moved into it. */
export class SqliteTarget implements RestoreTarget {
  readonly engine = 'sqlite';
  readonly #file: string;
  readonly #draft: string;

  /** @param folder locked by the caller. */
  constructor(private readonly folder: string) {
    this.#file = join(folder, 'chatku.db');
    this.#draft = join(folder, 'chatku.db.restoring');
  }

  /** The folder's lock keeps others away, and `build` removes an older draft. */
  begin(): Promise<void> {
    return Promise.resolve();
  }

  release(): Promise<void> {
    return Promise.resolve();
  }

  async isEmpty(): Promise<boolean> {
    for (const part of PARTS) if (await isThere(`${this.#file}${part}`)) return false;
    return true;
  }

  async setAside(aside: string): Promise<void> {
    for (const part of PARTS) {
      const file = `${this.#file}${part}`;
      if (await isThere(file)) await rename(file, join(aside, `chatku.db${part}`));
    }
    await syncPath(aside);
  }

  async build(migrations: readonly (new () => unknown)[]): Promise<DataSource> {
    await this.discard();
    const dataSource = await new DataSource({
      ...sqliteOptions(this.#draft, []),
      migrations: [...migrations] as MigrationClass[],
      migrationsTableName: 'migration',
    }).initialize();
    // It counts only once it has its name; until then the disk need not be waited for.
    await dataSource.query('PRAGMA synchronous = OFF');
    await dataSource.runMigrations({ transaction: 'all' });
    return dataSource;
  }

  complete(entities: readonly EntityClass[]): Promise<DataSource> {
    return openWriter(writerOptions(this.#draft, entities));
  }

  async finish(): Promise<void> {
    for (const part of PARTS.slice(1)) {
      if (await isThere(`${this.#draft}${part}`)) throw new Refusal('Something else holds the restored database open.');
    }
    await syncPath(this.#draft);
    await rename(this.#draft, this.#file);
    await syncPath(this.folder);
  }

  async discard(): Promise<void> {
    for (const part of [...PARTS, '-journal']) await rm(`${this.#draft}${part}`, { force: true });
  }
}

/** Held by a restore into Postgres from its beginning to its end, on a connection that goes with it when it is killed. */
const RESTORE_LOCK = MIGRATION_LOCK + 1;

/**
 * A Postgres database that holds no tables yet. It has no place beside its own to be built in; instead a table says until the end that it
 * is only half there, and no server opens it.
 */
export class PostgresTarget implements RestoreTarget {
  readonly engine = 'postgres';
  #isBegun = false;
  #holder: DataSource | null = null;

  constructor(private readonly url: string) {}

  async begin(): Promise<void> {
    const holder = this.#dataSource([], 1);
    try {
      await holder.initialize();
      const [row]: Array<{ taken: boolean }> = await holder.query('SELECT pg_try_advisory_lock($1) AS taken', [
        RESTORE_LOCK,
      ]);
      if (row?.taken !== true) {
        throw new Refusal(
          'Another restore fills the database of DATABASE_URL. Wait until it has ended, or end it first.',
        );
      }
      if (await isRestoring(holder)) await this.#dropAll(holder);
    } catch (error) {
      if (holder.isInitialized) await holder.destroy();
      throw databaseRefusalOf(error);
    }
    this.#holder = holder;
  }

  async release(): Promise<void> {
    await this.#holder?.destroy();
    this.#holder = null;
  }

  async isEmpty(): Promise<boolean> {
    return this.#with([], async (dataSource) => (await this.#tables(dataSource)).length === 0);
  }

  setAside(): Promise<void> {
    return Promise.reject(
      new Refusal(
        'The database of DATABASE_URL has tables already, and they are left as they are. Make an empty database beside it and name that one.',
      ),
    );
  }

  async build(migrations: readonly (new () => unknown)[]): Promise<DataSource> {
    const dataSource = this.#dataSource(migrations);
    await dataSource.initialize();
    await dataSource.transaction(async (manager) => {
      // A server that starts just now has made its tables before this, or finds the mark after it.
      await manager.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
      if ((await this.#tables(manager)).length > 0) await this.setAside();
      await manager.query(`CREATE TABLE "${RESTORING_TABLE}" ()`);
    });
    this.#isBegun = true;
    await dataSource.runMigrations({ transaction: 'all' });
    return dataSource;
  }

  complete(entities: readonly EntityClass[]): Promise<DataSource> {
    return openPostgresWriter(this.#options(entities), { restores: true });
  }

  async finish(): Promise<void> {
    await this.#with([], (dataSource) => dataSource.query(`DROP TABLE "${RESTORING_TABLE}"`));
  }

  async discard(): Promise<void> {
    if (!this.#isBegun) return;
    await this.#with([], (dataSource) => this.#dropAll(dataSource));
  }

  /** The mark goes last: whoever is killed here is followed by one that goes on. */
  async #dropAll(queries: Queries): Promise<void> {
    const others = (await this.#tables(queries)).filter((table) => table !== RESTORING_TABLE);
    for (const table of [...others, RESTORING_TABLE]) await queries.query(`DROP TABLE IF EXISTS "${table}" CASCADE`);
  }

  async #tables(queries: Queries): Promise<string[]> {
    const rows: Array<{ name: string }> = await queries.query(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()`,
    );
    return rows.map(({ name }) => name);
  }

  #dataSource(migrations: readonly (new () => unknown)[], poolSize = POOL_SIZE): DataSource {
    return postgresDataSource({ ...this.#options([]), poolSize, migrations: [...migrations] as MigrationClass[] });
  }

  /** Every statement may take as long as it takes: nobody else uses this database yet, and its rows are many. */
  #options(entities: readonly EntityClass[]) {
    const options = postgresWriterOptions(this.url, entities);
    const { extra } = options;
    return {
      ...options,
      extra: {
        ...extra,
        statement_timeout: 0,
        query_timeout: 0,
        idle_in_transaction_session_timeout: 0,
        // The driver sends no 0, and the database or its user may have limits of their own.
        options: `${extra.options} -c statement_timeout=0 -c idle_in_transaction_session_timeout=0`,
      },
    };
  }

  async #with<T>(migrations: readonly (new () => unknown)[], use: (dataSource: DataSource) => Promise<T>): Promise<T> {
    const dataSource = this.#dataSource(migrations);
    try {
      await dataSource.initialize();
      return await use(dataSource);
    } catch (error) {
      throw databaseRefusalOf(error);
    } finally {
      if (dataSource.isInitialized) await dataSource.destroy();
    }
  }
}

export async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
