import type { Database, Statement } from 'sqlite3';
import type { DataSource } from 'typeorm';

/** What TypeORM's runners hand back where a structured result is asked for. */
export interface StructuredResult {
  readonly raw: unknown;
  readonly records: unknown[];
  readonly affected: number | undefined;
}

/** The texts that are kept prepared. They are constants of this program, so there are a few dozen at most. */
const hot = new Set<string>();

/**
 * Marks a statement's text as one that comes again and again: on SQLite it is prepared once for each connection instead of at
 * every use. Only for texts that do not vary with the data.
 */
export function hotStatement(sql: string): string {
  hot.add(sql);
  return sql;
}

export const isHot = (sql: string): boolean => hot.has(sql);

const READS = /^SELECT\b/;

/**
 * The hot statements of one SQLite connection, prepared at their first use. TypeORM prepares and finalises at each use, which
 * costs as much as a small statement itself, and a finalise waits on the event loop's thread for whatever the connection is doing.
 */
export class PreparedStatements {
  readonly #dataSource: DataSource;
  readonly #statements = new Map<string, Promise<Statement>>();

  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource;
  }

  /** @throws the engine's own error. */
  async query(sql: string, parameters: readonly unknown[] = []): Promise<StructuredResult> {
    const statement = await this.#prepared(sql);
    return new Promise((resolve, reject) => {
      if (READS.test(sql)) {
        statement.all(parameters, (error: Error | null, rows: unknown[]) => {
          if (error !== null) reject(error);
          else resolve({ raw: rows, records: rows, affected: undefined });
        });
        return;
      }
      statement.run(parameters, function (this: { changes: number; lastID: number }, error: Error | null) {
        if (error !== null) reject(error);
        else resolve({ raw: this.lastID, records: [], affected: this.changes });
      });
    });
  }

  /** Lets go of them all; the connection cannot be closed before. */
  async close(): Promise<void> {
    const statements = [...this.#statements.values()];
    this.#statements.clear();
    for (const preparing of statements) {
      const statement = await preparing.catch(() => null);
      if (statement !== null) await new Promise<void>((resolve) => statement.finalize(() => resolve()));
    }
  }

  #prepared(sql: string): Promise<Statement> {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const { databaseConnection } = this.#dataSource.driver as unknown as { databaseConnection: Database };
    const preparing = new Promise<Statement>((resolve, reject) => {
      const statement = databaseConnection.prepare(sql, (error: Error | null) =>
        error === null ? resolve(statement) : reject(error),
      );
    });
    this.#statements.set(sql, preparing);
    // Where a table is missing for now, the next use asks again.
    preparing.catch(() => this.#statements.delete(sql));
    return preparing;
  }
}
