import type { QueryRunner } from 'typeorm';
import type { Tx } from '../unit-of-work/tx.js';
import { currentUnit, type UnitScope } from '../unit-of-work/unit-scope.js';
import { RowRuleViolation } from './database-errors.js';
import { engineOf } from './dialect.js';
import { hotStatement } from './prepared-statements.js';
import { refusedPart, TogetherStatements } from './together-statements.js';

/** A statement that writes many rows, carried by one JSON text. */
export interface BulkWrite {
  /** A hot statement with one parameter, the JSON. */
  readonly sql: string;
  readonly json: string;
  /** Where it must write as many rows as it was given: how many, and what is thrown where it wrote fewer. */
  readonly all: { readonly rows: number; readonly orElse: () => Error } | null;
}

/** By unit of work: what waits to be written with what comes after it. */
const waiting = new WeakMap<Tx, BulkWrite[]>();

/**
 * Writes many rows of one table: at once, or, within `writeTogether`, with the others.
 *
 * @throws what `all` says, UniqueViolation and the like; within `writeTogether` not here, but there.
 */
export async function writeBulk(tx: Tx, write: BulkWrite): Promise<void> {
  const together = waiting.get(tx);
  if (together === undefined) await writeOne(tx, write);
  else together.push(write);
}

/**
 * The last writes of a unit of work. What `body` writes in bulk goes to the engine as one statement when `body` has ended, or
 * before the next statement of another kind: so a group of turns costs one trip to the engine instead of one a table. Where
 * nothing was written before (SQLite), that statement is the whole transaction and needs no BEGIN and no COMMIT.
 * Nothing may be asked of the unit afterwards.
 */
export async function writeTogether(tx: Tx, body: () => Promise<void>): Promise<void> {
  const scope = currentUnit();
  if (scope === null) return body();
  const writes: BulkWrite[] = [];
  let ahead: Promise<void> | null = null;
  waiting.set(tx, writes);
  scope.writeAhead = () => {
    if (writes.length === 0) return;
    const due = writes.splice(0);
    // All are asked now, so that they are before the statement that is about to be asked.
    ahead = Promise.all([ahead, ...due.map((write) => writeOne(tx, write))]).then(() => undefined);
    // Looked at below; until then it is nobody's.
    ahead.catch(() => undefined);
  };
  try {
    await body();
  } catch (error) {
    // What was to be written before the statement that failed may be why it failed.
    await ahead;
    throw error;
  } finally {
    waiting.delete(tx);
    scope.writeAhead = null;
  }
  await ahead;
  await writeLast(tx, scope, writes);
}

async function writeLast(tx: Tx, scope: UnitScope, writes: readonly BulkWrite[]): Promise<void> {
  if (writes.length === 0) return;
  if (engineOf(tx) === 'postgres') return writeAsOne(tx, writes);
  const together = TogetherStatements.of(tx.manager.connection);
  const text = await together.textOf(
    writes.map(({ sql }) => sql),
    scope.begin === null,
  );
  if (text === null) {
    for (const write of writes) await writeOne(tx, write);
  } else {
    scope.last = 'next';
    await writeByTrigger(tx, text, writes);
  }
}

async function writeOne(tx: Tx, { sql, json, all }: BulkWrite): Promise<void> {
  const { affected } = await runnerOf(tx).query(sql, [json], true);
  if (all !== null && affected !== all.rows) throw all.orElse();
}

async function writeByTrigger(tx: Tx, text: string, writes: readonly BulkWrite[]): Promise<void> {
  try {
    await runnerOf(tx).query(
      text,
      writes.flatMap(({ json, all }) => [json, all?.rows ?? 0]),
    );
  } catch (error) {
    const at = error instanceof RowRuleViolation ? refusedPart(error.message) : null;
    throw (at === null ? null : writes[at]?.all?.orElse()) ?? error;
  }
}

/** Texts by their parts; the code asks for a few dozen combinations. */
const combined = new Map<string, string>();

/** Postgres: all in one statement. What one of them writes the others do not see, so they must be of different rows. */
async function writeAsOne(tx: Tx, writes: readonly BulkWrite[]): Promise<void> {
  const key = writes.map(({ sql }) => sql).join('\n');
  const text = combined.get(key) ?? hotStatement(combine(writes.map(({ sql }) => sql)));
  combined.set(key, text);
  const [counts]: Record<string, number>[] = await runnerOf(tx).query(
    text,
    writes.map(({ json }) => json),
  );
  for (const [at, { all }] of writes.entries()) {
    if (all !== null && counts?.[at] !== all.rows) throw all.orElse();
  }
}

function combine(texts: readonly string[]): string {
  const parts = texts.map((text, at) => `w${at} AS (${text.replace('$1', `$${at + 1}`)} RETURNING 1)`);
  const counts = texts.map((_, at) => `(SELECT count(*)::int FROM w${at}) AS "${at}"`);
  return `WITH ${parts.join(', ')} SELECT ${counts.join(', ')}`;
}

function runnerOf(tx: Tx): QueryRunner {
  const runner = tx.manager.queryRunner;
  if (runner === undefined) throw new Error('Rows are written inside a unit of work only.');
  return runner;
}
