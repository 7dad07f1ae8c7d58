import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import type { Config } from '../config/config.js';
import { readFingerprints, readRing, secretFileOf, textOfRing } from '../data-dir/at-rest-secret.js';
import { DataDir, type FolderSettings } from '../data-dir/data-dir.js';
import { openReader, readerOptions } from '../database/data-sources.js';
import type { Engine } from '../database/dialect.js';
import { openPostgresReader, postgresReaderOptions } from '../database/postgres.js';
import { Refusal } from '../errors/refusal.js';
import type { BackupSource } from './take-backup.js';

/** Where an installation keeps what it must not lose. */
export type InstallationSettings = FolderSettings & Pick<Config, 'databaseUrl'>;

/** The database of an installation, open for a backup. */
export interface OpenSource {
  readonly dataSource: DataSource;
  readonly engine: Engine;
}

/**
 * Opens the database for reading only, beside a server that may be using it.
 *
 * @throws {Refusal} there is none, or it is another user's; {DatabaseRefusal} Postgres cannot be reached.
 */
export async function openForBackup({ dataDir, databaseUrl }: InstallationSettings): Promise<OpenSource> {
  if (databaseUrl !== null) {
    return { dataSource: await openPostgresReader(patientReaderOptions(databaseUrl)), engine: 'postgres' };
  }
  const file = join(dataDir, 'chatku.db');
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error) {
    throw new Refusal(
      found.code === 'ENOENT'
        ? `There is no database in ${dataDir}. Set CHATKU_DATA_DIR to the folder the server uses.`
        : `The data folder ${dataDir} cannot be read (${found.code}). Run this as the user the server runs as.`,
    );
  }
  const uid = process.getuid?.();
  if (uid !== undefined && found.uid !== uid) {
    // SQLite makes files beside the database, and the server could not write those of another user.
    throw new Refusal(
      `The database in ${dataDir} belongs to user ${found.uid}, and this is user ${uid}. Run this as the user the server runs as.`,
    );
  }
  return { dataSource: await openReader(readerOptions(file, [])), engine: 'sqlite' };
}

/** Whoever takes the backup in (a pipe to a slow disk or network) may pause for as long as it likes; the snapshot holds no lock a writer waits for. */
function patientReaderOptions(databaseUrl: string) {
  const options = postgresReaderOptions(databaseUrl, []);
  const { extra } = options;
  return {
    ...options,
    extra: {
      ...extra,
      // Said in the options too: the driver sends no 0, and the database or its user may have a limit of their own.
      idle_in_transaction_session_timeout: 0,
      options: `${extra.options} -c idle_in_transaction_session_timeout=0`,
    },
  };
}

/**
 * What a backup says of the secret, and the secret itself when it is to be part of it.
 *
 * @throws {Refusal} it is to be part of it and comes from the settings, or there is none yet; {DataDirError} it is the wrong one.
 */
export async function secretForBackup(
  config: FolderSettings,
  withSecret: boolean,
): Promise<Pick<BackupSource, 'fingerprints' | 'secret'>> {
  // Asked for its refusal: a backup sealed with a secret that nobody has is told now, not when it is needed.
  await DataDir.readSecretBox(config);
  const fingerprints = await readFingerprints(config.dataDir);
  if (!withSecret) return { fingerprints, secret: null };
  if (config.atRestSecret !== null) {
    throw new Refusal(
      'The at-rest secret comes from CHATKU_SECRET and is no file of the data folder. Keep it where you keep passwords, and leave --with-secret out.',
    );
  }
  const ring = await readRing(config.dataDir, config);
  if (ring === null) throw new Refusal(`There is no secret in ${secretFileOf(config.dataDir)} yet.`);
  return { fingerprints, secret: textOfRing(ring) };
}
