import type { EntityMetadata, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { Tx } from '../unit-of-work/tx.js';
import type { Db } from './db.js';
import { type Engine, engineOf } from './dialect.js';
import { hotStatement } from './prepared-statements.js';
import { readTogether } from './read-together.js';
import { writeBulk } from './write-together.js';

/*
 * Many rows in one statement. The rows travel as one JSON text, so that the statement's own text is the same however many
 * they are: `json_each` unpacks it on SQLite, `jsonb_to_recordset` on Postgres. Values pass through the same conversions
 * as TypeORM's own statements (columns' transformers, JSON kept as text, flags).
 */

/** An entity's class. */
type EntityOf<Entity> = new () => Entity;

/** What to do with a row that is there already. */
export type OnConflict<Entity> =
  /** Leave it as it is, whichever uniqueness it is. */
  | 'leave'
  /** Overwrite these of its values; of several given rows with the same key the last counts. */
  | { readonly key: readonly (keyof Entity & string)[]; readonly overwrite: readonly (keyof Entity & string)[] };

/** A condition on what a row held before, one value for each given row: a compare-and-set. */
export interface Compare<Entity> {
  readonly column: keyof Entity & string;
  readonly values: readonly unknown[];
}

/** A column as the statement's JSON carries it. */
interface Carried {
  /** The name inside the statement. */
  readonly name: string;
  readonly column: ColumnMetadata;
}

const columnOf = (metadata: EntityMetadata, property: string): ColumnMetadata => {
  const column = metadata.findColumnWithPropertyName(property);
  if (column === undefined) throw new Error(`${metadata.name} has no column ${property}.`);
  return column;
};

const quoted = (name: string): string => `"${name}"`;

/** The JSON's rows as a table called `j`; `$` stands for the one parameter. */
function source(metadata: EntityMetadata, engine: Engine, carried: readonly Carried[], ordered: boolean): string {
  if (engine === 'sqlite') {
    const columns = carried.map(({ name }, at) => `value ->> ${at} AS ${quoted(name)}`);
    return `(SELECT ${columns.join(', ')} FROM json_each(?)) AS j`;
  }
  const { driver } = metadata.connection;
  const typed = carried.map(({ name, column }) => `${quoted(name)} ${driver.normalizeType(column)}`).join(', ');
  if (!ordered) return `jsonb_to_recordset($1::jsonb) AS j(${typed})`;
  const names = carried.map(({ name }) => quoted(name)).join(', ');
  return `ROWS FROM (jsonb_to_recordset($1::jsonb) AS (${typed})) WITH ORDINALITY AS j(${names}, "row_number")`;
}

/** One row's value as the engine keeps it; null for what is not given. */
function carry(row: ObjectLiteral, { column }: Carried): unknown {
  const { driver } = column.entityMetadata.connection;
  const given = row[column.propertyName] as unknown;
  const value: unknown = driver.preparePersistentValue(given === undefined ? defaultOf(column) : given, column);
  if (value === undefined || value === null) {
    if (!column.isNullable) throw new Error(`${column.entityMetadata.name}.${column.propertyName} is not given.`);
    return null;
  }
  return value;
}

function defaultOf({ default: value }: ColumnMetadata): unknown {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

/** SQLite gets lists, Postgres objects. */
function packed(engine: Engine, carried: readonly Carried[], rows: readonly (readonly unknown[])[]): string {
  if (engine === 'sqlite') return JSON.stringify(rows);
  return JSON.stringify(rows.map((row) => Object.fromEntries(carried.map(({ name }, at) => [name, row[at]]))));
}

/** The text of `insertAll`'s statement. */
export function insertSql(
  metadata: EntityMetadata,
  engine: Engine,
  columns: readonly ColumnMetadata[],
  onConflict: OnConflict<ObjectLiteral> | null = null,
): string {
  const carried = columns.map((column) => ({ name: column.databaseName, column }));
  const names = carried.map(({ name }) => quoted(name)).join(', ');
  // Rows get their generated numbers in the order given.
  const order = engine === 'postgres' ? ' ORDER BY "row_number"' : '';
  const from = source(metadata, engine, carried, true);
  return `INSERT INTO ${quoted(metadata.tableName)} (${names}) SELECT ${names} FROM ${from} WHERE true${order}${conflictSql(metadata, onConflict)}`;
}

function conflictSql(metadata: EntityMetadata, onConflict: OnConflict<ObjectLiteral> | null): string {
  if (onConflict === null) return '';
  if (onConflict === 'leave') return ' ON CONFLICT DO NOTHING';
  const nameOf = (property: string): string => quoted(columnOf(metadata, property).databaseName);
  const set = onConflict.overwrite.map((property) => `${nameOf(property)} = excluded.${nameOf(property)}`);
  return ` ON CONFLICT (${onConflict.key.map(nameOf).join(', ')}) DO UPDATE SET ${set.join(', ')}`;
}

/** The text of `updateAll`'s statement. @param compared the column of `Compare`; its values are carried as `was`. */
export function updateSql(
  metadata: EntityMetadata,
  engine: Engine,
  keys: readonly ColumnMetadata[],
  changed: readonly ColumnMetadata[],
  compared: ColumnMetadata | null,
): string {
  const carried = [...keys, ...changed].map((column) => ({ name: column.databaseName, column }));
  const all = compared === null ? carried : [...carried, { name: 'was', column: compared }];
  const set = changed.map(({ databaseName }) => `${quoted(databaseName)} = j.${quoted(databaseName)}`).join(', ');
  const table = quoted(metadata.tableName);
  const where = keys.map(({ databaseName }) => `${table}.${quoted(databaseName)} = j.${quoted(databaseName)}`);
  if (compared !== null) where.push(`${table}.${quoted(compared.databaseName)} = j."was"`);
  return `UPDATE ${table} SET ${set} FROM ${source(metadata, engine, all, false)} WHERE ${where.join(' AND ')}`;
}

/** The text of `findAll`'s statement. */
export function findSql(
  metadata: EntityMetadata,
  engine: Engine,
  by: readonly ColumnMetadata[],
  order: { readonly column: ColumnMetadata; readonly direction: 'ASC' | 'DESC' } | null,
): string {
  const carried = by.map((column) => ({ name: column.databaseName, column }));
  const columns = metadata.columns.map(({ databaseName }) => `t.${quoted(databaseName)}`).join(', ');
  const where = by.map(({ databaseName }) => `t.${quoted(databaseName)} = j.${quoted(databaseName)}`).join(' AND ');
  const ordered = order === null ? '' : ` ORDER BY t.${quoted(order.column.databaseName)} ${order.direction}`;
  const from = source(metadata, engine, carried, false);
  const table = quoted(metadata.tableName);
  // CROSS JOIN: SQLite then walks the list and looks each row up, whatever it thinks of the list's length.
  if (engine === 'sqlite') return `SELECT ${columns} FROM ${from} CROSS JOIN ${table} AS t WHERE ${where}${ordered}`;
  // Postgres keeps the plan of a text: OFFSET 0 makes it look each row up too, however small the table was when it planned.
  return `SELECT ${columns} FROM ${from} CROSS JOIN LATERAL (SELECT * FROM ${table} AS t WHERE ${where} OFFSET 0) AS t${ordered}`;
}

/** The same with one JSON list of all rows as its answer: one value costs less to hand over than many. */
function findJsonSql(
  metadata: EntityMetadata,
  engine: Engine,
  by: readonly ColumnMetadata[],
  order: { readonly column: ColumnMetadata; readonly direction: 'ASC' | 'DESC' } | null,
): string {
  const columns = metadata.columns.map(({ databaseName }) => `f.${quoted(databaseName)}`).join(', ');
  const ordered = order === null ? '' : ` ORDER BY f.${quoted(order.column.databaseName)} ${order.direction}`;
  const lists =
    engine === 'sqlite'
      ? `json_group_array(json_array(${columns})${ordered})`
      : `coalesce(json_agg(json_build_array(${columns})${ordered}), '[]')::text`;
  return `SELECT ${lists} FROM (${findSql(metadata, engine, by, null)}) AS f`;
}

/** Texts by what they were made from: making one costs as much as a small query. */
const texts = new WeakMap<EntityMetadata, Map<string, string>>();

function textOf(metadata: EntityMetadata, key: string, make: () => string): string {
  const known = texts.get(metadata) ?? new Map<string, string>();
  texts.set(metadata, known);
  const text = known.get(key) ?? hotStatement(make());
  known.set(key, text);
  return text;
}

/**
 * Inserts all rows in one statement. A generated key is given by the engine, in the order of the rows; what a row leaves
 * out gets the column's default, or null where that is allowed.
 *
 * @param orElse makes what is thrown where fewer rows were written than given; without it, that is no failure.
 * @throws UniqueViolation and the like, in which case none is.
 */
export async function insertAll<Entity extends ObjectLiteral>(
  tx: Tx,
  entity: EntityOf<Entity>,
  rows: readonly Partial<NoInfer<Entity>>[],
  onConflict: OnConflict<Entity> | null = null,
  orElse: (() => Error) | null = null,
): Promise<void> {
  if (rows.length === 0) return;
  const engine = engineOf(tx);
  const metadata = tx.manager.connection.getMetadata(entity);
  const columns = metadata.columns.filter(
    ({ isInsert, generationStrategy }) => isInsert && generationStrategy !== 'increment',
  );
  const conflict = onConflict as OnConflict<ObjectLiteral> | null;
  const carried = columns.map((column) => ({ name: column.databaseName, column }));
  const sql = textOf(metadata, `insert ${JSON.stringify(onConflict)}`, () =>
    insertSql(metadata, engine, columns, conflict),
  );
  const last = conflict === null || conflict === 'leave' ? rows : lastOfEach(rows, conflict.key);
  const json = packed(
    engine,
    carried,
    last.map((row) => carried.map((one) => carry(row, one))),
  );
  await writeBulk(tx, { sql, json, all: orElse === null ? null : { rows: last.length, orElse } });
}

/** Postgres refuses to overwrite a row twice in one statement. */
function lastOfEach<Row extends ObjectLiteral>(rows: readonly Row[], key: readonly string[]): readonly Row[] {
  return [...new Map(rows.map((row) => [JSON.stringify(key.map((property) => row[property])), row])).values()];
}

/**
 * Updates all rows in one statement: of each, the row with its `keys` gets its other values. All must carry the same
 * properties, and no two the same keys.
 *
 * @param compare updates only those that still hold these values, one for each row.
 * @param orElse makes what is thrown where a row was not found (or held something else); without it, that is no failure.
 */
export async function updateAll<Entity extends ObjectLiteral>(
  tx: Tx,
  entity: EntityOf<Entity>,
  keys: readonly (keyof Entity & string)[],
  rows: readonly Partial<NoInfer<Entity>>[],
  compare: Compare<Entity> | null = null,
  orElse: (() => Error) | null = null,
): Promise<void> {
  const first = rows[0];
  if (first === undefined) return;
  const engine = engineOf(tx);
  const metadata = tx.manager.connection.getMetadata(entity);
  const properties = Object.keys(first).filter((property) => !(keys as readonly string[]).includes(property));
  const carried = [...keys, ...properties].map((property) => {
    const column = columnOf(metadata, property);
    return { name: column.databaseName, column };
  });
  for (const row of rows) {
    if (Object.keys(row).length !== carried.length || carried.some(({ column }) => !(column.propertyName in row))) {
      throw new Error(`All rows of ${metadata.name} that are updated together must carry the same properties.`);
    }
  }
  const compared = compare === null ? null : columnOf(metadata, compare.column);
  const sql = textOf(metadata, `update ${keys.join()} ${properties.join()} ${compared?.propertyName}`, () =>
    updateSql(
      metadata,
      engine,
      keys.map((key) => columnOf(metadata, key)),
      properties.map((property) => columnOf(metadata, property)),
      compared,
    ),
  );
  const values = rows.map((row, at) => {
    const one = carried.map((each) => carry(row, each));
    if (compared !== null)
      one.push(carry({ [compared.propertyName]: compare?.values[at] }, { name: 'was', column: compared }));
    return one;
  });
  const all = compared === null ? carried : [...carried, { name: 'was', column: compared }];
  const json = packed(engine, all, values);
  await writeBulk(tx, { sql, json, all: orElse === null ? null : { rows: rows.length, orElse } });
}

/**
 * All rows that equal one of `wanted` in the columns `by`, in one statement whose text does not depend on how many are
 * wanted. Let no two of `wanted` be equal, or their rows come twice.
 */
export async function findAll<Entity extends ObjectLiteral>(
  db: Db,
  entity: EntityOf<Entity>,
  by: readonly (keyof Entity & string)[],
  wanted: readonly Partial<NoInfer<Entity>>[],
  order: { readonly by: keyof Entity & string; readonly direction: 'ASC' | 'DESC' } | null = null,
): Promise<Entity[]> {
  if (wanted.length === 0) return [];
  const engine = engineOf(db);
  const metadata = db.manager.connection.getMetadata(entity);
  const columns = by.map((property) => columnOf(metadata, property));
  const carried = columns.map((column) => ({ name: column.databaseName, column }));
  const ordered = order === null ? null : { column: columnOf(metadata, order.by), direction: order.direction };
  const sql = textOf(metadata, `find ${by.join()} ${order?.by} ${order?.direction}`, () =>
    findJsonSql(metadata, engine, columns, ordered),
  );
  const json = packed(
    engine,
    carried,
    wanted.map((one) => carried.map((each) => carry(one, each))),
  );
  const { driver } = metadata.connection;
  const lists = JSON.parse(await readTogether(db.manager, sql, json)) as unknown[][];
  return lists.map((list) => {
    const found = new entity() as Record<string, unknown>;
    metadata.columns.forEach((column, at) => {
      found[column.propertyName] = driver.prepareHydratedValue(list[at], column);
    });
    return found as Entity;
  });
}
