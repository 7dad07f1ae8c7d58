import sqlite3 from 'sqlite3';
import { DataDirError, dataDirErrorOf } from './data-dir-error.js';

/**
 * Keeps a second process out of the data folder. The lock is an open exclusive transaction on a small SQLite file of
 * its own: the kernel drops it when the process ends, however it ends, so there is never a stale lock to delete.
 *
 * (Nothing else in this process may open and close that file: POSIX drops a process's locks when any of its
 * descriptors of the file is closed.)
 */
export class FolderLock {
  readonly #database: sqlite3.Database;

  private constructor(database: sqlite3.Database) {
    this.#database = database;
  }

  /**
   * Takes the lock.
   *
   * @throws {DataDirError} `in_use` when another process (or another part of this one) holds it.
   */
  static async take(lockFile: string, folder: string): Promise<FolderLock> {
    const database = await open(lockFile).catch((error: unknown) => {
      throw dataDirErrorOf(error, folder);
    });
    try {
      // No waiting: whoever holds the lock holds it for as long as it runs. No journal: nothing is ever written.
      await exec(database, 'PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    } catch (error) {
      await close(database);
      const code = (error as { code?: unknown }).code;
      if (code === 'SQLITE_BUSY' || code === 'SQLITE_LOCKED') {
        throw new DataDirError(
          'in_use',
          `The data folder ${folder} is already in use by another Chatku. Stop that one first, or set CHATKU_DATA_DIR to another folder.`,
        );
      }
      throw dataDirErrorOf(error, folder);
    }
    return new FolderLock(database);
  }

  /** Gives the lock back. Safe to call once only. */
  async release(): Promise<void> {
    await exec(this.#database, 'ROLLBACK');
    await close(this.#database);
  }
}

function open(file: string): Promise<sqlite3.Database> {
  return new Promise((resolve, reject) => {
    const database = new sqlite3.Database(file, (error) => (error === null ? resolve(database) : reject(error)));
  });
}

function exec(database: sqlite3.Database, sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    database.exec(sql, (error) => (error === null ? resolve() : reject(error)));
  });
}

function close(database: sqlite3.Database): Promise<void> {
  return new Promise((resolve, reject) => {
    database.close((error) => (error === null ? resolve() : reject(error)));
  });
}
