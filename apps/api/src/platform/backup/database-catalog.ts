import type { DataSource } from 'typeorm';
import type { Engine } from '../database/dialect.js';

/** What a column holds, in words of neither engine. */
export const COLUMN_KINDS = ['text', 'integer', 'boolean', 'real', 'bytes'] as const;
export type ColumnKind = (typeof COLUMN_KINDS)[number];

export interface ColumnShape {
  readonly name: string;
  readonly kind: ColumnKind;
}

/** A table as the database itself describes it. */
export interface TableShape {
  readonly name: string;
  readonly columns: readonly ColumnShape[];
}

/** A column whose numbers the engine gives out. */
export interface Sequence {
  readonly table: string;
  readonly column: string;
  /** The last number given out, 0 for none. */
  readonly value: number;
}

/** Anything that takes a statement: a data source, or one connection of it. */
export type Queries = Pick<DataSource, 'query'>;

/** Kept by TypeORM for itself: what ran is said in a backup's head, and the rest is nothing of ours. */
const NOT_OURS: ReadonlySet<string> = new Set(['migration', 'typeorm_metadata', 'query-result-cache']);

const KIND_OF: Readonly<Record<string, ColumnKind>> = {
  text: 'text',
  varchar: 'text',
  'character varying': 'text',
  integer: 'integer',
  smallint: 'integer',
  bigint: 'integer',
  boolean: 'boolean',
  real: 'real',
  double: 'real',
  'double precision': 'real',
  blob: 'bytes',
  bytea: 'bytes',
};

interface ColumnRow {
  readonly table_name: string;
  readonly column_name: string;
  readonly type: string;
}

const COLUMNS: Readonly<Record<Engine, string>> = {
  sqlite: `SELECT t.name AS table_name, c.name AS column_name, lower(c.type) AS type
     FROM sqlite_master t JOIN pragma_table_info(t.name) c
     WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY t.name, c.cid`,
  postgres: `SELECT c.table_name, c.column_name, c.data_type AS type
     FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER'
     ORDER BY c.table_name COLLATE "C", c.ordinal_position`,
};

/**
 * The tables of a database, read from the database and not from the entities: a backup is also made of a schema that this
 * version has yet to migrate.
 *
 * @throws for a column of a type nothing is written for: better no backup than one with a hole.
 */
export async function listTables(queries: Queries, engine: Engine): Promise<TableShape[]> {
  const rows: ColumnRow[] = await queries.query(COLUMNS[engine]);
  const tables = new Map<string, ColumnShape[]>();
  for (const { table_name: table, column_name: name, type } of rows) {
    if (NOT_OURS.has(table)) continue;
    const kind = KIND_OF[type.replace(/\(.*/, '').trim()];
    if (kind === undefined)
      throw new Error(`The column ${table}.${name} is of the type ${type}, which no backup keeps.`);
    const columns = tables.get(table) ?? [];
    tables.set(table, columns);
    columns.push({ name, kind });
  }
  return [...tables].map(([name, columns]) => ({ name, columns }));
}

/** The names of the migrations that ran, oldest first; empty for a database without any. */
export async function listMigrations(queries: Queries, engine: Engine): Promise<string[]> {
  const there: unknown[] = await queries.query(
    engine === 'sqlite'
      ? `SELECT 1 AS one FROM sqlite_master WHERE type = 'table' AND name = 'migration'`
      : `SELECT 1 AS one FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'migration'`,
  );
  if (there.length === 0) return [];
  const rows: Array<{ name: string }> = await queries.query('SELECT "name" FROM "migration" ORDER BY "timestamp"');
  return rows.map(({ name }) => name);
}

/** The numbers the engine gives out itself. Their last value is part of the data: cursors are made of them. */
export async function listSequences(queries: Queries, engine: Engine): Promise<Sequence[]> {
  return engine === 'sqlite' ? sqliteSequences(queries) : postgresSequences(queries);
}

async function sqliteSequences(queries: Queries): Promise<Sequence[]> {
  const there: unknown[] = await queries.query(`SELECT 1 AS one FROM sqlite_master WHERE name = 'sqlite_sequence'`);
  if (there.length === 0) return [];
  const rows: Array<{ table: string; column: string; value: number }> = await queries.query(
    `SELECT t.name AS "table", c.name AS "column", coalesce(s.seq, 0) AS value
       FROM sqlite_master t JOIN pragma_table_info(t.name) c LEFT JOIN sqlite_sequence s ON s.name = t.name
       WHERE t.type = 'table' AND t.sql LIKE '%AUTOINCREMENT%' AND c.pk = 1 ORDER BY t.name`,
  );
  return rows.filter(({ table }) => !NOT_OURS.has(table));
}

async function postgresSequences(queries: Queries): Promise<Sequence[]> {
  const columns: Array<{ table: string; column: string; sequence: string }> = await queries.query(
    `SELECT c.table_name AS "table", c.column_name AS "column",
        pg_get_serial_sequence(quote_ident(c.table_name), c.column_name) AS sequence
       FROM information_schema.columns c
       WHERE c.table_schema = current_schema() AND (c.column_default LIKE 'nextval(%' OR c.is_identity = 'YES')
       ORDER BY c.table_name COLLATE "C"`,
  );
  const found: Sequence[] = [];
  for (const { table, column, sequence } of columns) {
    if (NOT_OURS.has(table) || sequence === null) continue;
    const [row]: Array<{ value: string | number }> = await queries.query(
      `SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END AS value FROM ${sequence}`,
    );
    found.push({ table, column, value: Number(row?.value ?? 0) });
  }
  return found;
}
