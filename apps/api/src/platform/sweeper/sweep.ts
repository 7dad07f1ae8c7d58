import type { Db } from '../database/db.js';
import type { Tx } from '../unit-of-work/tx.js';

/** One kind of row that has its day, and how it goes. A feature registers its own with the `Sweeper`, in `onModuleInit`. */
export interface Sweep<Key extends string | number = string> {
  /** Names it in the log, for example `identity.log`. */
  readonly name: string;
  /** How many of them one unit of work removes, where each brings many rows with it; `BATCH_ROWS` unless told. */
  readonly batchRows?: number;
  /** Rows that have had their day, `limit` at the most. Only reads, beside the writer. */
  find(db: Db, nowMs: number, limit: number): Promise<Key[]>;
  /**
   * Removes those of them that still have: a row may have come to life again since it was found.
   *
   * @returns how many are gone.
   */
  remove(tx: Tx, keys: readonly Key[]): Promise<number>;
}
