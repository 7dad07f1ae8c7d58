import { Refusal } from '../errors/refusal.js';
import type { BackupEnd, BackupHead } from './backup-format.js';
import { readBackup } from './read-backup.js';

/** A backup that was read to its end. */
export interface CheckedBackup {
  readonly file: string;
  readonly head: BackupHead;
  readonly end: BackupEnd;
}

/**
 * Reads a backup to its end and keeps nothing of it.
 *
 * @throws {Refusal} it is damaged, or no backup.
 */
export async function checkBackup(file: string): Promise<CheckedBackup> {
  let head: BackupHead | null = null;
  let end: BackupEnd | null = null;
  for await (const part of readBackup(file)) {
    if (part.kind === 'head') head = part.head;
    else if (part.kind === 'end') end = part.end;
  }
  // The reader throws for a file without them.
  if (head === null || end === null) throw new Error(`${file} ended without a word.`);
  return { file, head, end };
}

/**
 * Those of this version's migrations that had run when the backup was made.
 *
 * @throws {Refusal} some are not known here: a newer version made it.
 */
export function requireKnownMigrations<Known extends { readonly name: string }>(
  { file, head }: CheckedBackup,
  known: readonly Known[],
): Known[] {
  const names = new Set(known.map(({ name }) => name));
  const unknown = head.migrations.filter((name) => !names.has(name));
  if (unknown.length > 0) {
    throw new Refusal(
      `The backup ${file} is of a newer schema: this version does not know ${unknown.at(-1)}. Install Chatku ${head.version} or newer, then restore.`,
    );
  }
  const ran = new Set(head.migrations);
  return known.filter(({ name }) => ran.has(name));
}

/** What is in a backup, in lines for a person. */
export function describeBackup({ head, end }: Pick<CheckedBackup, 'head' | 'end'>): string[] {
  const total = Object.values(end.rows).reduce((sum, count) => sum + count, 0);
  const told = Object.entries(end.rows)
    .filter(([, count]) => count > 0)
    .map(([table, count]) => `${table} ${count}`);
  return [
    `Made ${head.made_at} by Chatku ${head.version} on ${head.engine === 'sqlite' ? 'SQLite' : 'Postgres'}, schema ${head.migrations.at(-1) ?? 'empty'}.`,
    `Rows: ${total}${told.length === 0 ? '' : ` (${told.join(', ')})`}.`,
    'Attachments: pictures are among the rows; this version keeps no other files.',
    `Special keys, two-step secrets and the mail password: as they are stored, sealed with the at-rest secret ${head.secret_fingerprints.map(checkValue).join(' and ') || '(none yet)'}.`,
    head.contains.secret
      ? 'The at-rest secret: in it. Whoever has this file can read everything.'
      : 'The at-rest secret: not in it. Keep it elsewhere; without it what is sealed stays closed.',
  ];
}

/** A check value, short enough to be read out. */
export const checkValue = (fingerprint: string): string => fingerprint.slice(0, 16);
