import { stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../platform/config/config.js';
import { DataDir } from '../../platform/data-dir/data-dir.js';
import { DataDirError } from '../../platform/data-dir/data-dir-error.js';
import { FolderLock } from '../../platform/data-dir/folder-lock.js';
import type { SecretBox } from '../../platform/data-dir/secret-box.js';
import { type Finding, fail, ok, warn } from './finding.js';

const DISK_FULL_BYTES = 64 * 1024 ** 2;
const DISK_LOW_BYTES = 1024 ** 3;

/** The data folder, and what may be done with it. */
export interface FolderReport {
  readonly findings: readonly Finding[];
  /** Whether this user may open what is in it. */
  readonly isOurs: boolean;
  /** Null where it cannot be had. */
  readonly secretBox: SecretBox | null;
}

const barred = (finding: Finding): FolderReport => ({ findings: [finding], isOurs: false, secretBox: null });

/** Owner, mode, secret and lock of the data folder. Makes and changes nothing. */
export async function checkDataFolder(config: Config): Promise<FolderReport> {
  const { dataDir } = config;
  const folder = await stat(dataDir).catch((error: NodeJS.ErrnoException) => error);
  if (folder instanceof Error) {
    const isMissing = folder.code === 'ENOENT';
    return barred(
      fail(
        'data folder',
        isMissing ? 'data_folder_missing' : 'data_folder_unreadable',
        `The data folder ${dataDir} ${isMissing ? 'is not there' : `cannot be read (${folder.code})`}.`,
        'Start the server once, or set CHATKU_DATA_DIR to the folder it uses.',
      ),
    );
  }
  const uid = process.getuid?.();
  if (uid !== undefined && folder.uid !== uid) {
    // Another user, root above all, would leave files behind that the server cannot write.
    return barred(
      fail(
        'data folder',
        'data_folder_not_ours',
        `The data folder ${dataDir} belongs to user ${folder.uid}, and this is user ${uid}.`,
        'Run the doctor as the user the server runs as.',
      ),
    );
  }
  return checkContents(config, folder.mode);
}

async function checkContents(config: Config, mode: number): Promise<FolderReport> {
  const { dataDir } = config;
  let secretBox: SecretBox | null = null;
  try {
    secretBox = await DataDir.readSecretBox(config);
  } catch (error) {
    if (!(error instanceof DataDirError)) throw error;
    const isSecret = error.problem === 'wrong_secret' || error.problem === 'unreadable_secret';
    return {
      isOurs: isSecret,
      secretBox: null,
      findings: [
        fail(
          'data folder',
          isSecret ? 'secret_wrong' : 'data_folder_unreadable',
          error.message,
          'Without the right secret the special keys in the database cannot be read.',
        ),
      ],
    };
  }
  // With Postgres nobody locks the folder; whether the server runs, its public address says.
  const isHeld = config.databaseUrl !== null || (await isLocked(dataDir));
  const findings = [
    config.databaseUrl !== null
      ? ok('data folder', `${dataDir} holds this node's secret.`)
      : isHeld
        ? ok('data folder', `${dataDir} is in use by a running server.`)
        : warn(
            'data folder',
            'server_not_running',
            `No server is running on ${dataDir}.`,
            'Start it; or, if one runs elsewhere, set CHATKU_DATA_DIR here as it is set there.',
          ),
  ];
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    findings.push(
      warn(
        'data folder',
        'data_folder_open',
        `Others on this machine may look into ${dataDir} (mode ${(mode & 0o777).toString(8)}).`,
        `chmod 700 ${dataDir}`,
      ),
    );
  }
  return { findings, isOurs: true, secretBox };
}

/** Does a server hold the folder? Where none does, the lock is held for a moment and given back. */
async function isLocked(dataDir: string): Promise<boolean> {
  const file = join(dataDir, 'lock.db');
  // Asked first: taking the lock would make the file.
  if (
    !(await stat(file).then(
      () => true,
      () => false,
    ))
  ) {
    return false;
  }
  try {
    await (await FolderLock.take(file, dataDir)).release();
    return false;
  } catch (error) {
    if (error instanceof DataDirError && error.problem === 'in_use') return true;
    throw error;
  }
}

/** Free space where the data folder lies. */
export async function checkDisk({ dataDir }: Config): Promise<Finding> {
  const { bavail, bsize } = await statfs(dataDir);
  return judgeDisk(bavail * bsize);
}

/** @param freeBytes what this user may still write. */
export function judgeDisk(freeBytes: number): Finding {
  const says = `${inGigabytes(freeBytes)} are free.`;
  const fix = 'Free some space: when none is left, nothing more is taken.';
  if (freeBytes < DISK_FULL_BYTES) return fail('disk', 'disk_full', says, fix);
  return freeBytes < DISK_LOW_BYTES ? warn('disk', 'disk_low', says, fix) : ok('disk', says);
}

export const inGigabytes = (bytes: number): string =>
  bytes < 1024 ** 3 ? `${(bytes / 1024 ** 2).toFixed(1)} MiB` : `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
