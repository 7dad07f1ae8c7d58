import type { IdentityLogEntry } from '@chatku/schemas';

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
/** What a spreadsheet takes for the beginning of a formula, full-width forms included. */
const FORMULA = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/u;

/**
 * A value as a cell: deceptive characters are written out, what could be a formula is made text, and quotes are doubled.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4180
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvCell(value: string | number | boolean | null | undefined): string {
  const text = String(value ?? '').replace(
    DECEPTIVE,
    (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}}`,
  );
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}

/** Rows of the identity log as CSV, with a line of names above. */
export function csvOf(rows: readonly IdentityLogEntry[]): string {
  const lines = [COLUMNS.map(csvCell), ...rows.map((row) => COLUMNS.map((column) => csvCell(row[column])))];
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('');
}
