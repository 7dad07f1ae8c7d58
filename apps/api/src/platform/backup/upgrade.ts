import { createWriteStream } from 'node:fs';
import { mkdir, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { PRODUCT_VERSION } from '../config/version.js';
import type { DataDir } from '../data-dir/data-dir.js';
import { DataDirError } from '../data-dir/data-dir-error.js';
import { writerOptions } from '../database/data-sources.js';
import { openAnyWriter } from '../database/database.module.js';
import { waitForDatabaseLock } from '../database/database-lock.js';
import { DatabaseRefusal } from '../database/database-refusal.js';
import type { Engine } from '../database/dialect.js';
import { type MigrationFile, readMigrations } from '../database/migration-files.js';
import { MIGRATION_LOCK, postgresWriterOptions } from '../database/postgres.js';
import { HalfRestored } from '../database/restoring.js';
import { Refusal } from '../errors/refusal.js';
import { type InstallationSettings, type OpenSource, openForBackup, secretForBackup } from './backup-source.js';
import { listMigrations } from './database-catalog.js';
import { stampOf } from './restore-backup.js';
import { isThere } from './restore-target.js';
import { takeBackup } from './take-backup.js';
import { writeWhole } from './whole-file.js';

/** Backups of before an upgrade that are kept. */
export const UPGRADE_BACKUPS_KEPT = 3;

/** Held by the node that looks, backs up and migrates; the migration itself takes another one, as a restore does. */
const UPGRADE_LOCK = MIGRATION_LOCK + 2;

const NAME = /^before-upgrade-\d{8}T\d{6}Z\.jsonl\.gz$/;

/** Where a database stands between the versions. */
export interface SchemaState {
  readonly engine: Engine;
  /** Nothing has ever run: there is nothing to lose. */
  readonly isNew: boolean;
  /** This version's migrations that have not run, oldest first. */
  readonly pending: readonly MigrationFile[];
}

/** What an upgrade did. */
export interface Upgrade {
  /** The migrations that ran now. */
  readonly ran: readonly string[];
  /** The backup of before, or null where nothing was to be done or to be lost. */
  readonly backup: string | null;
}

/**
 * Where the database stands. Changes nothing.
 *
 * @throws {Refusal} it was used by a newer version; what that one wrote, this one could only damage.
 */
export async function schemaState(config: InstallationSettings): Promise<SchemaState> {
  const engine: Engine = config.databaseUrl === null ? 'sqlite' : 'postgres';
  const known = readMigrations(engine);
  if (engine === 'sqlite' && !(await isThere(join(config.dataDir, 'chatku.db')))) {
    return { engine, isNew: true, pending: known };
  }
  return usingSource(config, async (source) => judged(config, source, known));
}

export interface UpgradeOptions {
  readonly nowMs: number;
  /** Leave the backup out where somebody has one of their own. */
  readonly backsUp?: boolean;
  /** The data folder of the settings, which the caller holds open. */
  readonly dataDir: Pick<DataDir, 'forgetNewSecret'>;
}

/**
 * Brings the database to the schema of this version: a backup first, then all pending migrations in one transaction, or none of them. Of several
 * nodes one does it, and the others wait.
 *
 * @throws {Refusal} of a newer version, no room for the backup, or a migration failed and was rolled back.
 */
export async function upgradeSchema(config: InstallationSettings, options: UpgradeOptions): Promise<Upgrade> {
  if ((await stateOrRefusal(config, options)).pending.length === 0) return { ran: [], backup: null };
  if (config.databaseUrl === null) return upgradeAlone(config, options);
  const lock = await waitForDatabaseLock(config.databaseUrl, UPGRADE_LOCK);
  try {
    return await upgradeAlone(config, options);
  } finally {
    await lock.release();
  }
}

/** Looks again: whoever had to wait finds it done. */
async function upgradeAlone(config: InstallationSettings, options: UpgradeOptions): Promise<Upgrade> {
  const { isNew, pending } = await stateOrRefusal(config, options);
  if (pending.length === 0) return { ran: [], backup: null };
  const { nowMs, backsUp = true } = options;
  const backup = isNew || !backsUp ? null : await backUpBefore(config, pending, nowMs);
  await migrate(config, backup);
  return { ran: pending.map(({ name }) => name), backup };
}

/**
 * Where the database stands. Where what is in it refuses every node, a secret that was made just now goes again: nothing can have been
 * sealed with it, and it would be in the way of the right one.
 */
async function stateOrRefusal(config: InstallationSettings, { dataDir }: UpgradeOptions): Promise<SchemaState> {
  try {
    return await schemaState(config);
  } catch (error) {
    // A database that is only away for a while says nothing about the secret.
    if (error instanceof Refusal || error instanceof HalfRestored) await dataDir.forgetNewSecret();
    throw error;
  }
}

async function judged(
  config: InstallationSettings,
  { dataSource, engine }: OpenSource,
  known: readonly MigrationFile[],
): Promise<SchemaState> {
  const ran = await listMigrations(dataSource, engine);
  const names = new Set(known.map(({ name }) => name));
  const unknown = ran.filter((name) => !names.has(name));
  if (unknown.length > 0) {
    throw new Refusal(
      `The database ${config.databaseUrl === null ? `in ${config.dataDir}` : 'of DATABASE_URL'} was used by a newer version: Chatku ${PRODUCT_VERSION} does not know ${unknown.at(-1)}${unknown.length > 1 ? ` and ${unknown.length - 1} more` : ''}. Nothing was changed. Install the newer version again, or restore the backup of before the upgrade (chatku restore FILE; the upgrade kept one in ${backupFolderOf(config)}).`,
    );
  }
  const done = new Set(ran);
  return { engine, isNew: ran.length === 0, pending: known.filter(({ name }) => !done.has(name)) };
}

async function usingSource<T>(config: InstallationSettings, use: (source: OpenSource) => Promise<T>): Promise<T> {
  const source = await openForBackup(config);
  try {
    return await use(source);
  } finally {
    await source.dataSource.destroy();
  }
}

export const backupFolderOf = ({ dataDir }: Pick<InstallationSettings, 'dataDir'>): string => join(dataDir, 'backups');

/** The backups of before upgrades, oldest first. */
export async function listUpgradeBackups(config: Pick<InstallationSettings, 'dataDir'>): Promise<string[]> {
  const names = await readdir(backupFolderOf(config)).catch(() => []);
  return names.filter((name) => NAME.test(name)).sort();
}

async function backUpBefore(
  config: InstallationSettings,
  pending: readonly MigrationFile[],
  nowMs: number,
): Promise<string> {
  const folder = backupFolderOf(config);
  const file = join(folder, `before-upgrade-${stampOf(nowMs)}.jsonl.gz`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const secret = await secretForBackup(config, false);
    await usingSource(config, (source) =>
      writeWhole(file, (draft) =>
        takeBackup({ ...source, ...secret, nowMs }, createWriteStream(draft, { flags: 'r+' })),
      ),
    );
  } catch (error) {
    if (error instanceof DataDirError || error instanceof DatabaseRefusal) throw error;
    throw new Refusal(
      `${pending.length} migrations are to be run, and the backup that comes first could not be written to ${file} (${reasonOf(error)}). Nothing was changed. Make room for it; or make a backup of your own and run "chatku migrate --no-backup".`,
      { cause: error },
    );
  }
  for (const old of (await listUpgradeBackups(config)).slice(0, -UPGRADE_BACKUPS_KEPT)) await unlink(join(folder, old));
  return file;
}

async function migrate(config: InstallationSettings, backup: string | null): Promise<void> {
  try {
    // No entities: the migrations alone say what the schema is.
    const dataSource = await openAnyWriter(
      config.databaseUrl === null
        ? writerOptions(join(config.dataDir, 'chatku.db'), [])
        : postgresWriterOptions(config.databaseUrl, []),
    );
    await dataSource.destroy();
  } catch (error) {
    if (error instanceof DataDirError || error instanceof DatabaseRefusal) throw error;
    const where = backup === null ? '' : ` The backup of before is ${backup}.`;
    throw new Refusal(
      `The migration failed and was rolled back wholly (${reasonOf(error)}): the database is as it was, and the version before this one still runs on it.${where} Please report this.`,
      { cause: error },
    );
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
