import type { QueryRunner } from 'typeorm';
import type { Engine } from '../database/dialect.js';
import type { BackupRow, BackupValue } from './backup-format.js';
import {
  type ColumnKind,
  listMigrations,
  listSequences,
  listTables,
  type Sequence,
  type TableShape,
} from './database-catalog.js';

/** Rows fetched at once: enough to be quick, few enough for a small machine whatever is in them. */
const PAGE_ROWS = 500;

/**
 * One instant of a database, read while others write: SQLite's snapshot of a reading connection, or a REPEATABLE READ
 * transaction of Postgres that can write nothing. Nobody waits for it.
 */
export class Snapshot {
  private constructor(
    private readonly runner: QueryRunner,
    readonly engine: Engine,
  ) {}

  /** Takes it. `close` it in any case: SQLite's log cannot be written back before. */
  static async take(runner: QueryRunner, engine: Engine): Promise<Snapshot> {
    await runner.query(engine === 'sqlite' ? 'BEGIN' : 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const snapshot = new Snapshot(runner, engine);
    // Both engines take the snapshot at the first statement that reads.
    await snapshot.migrations();
    return snapshot;
  }

  migrations(): Promise<string[]> {
    return listMigrations(this.runner, this.engine);
  }

  tables(): Promise<TableShape[]> {
    return listTables(this.runner, this.engine);
  }

  sequences(): Promise<Sequence[]> {
    return listSequences(this.runner, this.engine);
  }

  /** The rows of a table, some at a time. */
  async *rows(table: TableShape): AsyncGenerator<BackupRow[]> {
    const pages = this.engine === 'sqlite' ? this.#byRowId(table) : this.#byCursor(table);
    for await (const page of pages) {
      yield page.map((row) =>
        table.columns.map(({ name, kind }) => canonical(row[name], kind, `${table.name}.${name}`)),
      );
    }
  }

  async close(): Promise<void> {
    await this.runner.query('ROLLBACK');
  }

  async *#byRowId({ name, columns }: TableShape): AsyncGenerator<Row[]> {
    const list = columns.map((column) => `"${column.name}"`).join(', ');
    const sql = `SELECT rowid AS "_rowid_at", ${list} FROM "${name}" WHERE rowid > ? ORDER BY rowid LIMIT ${PAGE_ROWS}`;
    for (let after = -1; ; ) {
      const page: Row[] = await this.runner.query(sql, [after]);
      if (page.length > 0) yield page;
      if (page.length < PAGE_ROWS) return;
      after = Number(page.at(-1)?.['_rowid_at']);
    }
  }

  async *#byCursor({ name, columns }: TableShape): AsyncGenerator<Row[]> {
    const list = columns.map((column) => `"${column.name}"`).join(', ');
    await this.runner.query(`DECLARE backup_rows NO SCROLL CURSOR FOR SELECT ${list} FROM "${name}"`);
    for (;;) {
      const page: Row[] = await this.runner.query(`FETCH ${PAGE_ROWS} FROM backup_rows`);
      if (page.length > 0) yield page;
      if (page.length < PAGE_ROWS) break;
    }
    await this.runner.query('CLOSE backup_rows');
  }
}

type Row = Readonly<Record<string, unknown>>;

/** A value as both engines would say it. */
function canonical(value: unknown, kind: ColumnKind, where: string): BackupValue {
  if (value === null || value === undefined) return null;
  switch (kind) {
    case 'boolean':
      return value === true || value === 1;
    case 'bytes':
      return Buffer.from(value as Uint8Array).toString('base64');
    case 'integer': {
      const number = Number(value);
      if (!Number.isSafeInteger(number)) throw new Error(`${where} holds a number that a backup would round.`);
      return number;
    }
    case 'real':
      return Number(value);
    case 'text':
      return String(value);
  }
}
