import { join } from 'node:path';
import * as v from 'valibot';
import { readIfThere, replaceFile } from '../data-dir/at-rest-secret.js';

const LastBackup = v.object({ at: v.pipe(v.string(), v.isoTimestamp()) });

const fileOf = (folder: string): string => join(folder, 'last-backup.json');

/** Notes in the data folder when the last backup was made, for the doctor. Where that cannot be written, the backup is a backup all the same. */
export async function noteBackup(folder: string, atMs: number): Promise<void> {
  const note: v.InferOutput<typeof LastBackup> = { at: new Date(atMs).toISOString() };
  await replaceFile(fileOf(folder), `${JSON.stringify(note)}\n`).catch(() => undefined);
}

/** When the last backup was made here, in milliseconds since 1970; null: never, as far as the folder knows. */
export async function lastBackupAtMs(folder: string): Promise<number | null> {
  const text = await readIfThere(fileOf(folder)).catch(() => null);
  if (text === null) return null;
  const note = v.safeParse(v.pipe(v.string(), v.parseJson(), LastBackup), text);
  return note.success ? Date.parse(note.output.at) : null;
}
