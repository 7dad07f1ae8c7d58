import type { DataSource } from 'typeorm';
import { ConnectionGuard } from './connection-guard.js';
import { hotStatement } from './prepared-statements.js';

/** Combinations that are made at most. The code asks for a few dozen; what came after these is written one by one. */
const COMBINATIONS_MAX = 200;

const FEWER = 'fewer rows than were given in part ';

/** Which part of a combination wrote fewer rows than it was given, by what the engine said; null: it said something else. */
export function refusedPart(message: string): number | null {
  const at = message.indexOf(FEWER);
  return at === -1 ? null : Number.parseInt(message.slice(at + FEWER.length), 10);
}

const known = new WeakMap<DataSource, TogetherStatements>();

/**
 * Statements that write rows of several tables at once, on SQLite, which has none: the trigger of a temporary view is one. It
 * lives with the connection and is no part of the schema.
 */
export class TogetherStatements {
  readonly #dataSource: DataSource;
  readonly #texts = new Map<string, string>();
  /** Names that were given, also to what could not be made after all. */
  #named = 0;

  private constructor(dataSource: DataSource) {
    this.#dataSource = dataSource;
  }

  static of(dataSource: DataSource): TogetherStatements {
    const found = known.get(dataSource) ?? new TogetherStatements(dataSource);
    known.set(dataSource, found);
    return found;
  }

  /**
   * The statement that does what all these do, each of which has one parameter: its parameters are that one, and how many rows
   * the part must write at least, for each part in turn. It is undone as a whole where a part wrote fewer (`refusedPart`).
   *
   * @param isOpen whether a transaction is open: what is made within it would go with its rollback, so nothing is.
   * @returns null where there is none and none can be made.
   */
  async textOf(parts: readonly string[], isOpen: boolean): Promise<string | null> {
    const key = parts.join('\n');
    const text = this.#texts.get(key);
    if (text !== undefined) return text;
    if (isOpen || this.#named >= COMBINATIONS_MAX) return null;
    this.#named += 1;
    const name = `together_${this.#named}`;
    const gate = ConnectionGuard.of(this.#dataSource).gateRunner();
    const columns = parts.flatMap((_, at) => [`rows_${at}`, `least_${at}`]);
    await gate.query(`CREATE TEMP VIEW ${name} AS SELECT ${columns.map((column) => `NULL AS ${column}`).join(', ')}`);
    await gate.query(`CREATE TEMP TRIGGER ${name}_insert INSTEAD OF INSERT ON ${name} BEGIN ${bodyOf(parts)} END`);
    const made = hotStatement(`INSERT INTO ${name} VALUES (${columns.map(() => '?').join(', ')})`);
    this.#texts.set(key, made);
    return made;
  }
}

const bodyOf = (parts: readonly string[]): string =>
  parts
    .map((part, at) => {
      const write = part.replace('?', `NEW.rows_${at}`);
      return `${write}; SELECT RAISE(ABORT, '${FEWER}${at}') WHERE changes() < NEW.least_${at};`;
    })
    .join(' ');
