import { stat } from 'node:fs/promises';
import { type EntityClass, openReader, readerOptions } from './data-sources.js';
import type { Db } from './db.js';
import { loadMigrations } from './migration-files.js';

/** What a look at a database file found. */
export interface Inspection {
  /** What the engine finds wrong with the file; empty when it is sound. */
  readonly damage: readonly string[];
  /** Migrations of this version that have not run. */
  readonly pending: readonly string[];
  /** Migrations that ran and this version does not know: the database is of a newer one. */
  readonly unknown: readonly string[];
  readonly sizeBytes: number;
  readonly walBytes: number;
}

const DAMAGE_MAX = 5;

/**
 * Looks at a database without changing it, while a server may be using it.
 *
 * @param use what else to read from it; its result is handed back.
 * @throws the engine's error when it cannot be opened or read.
 */
export async function inspectDatabase<T>(
  file: string,
  entities: readonly EntityClass[],
  use: (db: Db, inspection: Inspection) => Promise<T>,
): Promise<T> {
  const dataSource = await openReader(readerOptions(file, entities));
  try {
    const check: Array<{ quick_check: string }> = await dataSource.query(`PRAGMA quick_check(${DAMAGE_MAX})`);
    const tables: unknown[] = await dataSource.query(`SELECT 1 FROM sqlite_master WHERE name = 'migration'`);
    const ran: Array<{ name: string }> =
      tables.length === 0 ? [] : await dataSource.query('SELECT name FROM migration ORDER BY timestamp');
    const known = loadMigrations('sqlite').map((Migration) => String(new Migration().name));
    const done = new Set(ran.map(({ name }) => name));
    const inspection: Inspection = {
      damage: check.map((row) => row.quick_check).filter((line) => line !== 'ok'),
      pending: known.filter((name) => !done.has(name)),
      unknown: [...done].filter((name) => !known.includes(name)),
      sizeBytes: (await stat(file)).size,
      walBytes: await stat(`${file}-wal`).then(
        ({ size }) => size,
        () => 0,
      ),
    };
    return await use({ manager: dataSource.manager }, inspection);
  } finally {
    await dataSource.destroy();
  }
}
