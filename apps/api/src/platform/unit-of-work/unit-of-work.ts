import type { Tx } from './tx.js';

/**
 * The one gate through which everything is written. A unit of work is all or nothing, and its caller goes on only when
 * the commit is on disk.
 *
 * Inside the callback: await nothing but `tx` (no network, no timers, no other lock; while it waits nobody else can
 * write), use no other way to the database (refused), start no other unit (refused). Throw to undo everything.
 */
export abstract class UnitOfWork {
  /**
   * Runs `work` in a transaction of its own.
   *
   * @param name says in the log who holds the gate, for example `conversations.post-message`.
   * @returns what `work` returned, after the commit.
   * @throws what `work` threw, after the rollback; `storage_unavailable` when the commit failed; `shutting_down`.
   */
  abstract run<T>(name: string, work: (tx: Tx) => Promise<T>): Promise<T>;

  /** Whether units are taken at all; false when the process is closing down. */
  abstract get isOpen(): boolean;
}
