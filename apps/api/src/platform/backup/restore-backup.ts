import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import type { Clock } from '../clock/clock.js';
import { DataDir } from '../data-dir/data-dir.js';
import type { Engine } from '../database/dialect.js';
import { type KnownSecret, noteSecretOfRestored } from '../database/key-check.js';
import { loadMigrations } from '../database/migration-files.js';
import { Refusal } from '../errors/refusal.js';
import type { Feature } from '../feature.js';
import type { Logger } from '../logging/logger.js';
import { PostgresUnitOfWork } from '../unit-of-work/postgres-unit-of-work.js';
import { SqliteUnitOfWork } from '../unit-of-work/sqlite-unit-of-work.js';
import type { UnitOfWork } from '../unit-of-work/unit-of-work.js';
import type { InstallationSettings } from './backup-source.js';
import { type CheckedBackup, checkBackup, requireKnownMigrations } from './check-backup.js';
import { type Filled, fillDatabase, setSequences } from './fill-database.js';
import { placeSecret, planSecret, type SecretPlan, type SecretSource, secretOfRows } from './restore-secret.js';
import { PostgresTarget, type RestoreTarget, SqliteTarget } from './restore-target.js';

export interface RestoreOptions {
  readonly file: string;
  readonly config: InstallationSettings;
  readonly features: readonly Feature[];
  /** Move what is in the folder aside; unless set, a folder in use is refused. */
  readonly force: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What a restore did. */
export interface Restored {
  readonly backup: CheckedBackup;
  readonly secret: SecretSource;
  /** Where what was there before lies now, or null. */
  readonly aside: string | null;
  /** Migrations that ran after the backup's own schema. */
  readonly migrated: readonly string[];
  /** Columns of the other engine that this one does not have. */
  readonly leftOut: readonly string[];
}

/**
 * Puts a backup into an empty data folder: read to its end first, then built beside its place, brought to this version's schema, checked,
 * and only then given its name. A restore that fails or is killed leaves the folder as it was.
 *
 * @throws {Refusal} the backup is damaged or newer, the folder is not empty, or the secret does not fit; {DataDirError} the folder is in use.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { file, config } = options;
  const backup = await checkBackup(file);
  const target =
    config.databaseUrl === null ? new SqliteTarget(config.dataDir) : new PostgresTarget(config.databaseUrl);
  const all = migrationsOf(target.engine);
  const ran = requireKnownMigrations(backup, all);
  const lock = await DataDir.lockFolder(config.dataDir);
  try {
    const plan = await planSecret(config.dataDir, config, backup.head, options.force);
    await target.begin();
    await requireRoom(target, options);
    const secret = await secretOfRows(config.dataDir, config, plan, backup.head);
    const filled = await build(target, options, ran, secret);
    const aside = await setAside(target, plan, options);
    await placeSecret(config.dataDir, plan, backup.head, aside);
    await target.finish();
    return {
      backup,
      secret: plan.source,
      aside,
      migrated: all.filter((one) => !ran.includes(one)).map(({ name }) => name),
      leftOut: filled.leftOut,
    };
  } finally {
    await target.release().finally(() => lock.release());
  }
}

async function requireRoom(target: RestoreTarget, { config, force }: RestoreOptions): Promise<void> {
  if (await target.isEmpty()) return;
  // Postgres has no aside; its target says so itself.
  if (target.engine === 'postgres') await target.setAside('');
  if (force) return;
  throw new Refusal(
    `There is a database in ${config.dataDir} already, and it is left as it is. Set CHATKU_DATA_DIR to an empty folder, or say --force to move what is there aside.`,
  );
}

async function setAside(target: RestoreTarget, plan: SecretPlan, options: RestoreOptions): Promise<string | null> {
  const isInTheWay = target.engine === 'sqlite' && !(await target.isEmpty());
  if (!isInTheWay && !plan.movesOld) return null;
  const aside = join(options.config.dataDir, `replaced-${stampOf(options.clock.nowMs())}`);
  await mkdir(aside, { mode: 0o700 });
  if (isInTheWay) await target.setAside(aside);
  return aside;
}

interface KnownMigration {
  readonly name: string;
  readonly Migration: new () => unknown;
}

function migrationsOf(engine: Engine): KnownMigration[] {
  return loadMigrations(engine).map((Migration) => ({ name: String(new Migration().name), Migration }));
}

async function build(
  target: RestoreTarget,
  options: RestoreOptions,
  ran: readonly KnownMigration[],
  secret: KnownSecret,
): Promise<Filled> {
  try {
    const empty = await target.build(ran.map(({ Migration }) => Migration));
    const filled = await closing(empty, () => fillDatabase(options.file, empty, target.engine));
    const entities = options.features.flatMap((feature) => feature.entities ?? []);
    const whole = await target.complete(entities);
    const parts = { engine: target.engine, features: options.features, sequences: filled.sequences, secret };
    await closing(whole, () => setRight(unitOfWorkOn(whole, options), parts));
    return filled;
  } catch (error) {
    await target.discard();
    throw error;
  }
}

function unitOfWorkOn(dataSource: DataSource, { clock, logger }: RestoreOptions): UnitOfWork {
  // Checking a large file takes as long as it takes, and nobody waits for the gate.
  const patientMs = 24 * 3_600_000;
  const options = { dataSource, clock, logger, slowAfterMs: patientMs, abortAfterMs: patientMs };
  return dataSource.options.type === 'postgres' ? new PostgresUnitOfWork(options) : new SqliteUnitOfWork(options);
}

/** What must not be as it was: numbers that were given out since, cursors into a time that is lost. Then the engine's own check. */
async function setRight(
  unitOfWork: UnitOfWork,
  {
    engine,
    features,
    sequences,
    secret,
  }: Pick<Filled, 'sequences'> & {
    readonly engine: Engine;
    readonly features: readonly Feature[];
    readonly secret: KnownSecret;
  },
): Promise<void> {
  await unitOfWork.run('restore.set-right', async (tx) => {
    for (const feature of features) await feature.afterRestore?.(tx);
    await setSequences(tx.manager, engine, sequences);
    // Nodes on Postgres are held against it; on SQLite the folder's own check value is.
    if (engine === 'postgres') return noteSecretOfRestored(tx, secret);
    const damage: Array<{ integrity_check: string }> = await tx.manager.query('PRAGMA integrity_check(5)');
    const found = damage.map((row) => row.integrity_check).filter((line) => line !== 'ok');
    if (found.length > 0) throw new Error(`The restored database is not sound: ${found.join('; ')}`);
  });
}

async function closing<T>(dataSource: DataSource, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } finally {
    await dataSource.destroy();
  }
}

/** `20261123T152233Z`: for names of files and folders. */
export function stampOf(nowMs: number): string {
  return new Date(nowMs).toISOString().replace(/\.\d+/, '').replace(/[-:]/g, '');
}
