import type { Db } from '../database/db.js';
import type { Tx } from '../unit-of-work/tx.js';
import { SealBroken, type SecretBox } from './secret-box.js';

const LOOKED_AT_ROWS = 200;

/** How far a round of sealing again has come. */
export interface ResealedBatch {
  /** The last row looked at; null: there are no more. */
  readonly last: string | null;
  /** Rows that were sealed with an older secret, and are no longer. */
  readonly resealed: number;
  /** Rows that no secret at hand opens, left as they are. */
  readonly unopened: number;
}

/** Some of what is sealed, as it is in the database. */
export interface SealedPage {
  /** The last row looked at; null: there are no more. */
  readonly last: string | null;
  readonly rows: readonly { readonly sealed: string; readonly place: string }[];
}

/** Rows that a feature keeps sealed with the at-rest secret. */
export interface SealedRows {
  /** In words, for example `special keys`. */
  readonly what: string;
  /** What a person does about those that no secret opens any more, for example `enter it again`. */
  readonly anew: string;
  /** The next rows, each with what it is sealed for. */
  list(db: Db, after: string, limit: number): Promise<SealedPage>;
  /**
   * Seals again, with the newest secret, whichever of the next rows an older one sealed. A row that was changed meanwhile is left to
   * whoever changed it. Running it again, from anywhere, harms nothing.
   *
   * @param after the last row of the batch before; empty at the beginning.
   */
  reseal(tx: Tx, box: SecretBox, after: string, limit: number): Promise<ResealedBatch>;
}

/**
 * Opens what an older secret sealed.
 *
 * @returns `current` where the newest one sealed it, `unopened` where no secret at hand opens it: one damaged row keeps no other from being
 *   sealed again.
 */
export function openOlder(
  box: SecretBox,
  sealed: string,
  place: string,
): { readonly text: string } | 'current' | 'unopened' {
  try {
    return box.isCurrent(sealed, place) ? 'current' : { text: box.open(sealed, place) };
  } catch (error) {
    if (error instanceof SealBroken) return 'unopened';
    throw error;
  }
}

/** How many of these rows no secret at hand opens. */
export async function countUnopened(db: Db, box: SecretBox, kind: SealedRows): Promise<number> {
  let count = 0;
  for (let after: string | null = ''; after !== null; ) {
    const { last, rows }: SealedPage = await kind.list(db, after, LOOKED_AT_ROWS);
    count += rows.filter(({ sealed, place }) => openOlder(box, sealed, place) === 'unopened').length;
    after = last;
  }
  return count;
}
