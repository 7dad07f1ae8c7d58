import type { EntityManager } from 'typeorm';

/**
 * Where a repository's statement goes: a unit of work's `tx`, or the `reader`. Every repository method takes one as its
 * first argument, so that whoever reads the call sees whether it is inside the transaction.
 */
export interface Db {
  readonly manager: EntityManager;
}
