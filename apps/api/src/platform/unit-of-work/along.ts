import type { Tx } from './tx.js';

/**
 * What a caller adds to the unit of work of an act, once the act is done: its line in the audit log. Neither is there without
 * the other.
 *
 * @param id what was acted on.
 */
export type Along = (tx: Tx, id: string) => Promise<void>;

/** Nothing is added. */
export const nothingAlong: Along = () => Promise.resolve();
