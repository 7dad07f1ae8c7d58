import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { type EntityClass, openWriter, sqliteOptions, writerOptions } from '../database/data-sources.js';
import type { Engine } from '../database/dialect.js';
import { Refusal } from '../errors/refusal.js';
import { syncPath } from './whole-file.js';

export type MigrationClass = Extract<DataSourceOptions['migrations'], unknown[]>[number];

/** A place a backup is put into. Nobody sees it before `finish`. */
export interface RestoreTarget {
  readonly engine: Engine;
  /** Whether there is anything that a restore would hide or mix with. */
  isEmpty(): Promise<boolean>;
  /** Moves what is there out of the way. @returns where to. */
  setAside(stamp: string): Promise<string>;
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

  async setAside(stamp: string): Promise<string> {
    const aside = join(this.folder, `replaced-${stamp}`);
    await mkdir(aside, { mode: 0o700 });
    for (const part of PARTS) {
      const file = `${this.#file}${part}`;
      if (await isThere(file)) await rename(file, join(aside, `chatku.db${part}`));
    }
    await syncPath(aside);
    return aside;
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

export async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
