import * as v from 'valibot';
import { COLUMN_KINDS } from './database-catalog.js';

/*
 * A backup is one gzip file of JSON lines (docs/adr/0019-one-backup-for-both-engines.md): a head, then table after table with
 * its rows as arrays in the order of its columns, the numbers the engine gives out, and an end with counts and a checksum of every byte
 * before it. A file without its end is no backup.
 */

/** Raised when an older version could not read what is written. */
export const BACKUP_FORMAT = 1;

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** The first line: what this is, and what is in it. */
export const BackupHead = v.object({
  chatku_backup: v.literal(BACKUP_FORMAT),
  /** When the snapshot was taken, ISO 8601. */
  made_at: v.string(),
  /** The version that made it. */
  version: v.string(),
  engine: v.picklist(['sqlite', 'postgres']),
  /** The migrations that had run, oldest first: what the schema was. */
  migrations: v.array(v.string()),
  contains: v.object({
    /** Every row of every table: conversations, contacts, members, bots, flows, logs. */
    database: v.literal(true),
    /** Pictures of bots are rows; no file beside the database is kept by this version. */
    attachments: v.literal('in the database'),
    /** Special keys, two-step secrets and mail settings, as they are stored. */
    keys: v.literal('sealed with the at-rest secret'),
    /** Whether the at-rest secret itself is in it: such a file opens everything. */
    secret: v.boolean(),
  }),
  /** Check values of the secrets that open what is sealed; they tell nothing about the secrets. */
  secret_fingerprints: v.array(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
  /** The file `secret` of the data folder, where it was asked for. */
  secret: v.optional(v.pipe(v.string(), v.maxLength(4096))),
});
export type BackupHead = v.InferOutput<typeof BackupHead>;

const Identifier = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_]{0,62}$/));

/** Before the rows of a table. */
export const TableLine = v.object({
  table: Identifier,
  columns: v.pipe(v.array(v.object({ name: Identifier, kind: v.picklist(COLUMN_KINDS) })), v.minLength(1)),
});

/** After the last table, one for each. */
export const SequenceLine = v.object({
  sequence: v.object({ table: Identifier, column: Identifier, value: Count }),
});

/** The last line. */
export const EndLine = v.object({
  end: v.literal(true),
  /** Rows by table. */
  rows: v.record(v.string(), Count),
  /** SHA-256 of all lines before this one, line ends too. */
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});
export type BackupEnd = v.InferOutput<typeof EndLine>;

/** What a row's values are in a line: text, numbers, true and false, null; bytes as base64. */
export type BackupValue = string | number | boolean | null;
export type BackupRow = readonly BackupValue[];

/** How many rows in how many tables, in words. */
export function countsInWords(rows: Readonly<Record<string, number>>): string {
  const filled = Object.entries(rows).filter(([, count]) => count > 0);
  const total = filled.reduce((sum, [, count]) => sum + count, 0);
  return `${total} ${total === 1 ? 'row' : 'rows'} of ${filled.length} ${filled.length === 1 ? 'table' : 'tables'}`;
}
