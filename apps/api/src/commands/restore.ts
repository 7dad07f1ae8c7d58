import { checkBackup, checkValue, describeBackup } from '../platform/backup/check-backup.js';
import { type Restored, restoreBackup } from '../platform/backup/restore-backup.js';
import type { SecretSource } from '../platform/backup/restore-secret.js';
import { SystemClock } from '../platform/clock/clock.js';
import { type Command, type CommandContext, EXIT } from '../platform/commands/command.js';
import type { Feature } from '../platform/feature.js';

/** `restore`: puts a backup into an empty data folder. */
export function restoreCommand(features: readonly Feature[]): Command {
  return {
    name: 'restore',
    usage: 'FILE [--check] [--force]',
    options: ['--check', '--force'],
    summary: 'Put a backup into an empty data folder. Stop the server first.',
    help: [
      'The file is read to its end and held against its checksum before anything is touched.',
      'A backup of an older version is brought to the schema of this one. One of a newer version is refused.',
      '--check   only reads the file and says what is in it.',
      '--force   moves a database that is there into a folder beside it (replaced-...), and deletes nothing.',
    ],
    run: async (context) => {
      const { args, config, options, logger } = context;
      const [file = ''] = args;
      if (options.has('--check')) {
        const checked = await checkBackup(file);
        context.print(`${file} is whole.`);
        for (const line of describeBackup(checked)) context.print(line);
        return EXIT.ok;
      }
      const clock = new SystemClock();
      const restored = await restoreBackup({ file, config, features, force: options.has('--force'), clock, logger });
      tell(restored, context);
      return EXIT.ok;
    },
  };
}

const SECRETS: Readonly<Record<SecretSource, string>> = {
  backup: 'The at-rest secret came with the backup and is in the folder now.',
  settings: 'CHATKU_SECRET is the secret the backup was sealed with.',
  folder: 'The secret in the folder is the one the backup was sealed with.',
  missing: '',
};

function tell(
  { backup, secret, aside, migrated, leftOut }: Restored,
  { config, print, complain }: CommandContext,
): void {
  for (const line of describeBackup(backup)) print(line);
  if (aside !== null) print(`What was there before is in ${aside}.`);
  if (migrated.length > 0) print(`Brought to this version: ${migrated.join(', ')}.`);
  if (leftOut.length > 0) print(`Left out, since this engine has no use for it: ${leftOut.join(', ')}.`);
  print(`Restored into ${config.dataDir}.`);
  if (secret !== 'missing') {
    print(SECRETS[secret]);
    return;
  }
  const needed = backup.head.secret_fingerprints.map(checkValue).join(' and ');
  complain(
    `The at-rest secret is missing: the one with the check value ${needed}. Put the file "secret" into ${config.dataDir}, or set CHATKU_SECRET, as it was where the backup was made. The server does not start before.`,
  );
}
