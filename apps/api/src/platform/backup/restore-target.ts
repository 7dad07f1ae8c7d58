import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { type EntityClass, openWriter, sqliteOptions, writerOptions } from '../database/data-sources.js';
import { databaseRefusalOf } from '../database/database-refusal.js';
import type { Engine } from '../database/dialect.js';
import { openPostgresWriter, postgresDataSource, postgresWriterOptions } from '../database/postgres.js';
import { Refusal } from '../errors/refusal.js';
import { syncPath } from './whole-file.js';

export type MigrationClass = Extract<DataSourceOptions['migrations'], unknown[]>[number];

/** A place a backup is put into. Nobody sees it before `finish`. */
export interface RestoreTarget {
  readonly engine: Engine;
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

/** A Postgres database that holds no tables yet. */
export class PostgresTarget implements RestoreTarget {
  readonly engine = 'postgres';
  #isBegun = false;

  constructor(private readonly url: string) {}

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
    this.#isBegun = true;
    const dataSource = this.#dataSource(migrations);
    await dataSource.initialize();
    await dataSource.runMigrations({ transaction: 'all' });
    return dataSource;
  }

  complete(entities: readonly EntityClass[]): Promise<DataSource> {
    return openPostgresWriter(this.#options(entities));
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  async discard(): Promise<void> {
    if (!this.#isBegun) return;
    await this.#with([], async (dataSource) => {
      for (const table of await this.#tables(dataSource)) await dataSource.query(`DROP TABLE "${table}" CASCADE`);
    });
  }

  async #tables(dataSource: DataSource): Promise<string[]> {
    const rows: Array<{ name: string }> = await dataSource.query(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()`,
    );
    return rows.map(({ name }) => name);
  }

  #dataSource(migrations: readonly (new () => unknown)[]): DataSource {
    return postgresDataSource({ ...this.#options([]), migrations: [...migrations] as MigrationClass[] });
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
