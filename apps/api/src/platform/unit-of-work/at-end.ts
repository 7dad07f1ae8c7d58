import type { Tx } from './tx.js';

type Ending = () => Promise<void>;

const open = new WeakMap<Tx, Ending[]>();

/** For units of work that run beside others: collects what is to be done last. */
export const endingsOf = {
  /** @returns the list that `atEnd` adds to, in the order given. */
  open(tx: Tx): readonly Ending[] {
    const endings: Ending[] = [];
    open.set(tx, endings);
    return endings;
  },
  close(tx: Tx): void {
    open.delete(tx);
  },
};

/**
 * Writes something as the last thing of the unit, after all its other statements: what takes a lock that many units want, so
 * that it is held for the commit only. Where units run one after another (SQLite) it is done at once.
 */
export async function atEnd(tx: Tx, ending: Ending): Promise<void> {
  const endings = open.get(tx);
  if (endings === undefined) await ending();
  else endings.push(ending);
}
