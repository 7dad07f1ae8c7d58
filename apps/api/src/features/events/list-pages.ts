import { AppError } from '../../platform/errors/app-error.js';
import { listCursor, listKeyOf } from './cursors.js';

/**
 * The key a list goes on below; null for its beginning.
 *
 * @throws invalid_request for a cursor of anything else.
 */
export function keyOfPage(before: string | undefined): string | null {
  if (before === undefined) return null;
  const key = listKeyOf(before);
  if (key !== null) return key;
  throw new AppError('invalid_request', 'This is not a cursor of this list.', {
    fix: 'Hand back `next` as it came.',
    issues: [{ path: 'before', message: 'must be a cursor of this list' }],
  });
}

/**
 * As `keyOfPage`, for a list ordered by an instant and then an id.
 *
 * @see cursorOfInstant
 */
export function instantOfPage(before: string | undefined): { atMs: number; id: string } | null {
  const key = keyOfPage(before);
  if (key === null) return null;
  const match = /^(\d{1,15}):([0-9a-f-]{36})$/.exec(key);
  if (match?.[1] !== undefined && match[2] !== undefined) return { atMs: Number(match[1]), id: match[2] };
  throw new AppError('invalid_request', 'This is not a cursor of this list.', { fix: 'Hand back `next` as it came.' });
}

/** The key of a row in a list ordered by an instant and then an id. */
export const keyOfInstant = (atMs: number, id: string): string => `${atMs}:${id}`;

/**
 * Rows -> a page as clients get it.
 *
 * @param limit how many rows were asked for; where there are as many, there may be more.
 * @param keyOf what the list is ordered by.
 */
export function pageOfRows<Row, Item>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => string,
  toItem: (row: Row) => Item,
): { items: Item[]; next: string | null } {
  const last = rows.at(-1);
  return {
    items: rows.map(toItem),
    next: last !== undefined && rows.length === limit ? listCursor(keyOf(last)) : null,
  };
}
