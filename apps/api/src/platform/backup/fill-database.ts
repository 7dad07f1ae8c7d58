import type { DataSource, EntityManager } from 'typeorm';
import { engineCode } from '../database/database-errors.js';
import type { Engine } from '../database/dialect.js';
import { Refusal } from '../errors/refusal.js';
import type { BackupRow, BackupValue } from './backup-format.js';
import {
  type ColumnShape,
  listSequences,
  listTables,
  type Queries,
  type Sequence,
  type TableShape,
} from './database-catalog.js';
import { readBackup } from './read-backup.js';

/** Parameters of one statement: SQLite takes 32,766, Postgres 65,535. */
const PARAMETERS_MAX = 30_000;

/** What Postgres says of a text with U+0000 in it. */
const NO_SUCH_CHARACTER = '22021';

/** What was put into a database. */
export interface Filled {
  readonly rows: Readonly<Record<string, number>>;
  /** The last numbers given out, to be set once the newest migrations have run. */
  readonly sequences: readonly Sequence[];
  /** Columns of the other engine that this one does not have, as `table.column`. */
  readonly leftOut: readonly string[];
}

/**
 * Puts the rows of a backup into the empty tables of a database, in one transaction.
 *
 * @param dataSource migrated exactly as far as the backup's was.
 * @throws {Refusal} the backup is damaged, or does not fit the tables.
 */
export async function fillDatabase(file: string, dataSource: DataSource, engine: Engine): Promise<Filled> {
  return dataSource.transaction(async (manager) => {
    if (engine === 'sqlite') await manager.query('PRAGMA defer_foreign_keys = ON');
    const tables = new Map((await listTables(manager, engine)).map((table) => [table.name, table]));
    const sequences: Sequence[] = [];
    const leftOut: string[] = [];
    let madeOn: Engine = engine;
    let rows: Readonly<Record<string, number>> = {};
    let writer: TableWriter | null = null;
    for await (const part of readBackup(file)) {
      if (part.kind === 'head') madeOn = part.head.engine;
      else if (part.kind === 'table') {
        writer = new TableWriter(manager, engine, part.table, targetOf(file, tables, part.table));
        if (writer.missing.length > 0 && madeOn === engine)
          throw unfit(file, `${part.table.name}.${writer.missing[0]}`);
        leftOut.push(...writer.missing.map((column) => `${part.table.name}.${column}`));
      } else if (part.kind === 'rows') await writer?.write(part.rows);
      else if (part.kind === 'sequence') sequences.push(part.sequence);
      else rows = part.end.rows;
    }
    await requireCounts(file, manager, rows);
    // A later migration may add rows to these tables.
    await setSequences(manager, engine, sequences);
    return { rows, sequences, leftOut };
  });
}

function targetOf(file: string, tables: ReadonlyMap<string, TableShape>, table: TableShape): TableShape {
  const target = tables.get(table.name);
  if (target === undefined) throw unfit(file, table.name);
  return target;
}

const unfit = (file: string, what: string): Refusal =>
  new Refusal(
    `The backup ${file} has ${what}, for which its own schema has no place. It was altered; use another one.`,
  );

/** Nothing was dropped on the way, by a trigger or a mistake of ours. */
async function requireCounts(file: string, queries: Queries, rows: Readonly<Record<string, number>>): Promise<void> {
  for (const [table, count] of Object.entries(rows)) {
    const [found]: Array<{ count: string | number }> = await queries.query(`SELECT count(*) AS count FROM "${table}"`);
    if (Number(found?.count) !== count) {
      throw new Error(`${file} has ${count} rows of ${table}, and ${String(found?.count)} were restored.`);
    }
  }
}

/** Writes the rows of one table, as many a statement as the engine takes. */
class TableWriter {
  /** Columns of the backup that this database does not have. */
  readonly missing: readonly string[];
  readonly #kept: ReadonlyArray<{ index: number; column: ColumnShape }>;

  constructor(
    private readonly manager: EntityManager,
    private readonly engine: Engine,
    private readonly source: TableShape,
    target: TableShape,
  ) {
    const columns = new Map(target.columns.map((column) => [column.name, column]));
    this.missing = source.columns.filter(({ name }) => !columns.has(name)).map(({ name }) => name);
    // The kind is this database's own: what the other engine keeps as a number may be a flag here.
    this.#kept = source.columns.flatMap(({ name }, index) => {
      const column = columns.get(name);
      return column === undefined ? [] : [{ index, column }];
    });
  }

  async write(rows: readonly BackupRow[]): Promise<void> {
    const atOnce = Math.max(1, Math.floor(PARAMETERS_MAX / this.#kept.length));
    for (let from = 0; from < rows.length; from += atOnce) await this.#insert(rows.slice(from, from + atOnce));
  }

  async #insert(rows: readonly BackupRow[]): Promise<void> {
    const names = this.#kept.map(({ column }) => `"${column.name}"`).join(', ');
    const values: unknown[] = [];
    const tuples = rows.map((row) => {
      const marks = this.#kept.map(({ index, column }) => {
        values.push(storedValue(row[index] ?? null, column, this.engine));
        return this.engine === 'sqlite' ? '?' : `$${values.length}`;
      });
      return `(${marks.join(', ')})`;
    });
    try {
      await this.manager.query(`INSERT INTO "${this.source.name}" (${names}) VALUES ${tuples.join(', ')}`, values);
    } catch (error) {
      if (engineCode(error) !== NO_SUCH_CHARACTER) throw error;
      throw new Refusal(
        `A row of ${this.source.name} holds a character (U+0000) that Postgres keeps in no text. Nothing was restored; restore into SQLite instead.`,
      );
    }
  }
}

function storedValue(value: BackupValue, { kind }: ColumnShape, engine: Engine): unknown {
  if (value === null) return null;
  if (kind === 'bytes') return Buffer.from(String(value), 'base64');
  if (kind !== 'boolean') return value;
  const flag = value === true || value === 1;
  return engine === 'sqlite' ? Number(flag) : flag;
}

/** Numbers go on where they stopped, in the backup or in the table, whichever is further. */
export async function setSequences(queries: Queries, engine: Engine, stored: readonly Sequence[]): Promise<void> {
  for (const { table, column } of await listSequences(queries, engine)) {
    const [row]: Array<{ top: string | number | null }> = await queries.query(
      `SELECT max("${column}") AS top FROM "${table}"`,
    );
    const before = stored.find((sequence) => sequence.table === table && sequence.column === column)?.value ?? 0;
    const value = Math.max(before, Number(row?.top ?? 0));
    if (value === 0) continue;
    if (engine === 'sqlite') {
      await queries.query('DELETE FROM sqlite_sequence WHERE name = ?', [table]);
      await queries.query('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)', [table, value]);
    } else {
      await queries.query('SELECT setval(pg_get_serial_sequence(quote_ident($1), $2), $3)', [table, column, value]);
    }
  }
}
