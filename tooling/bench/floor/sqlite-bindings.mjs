/** Two ways to speak to SQLite from Node, seen alike by the floors: prepared statements and nothing else. */
import { createRequire } from 'node:module';
import sqlite3 from 'sqlite3';

/**
 * @typedef {object} Prepared
 * @property {(values?: readonly unknown[]) => unknown} run a promise where the binding is asynchronous
 * @property {(values?: readonly unknown[]) => any} all the rows, or a promise of them
 */

/**
 * @typedef {object} Binding
 * @property {(sql: string) => unknown} exec
 * @property {(sql: string) => Prepared | Promise<Prepared>} prepare
 */

/**
 * A callback of node-sqlite3 as a promise.
 *
 * @template T
 * @param {(done: (error: Error | null, value?: T) => void) => void} begin
 * @returns {Promise<T>}
 */
const settled = (begin) =>
  new Promise((resolve, reject) => {
    begin((error, value) => (error ? reject(error) : resolve(/** @type {T} */ (value))));
  });

/**
 * What the product uses: statements run on threads beside the event loop.
 *
 * @param {string} file
 * @returns {Promise<Binding>}
 */
async function openSqlite3(file) {
  const db = await new Promise((resolve, reject) => {
    const opened = new sqlite3.Database(file, (error) => (error ? reject(error) : resolve(opened)));
  });
  return {
    exec: (sql) => settled((done) => db.exec(sql, done)),
    async prepare(sql) {
      /** @type {import('sqlite3').Statement | undefined} */
      let statement;
      await settled((done) => {
        statement = db.prepare(sql, done);
      });
      const prepared = /** @type {import('sqlite3').Statement} */ (statement);
      return {
        run: (values = []) => settled((done) => prepared.run(values, done)),
        all: (values = []) => settled((done) => prepared.all(values, done)),
      };
    },
  };
}

/**
 * The fastest: statements run on the event loop's own thread, which stands still while they do, also for the disk.
 *
 * @param {string} file
 * @param {string} folder of its package
 * @returns {Binding}
 */
function openBetterSqlite3(file, folder) {
  const Database = createRequire(import.meta.url)(folder);
  const db = new Database(file);
  return {
    exec: (sql) => db.exec(sql),
    prepare(sql) {
      const statement = db.prepare(sql);
      return {
        run: (values = []) => statement.run(...values),
        all: (values = []) => statement.all(...values),
      };
    },
  };
}

/**
 * Opens a database.
 *
 * @param {string} file
 * @param {string} folder of the fastest binding's package; empty for `sqlite3`
 * @returns {Promise<Binding>}
 */
export async function openBinding(file, folder) {
  return folder === '' ? openSqlite3(file) : openBetterSqlite3(file, folder);
}
