import { stat } from 'node:fs/promises';
import { type EntityClass, openReader, readerOptions } from './data-sources.js';
import type { Db } from './db.js';
import type { Engine } from './dialect.js';
import { readMigrations } from './migration-files.js';
import { openPostgresReader, postgresReaderOptions } from './postgres.js';

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

/** The names of what ran, against what this version knows. */
function compared(engine: Engine, ran: readonly string[]): Pick<Inspection, 'pending' | 'unknown'> {
  const known = readMigrations(engine).map(({ name }) => name);
  return {
    pending: known.filter((name) => !ran.includes(name)),
    unknown: ran.filter((name) => !known.includes(name)),
  };
}

/**
 * Looks at a Postgres database without changing it. (Whether its files are sound, its own tools say.)
 *
 * @param use what else to read from it; its result is handed back.
 * @throws {DatabaseRefusal} it cannot be reached or used.
 */
export async function inspectPostgres<T>(
  url: string,
  entities: readonly EntityClass[],
  use: (db: Db, inspection: Inspection) => Promise<T>,
): Promise<T> {
  const dataSource = await openPostgresReader(postgresReaderOptions(url, entities));
  try {
    const [there]: Array<{ name: string | null }> = await dataSource.query(`SELECT to_regclass('migration') AS name`);
    const ran: Array<{ name: string }> =
      (there?.name ?? null) === null
        ? []
        : await dataSource.query('SELECT "name" FROM "migration" ORDER BY "timestamp"');
    const [size]: Array<{ bytes: number }> = await dataSource.query(
      'SELECT pg_database_size(current_database()) AS bytes',
    );
    const names = ran.map(({ name }) => name);
    const inspection = { damage: [], ...compared('postgres', names), sizeBytes: Number(size?.bytes ?? 0), walBytes: 0 };
    return await use({ manager: dataSource.manager }, inspection);
  } finally {
    await dataSource.destroy();
  }
}

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
    const inspection: Inspection = {
      damage: check.map((row) => row.quick_check).filter((line) => line !== 'ok'),
      ...compared(
        'sqlite',
        ran.map(({ name }) => name),
      ),
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
