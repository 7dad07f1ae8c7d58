import { createWriteStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openForBackup, secretForBackup } from '../platform/backup/backup-source.js';
import { describeBackup } from '../platform/backup/check-backup.js';
import { noteBackup } from '../platform/backup/last-backup.js';
import { stampOf } from '../platform/backup/restore-backup.js';
import { type BackupSource, type BackupSummary, takeBackup } from '../platform/backup/take-backup.js';
import { backupFolderOf } from '../platform/backup/upgrade.js';
import { writeWhole } from '../platform/backup/whole-file.js';
import { type Command, EXIT } from '../platform/commands/command.js';
import type { Config } from '../platform/config/config.js';
import { Refusal } from '../platform/errors/refusal.js';

/** `backup`: one consistent file of everything, while the server runs. */
export const backupCommand: Command = {
  name: 'backup',
  usage: 'FILE [--with-secret]',
  options: ['--with-secret'],
  summary: 'Write everything into one file, while the server runs. Give a folder to have the file named by the time.',
  help: [
    'One gzip file of one instant: every row of the database. Nobody waits for it.',
    'Written under another name first and never over another file; readable by this user only.',
    'A FILE that ends in / is a folder, and is made where there is none.',
    'FILE may be -, for standard output: chatku backup - | age -r KEY > chatku.age',
    '--with-secret   puts the at-rest secret into it. Whoever has the file can then read the special keys too.',
  ],
  run: async (context) => {
    const { args, config, options } = context;
    const [place = ''] = args;
    const secret = await secretForBackup(config, options.has('--with-secret'));
    const { dataSource, engine } = await openForBackup(config);
    try {
      const source: BackupSource = { dataSource, engine, ...secret, nowMs: Date.now() };
      if (place === '-') {
        // Standard output is the backup, so what is said about it goes beside it.
        const summary = await takeBackup(source, process.stdout);
        await noteBackup(config.dataDir, source.nowMs);
        for (const line of describeBackup(summary)) context.complain(line);
        return EXIT.ok;
      }
      const file = await fileNamed(place, config, source.nowMs);
      const summary = await backupToFile(source, file);
      await noteBackup(config.dataDir, source.nowMs);
      context.print(`Wrote ${file}.`);
      for (const line of describeBackup(summary)) context.print(line);
      return EXIT.ok;
    } finally {
      await dataSource.destroy();
    }
  },
};

async function backupToFile(source: BackupSource, file: string): Promise<BackupSummary> {
  try {
    return await writeWhole(file, (draft) => takeBackup(source, createWriteStream(draft, { flags: 'r+' })));
  } catch (error) {
    throw writeFailureOf(error, file);
  }
}

/** Where the backup goes. A folder that is named as one is made. */
async function fileNamed(place: string, config: Pick<Config, 'dataDir'>, nowMs: number): Promise<string> {
  // A file of this name would be in the way of the backups of before upgrades, and so of the next version.
  const isNamedAsFolder = place.endsWith('/') || resolve(place) === backupFolderOf(config);
  if (isNamedAsFolder) await makeFolder(place);
  const isFolder =
    isNamedAsFolder ||
    (await stat(place).then(
      (found) => found.isDirectory(),
      () => false,
    ));
  return isFolder ? join(place, `chatku-${stampOf(nowMs)}.jsonl.gz`) : place;
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'ENOTDIR')
      throw new Refusal(`${folder} is no folder. Move the file of that name away.`);
    throw writeFailureOf(error, folder);
  }
}

function writeFailureOf(error: unknown, file: string): unknown {
  switch ((error as { code?: unknown }).code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new Refusal(`The disk is full; ${file} was not written. Free some space, or name a file on another disk.`);
    case 'ENOENT':
    case 'ENOTDIR':
      return new Refusal(`The folder of ${file} is not there. Make it first.`);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new Refusal(`${file} may not be written by this user.`);
    default:
      return error;
  }
}
