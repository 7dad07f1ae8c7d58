import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from '../config/config.js';
import { DataDirError, dataDirErrorOf } from './data-dir-error.js';
import { FolderLock } from './folder-lock.js';
import { SecretBox } from './secret-box.js';

const SECRET_BYTES = 32;

/**
 * The folder that holds everything an installation must not lose: the database, the at-rest secret. Held locked while
 * it is open; mode 0700, files made here 0600.
 */
export class DataDir {
  private constructor(
    /** Absolute path of the folder. */
    readonly path: string,
    /** Seals and fingerprints with the installation's at-rest secret. */
    readonly secretBox: SecretBox,
    readonly lock: FolderLock,
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
  static async open(config: Pick<Config, 'dataDir' | 'atRestSecret'>): Promise<DataDir> {
    const path = config.dataDir;
    await makeFolder(path);
    const lock = await FolderLock.take(join(path, 'lock.db'), path);
    try {
      await chmod(join(path, 'lock.db'), 0o600);
      const secret = await atRestSecret(path, config.atRestSecret);
      await checkFingerprint(path, secret, config.atRestSecret !== null);
      return new DataDir(path, new SecretBox(secret), lock);
    } catch (error) {
      await lock.release();
      throw error instanceof DataDirError ? error : dataDirErrorOf(error, path);
    }
  }

  /**
   * The secret of a folder that somebody else may hold, without touching anything.
   *
   * @returns null where none has been made yet.
   * @throws {DataDirError} it is not the one the folder was made with, or cannot be read.
   */
  static async readSecretBox(config: Pick<Config, 'dataDir' | 'atRestSecret'>): Promise<SecretBox | null> {
    const path = config.dataDir;
    try {
      // Either file is there from the first start on; without both, nothing below would be read but made.
      const known = await readIfThere(join(path, 'secret.fingerprint'));
      if (known === null) return null;
      const secret = await atRestSecret(path, config.atRestSecret);
      await checkFingerprint(path, secret, config.atRestSecret !== null);
      return new SecretBox(secret);
    } catch (error) {
      throw error instanceof DataDirError ? error : dataDirErrorOf(error, path);
    }
  }

  /** Gives the folder back to whoever comes next. Close the databases first. */
  async release(): Promise<void> {
    await this.lock.release();
  }
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

/** The secret from the environment, else from the file, which is made the first time. */
async function atRestSecret(path: string, fromEnvironment: string | null): Promise<Buffer> {
  if (fromEnvironment !== null) return Buffer.from(fromEnvironment, 'utf8');
  const file = join(path, 'secret');
  const stored = await readIfThere(file);
  if (stored === null) {
    if ((await readIfThere(join(path, 'secret.fingerprint'))) !== null) {
      // Making a new one here would hide that the old one is missing.
      throw new DataDirError(
        'wrong_secret',
        `The data folder ${path} was made with a secret that is not there. Set CHATKU_SECRET if it came from there, or restore the file ${file} from a backup.`,
      );
    }
    const fresh = randomBytes(SECRET_BYTES);
    await writeOnce(file, `${fresh.toString('base64url')}\n`);
    return fresh;
  }
  const secret = Buffer.from(stored.trim(), 'base64url');
  if (secret.length !== SECRET_BYTES) {
    throw new DataDirError(
      'unreadable_secret',
      `The file ${file} does not hold a secret of ${SECRET_BYTES} bytes. Restore it from a backup; without it the special keys in the database cannot be read.`,
    );
  }
  return secret;
}

/**
 * Notices a changed secret at the start, and not when the first special key cannot be decrypted weeks later.
 * The fingerprint is an HMAC of a fixed text and tells nothing about the secret.
 */
async function checkFingerprint(path: string, secret: Buffer, fromEnvironment: boolean): Promise<void> {
  const file = join(path, 'secret.fingerprint');
  const fingerprint = createHmac('sha256', secret).update('chatku at-rest secret fingerprint').digest('hex');
  const stored = await readIfThere(file);
  if (stored === null) {
    await writeOnce(file, `${fingerprint}\n`);
    return;
  }
  const known = Buffer.from(stored.trim());
  const now = Buffer.from(fingerprint);
  if (known.length === now.length && timingSafeEqual(known, now)) return;
  throw new DataDirError(
    'wrong_secret',
    fromEnvironment
      ? `CHATKU_SECRET is not the secret the data folder ${path} was made with. Set the original one, or remove CHATKU_SECRET if the folder has its own.`
      : `The at-rest secret in ${join(path, 'secret')} is not the one this folder was made with. Restore the file from a backup, or set CHATKU_SECRET if it came from there.`,
  );
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return null;
    throw error;
  }
}

/** Writes a whole file with mode 0600, synced, or none at all: a crash in between leaves no half secret. */
async function writeOnce(file: string, content: string): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(draft, file);
  } finally {
    await unlink(draft);
  }
  const folder = await open(join(file, '..'), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
