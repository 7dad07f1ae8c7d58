import { chmod, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from '../config/config.js';
import {
  fingerprintOf,
  freshSecret,
  liveRing,
  readFingerprints,
  readRing,
  type SecretSettings,
  secretFileOf,
  textOfRing,
  writeFingerprints,
  writeOnce,
} from './at-rest-secret.js';
import { DataDirError, dataDirErrorOf } from './data-dir-error.js';
import { FolderLock } from './folder-lock.js';
import { SecretBox, type SecretRing } from './secret-box.js';

/** The settings a data folder is opened by. */
export type FolderSettings = Pick<Config, 'dataDir'> &
  SecretSettings & {
    /** Where Postgres keeps the data, a node's folder holds its secret only, and nothing in it needs a lock. */
    readonly databaseUrl?: string | null;
  };

/**
 * The folder that holds everything an installation must not lose: the database, the at-rest secret. Held locked while
 * it is open; mode 0700, files made here 0600. With Postgres there is no database in it and nothing to lock.
 */
export class DataDir {
  private constructor(
    /** Absolute path of the folder. */
    readonly path: string,
    /** Seals and fingerprints with the installation's at-rest secret. */
    readonly secretBox: SecretBox,
    /** Files of the secret that were made just now: nothing can be sealed with it yet. */
    private readonly madeFiles: readonly string[],
    private readonly lock: FolderLock | null,
  ) {}

  /** The database file. */
  get databaseFile(): string {
    return this.file('chatku.db');
  }

  /** The path of a file in the folder. */
  file(name: string): string {
    return join(this.path, name);
  }

  /**
   * Makes the folder where it is missing, locks it and reads (or, the first time, makes) the at-rest secret.
   *
   * @throws {DataDirError} in use, not writable, disk full, or the secret is not the one the folder was made with.
   */
  static async open(config: FolderSettings): Promise<DataDir> {
    const path = config.dataDir;
    const alone = (config.databaseUrl ?? null) === null;
    if (!alone) await makeFolder(path);
    const lock = alone ? await DataDir.lockFolder(path) : null;
    try {
      const before = alone ? [] : await readdir(path);
      const ring = await openRing(path, config);
      const made = alone ? [] : (await readdir(path)).filter((name) => !before.includes(name));
      return new DataDir(path, new SecretBox(liveRing(path, config, ring)), made, lock);
    } catch (error) {
      await lock?.release();
      throw error instanceof DataDirError ? error : dataDirErrorOf(error, path);
    }
  }

  /**
   * Makes the folder where it is missing and takes its lock, and nothing else: for what fills an empty folder.
   *
   * @throws {DataDirError} in use, not writable, disk full.
   */
  static async lockFolder(path: string): Promise<FolderLock> {
    return takeLock(path, 'lock.db');
  }

  /**
   * Takes the lock of whoever changes the at-rest secret, which a running server does not hold.
   *
   * @throws {DataDirError} in use, not writable, disk full.
   */
  static async lockSecret(path: string): Promise<FolderLock> {
    return takeLock(path, 'rotation.db');
  }

  /**
   * The secret of a folder that somebody else may hold, without touching anything.
   *
   * @returns null where none has been made yet.
   * @throws {DataDirError} it is not the one the folder was made with, or cannot be read.
   */
  static async readSecretBox(config: FolderSettings): Promise<SecretBox | null> {
    const path = config.dataDir;
    try {
      const known = await readFingerprints(path);
      // It is there from the first start on.
      if (known.length === 0) return null;
      const ring = await readRing(path, config);
      if (ring === null) throw wrongSecret(path, false);
      requireKnown(path, config, ring, known);
      return new SecretBox(ring);
    } catch (error) {
      throw error instanceof DataDirError ? error : dataDirErrorOf(error, path);
    }
  }

  /** Removes what was made just now of a secret that turned out to be of no use: the database has another one. */
  async forgetNewSecret(): Promise<void> {
    for (const name of this.madeFiles) await rm(this.file(name), { force: true });
  }

  /** Gives the folder back to whoever comes next. Close the databases first. */
  async release(): Promise<void> {
    await this.lock?.release();
  }
}

async function takeLock(path: string, name: string): Promise<FolderLock> {
  await makeFolder(path);
  const file = join(path, name);
  const lock = await FolderLock.take(file, path);
  await chmod(file, 0o600);
  return lock;
}

async function makeFolder(path: string): Promise<void> {
  try {
    const made = await mkdirAll(path);
    if (!(await stat(path)).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
    // The umask may have taken bits away; only a folder made here is touched, never one the person made.
    if (made) await chmod(path, 0o700);
  } catch (error) {
    throw dataDirErrorOf(error, path);
  }
}

/**
 * Makes a folder and those above it. (Node's own `recursive` never returns where a folder is there and takes no entries,
 * as in /proc.)
 *
 * @returns whether it was missing.
 */
async function mkdirAll(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 });
    return true;
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (code === 'EEXIST') return false;
    const parent = dirname(path);
    if (code !== 'ENOENT' || parent === path || !(await mkdirAll(parent))) throw error;
    await mkdir(path, { mode: 0o700 });
    return true;
  }
}

/** The secrets of the folder; the first time, one is made. */
async function openRing(path: string, settings: SecretSettings): Promise<SecretRing> {
  const known = await readFingerprints(path);
  const ring = await readRing(path, settings);
  if (ring === null) {
    // Making a new one here would hide that the old one is missing.
    if (known.length > 0) throw wrongSecret(path, false);
    const fresh: SecretRing = { current: freshSecret(), previous: [] };
    await writeOnce(secretFileOf(path), textOfRing(fresh));
    await writeFingerprints(path, [fingerprintOf(fresh.current)]);
    return fresh;
  }
  requireKnown(path, settings, ring, known);
  const now = fingerprintOf(ring.current);
  // Another secret than the last time, and the last one at hand: what was sealed with it can be opened.
  if (known.at(-1) !== now) await writeFingerprints(path, [...known.filter((one) => one !== now), now]);
  return ring;
}

/**
 * Notices a changed secret at the start, and not when the first special key cannot be decrypted weeks later: the secret that was used
 * last must be at hand.
 */
function requireKnown(path: string, settings: SecretSettings, ring: SecretRing, known: readonly string[]): void {
  const last = known.at(-1);
  if (last === undefined) return;
  const held = [ring.current, ...ring.previous].map(fingerprintOf);
  if (!held.includes(last)) throw wrongSecret(path, settings.atRestSecret !== null);
}

function wrongSecret(path: string, fromEnvironment: boolean): DataDirError {
  return new DataDirError(
    'wrong_secret',
    fromEnvironment
      ? `CHATKU_SECRET is not the secret the data folder ${path} was made with. Set the original one, or remove CHATKU_SECRET if the folder has its own. (To change it, set the original one as CHATKU_SECRET_PREVIOUS too and run "chatku rotate-secret".)`
      : `The at-rest secret in ${secretFileOf(path)} is not the one this folder was made with. Restore the file from a backup, or set CHATKU_SECRET if it came from there.`,
  );
}
