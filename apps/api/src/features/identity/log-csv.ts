import type { IdentityLogEntry } from '@chatku/schemas';
import { csvOf } from '../../platform/csv/csv.js';

const COLUMNS = [
  'at',
  'verdict',
  'diagnosis',
  'variant',
  'count',
  'origin',
  'masked_id',
  'id_digest',
  'key_id',
  'request_id',
  'would_be_refused',
] as const satisfies readonly (keyof IdentityLogEntry)[];

/** Characters that turn the direction of what follows, or are not seen: an origin or an id must not read as another. */
const DECEPTIVE = /[\p{Cc}\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;

/** A text in which nothing is hidden: what deceives is written out, as in a program. */
export const escaped = (text: string): string =>
  text.replace(DECEPTIVE, (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}}`);

/** Rows of the identity log as the text of a CSV file, with a line of names above. */
export function logCsv(rows: readonly IdentityLogEntry[]): string {
  const cellOf = (value: IdentityLogEntry[(typeof COLUMNS)[number]]) =>
    typeof value === 'string' ? escaped(value) : (value ?? null);
  return csvOf([COLUMNS, ...rows.map((row) => COLUMNS.map((column) => cellOf(row[column])))]);
}
