import type { EntityManager, EntityTarget, ObjectLiteral, Repository } from 'typeorm';
import type { Db } from '../database/db.js';

/** What a unit of work's callback works with. Useless once the callback has ended. */
export interface Tx extends Db {
  /** The only way to the database inside the unit. */
  readonly manager: EntityManager;
  /** The instant of this unit, the same for all it writes. */
  readonly nowMs: number;
  /** `tx.manager.getRepository`. */
  repository<Entity extends ObjectLiteral>(entity: EntityTarget<Entity>): Repository<Entity>;
  /**
   * Something to do once what this unit wrote is durable: publish to the bus, wake a worker. Runs in the order given,
   * before the caller of `run` goes on; never awaited; a failure is logged and disturbs nobody. Dropped when the unit fails.
   */
  afterCommit(hook: () => void | Promise<void>): void;
}
