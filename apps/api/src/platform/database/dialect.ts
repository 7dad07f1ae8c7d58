import type { Db } from './db.js';

/** The two engines this server speaks to. */
export type Engine = 'sqlite' | 'postgres';

/**
 * Which engine a statement goes to, for the few statements that each engine wants in words of its own.
 *
 * @throws for a data source of any other kind: nothing else has been tried.
 */
export function engineOf(db: Db): Engine {
  const { type } = db.manager.connection.options;
  if (type === 'sqlite' || type === 'postgres') return type;
  throw new Error(`No statement is written for a ${type} database.`);
}
