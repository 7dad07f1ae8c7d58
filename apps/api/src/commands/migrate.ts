import { type SchemaState, schemaState, upgradeSchema } from '../platform/backup/upgrade.js';
import { type Command, type CommandContext, EXIT } from '../platform/commands/command.js';
import { DataDir } from '../platform/data-dir/data-dir.js';

/** `migrate`: brings the database to this version and stops. (`serve` does it too; this is for careful upgrades.) */
export const migrateCommand: Command = {
  name: 'migrate',
  usage: '[--dry-run] [--no-backup]',
  options: ['--dry-run', '--no-backup'],
  summary: 'Bring the database to the schema of this version, without serving. Stop the server first.',
  help: [
    'All pending migrations run in one transaction, after a backup into the data folder (backups/before-upgrade-...; three are kept).',
    'They go forward only: to go back, restore the backup with the older version.',
    '--dry-run     says what would run, with its SQL, and changes nothing. The server may run.',
    '--no-backup   leaves the backup out, for those who have made one.',
  ],
  run: async (context) => {
    const { config, options, print } = context;
    if (options.has('--dry-run')) return tellPending(await schemaState(config), context);
    const dataDir = await DataDir.open(config);
    try {
      const { ran, backup } = await upgradeSchema(config, {
        nowMs: Date.now(),
        backsUp: !options.has('--no-backup'),
        dataDir,
      });
      if (backup !== null) print(`Backup of before: ${backup}`);
      for (const name of ran) print(`Ran ${name}.`);
    } finally {
      await dataDir.release();
    }
    print(`The database ${config.database ?? `in ${config.dataDir}`} is up to date.`);
    return EXIT.ok;
  },
};

function tellPending({ isNew, pending }: SchemaState, { config, print }: CommandContext): number {
  const place = config.database ?? `in ${config.dataDir}`;
  if (pending.length === 0) {
    print(`The database ${place} is up to date.`);
    return EXIT.ok;
  }
  print(
    isNew
      ? `There is no database ${place} yet. ${pending.length} migrations would make it:`
      : `${pending.length} migrations would run on the database ${place}, after a backup:`,
  );
  for (const { name, statements } of pending) {
    print(`\n-- ${name}`);
    for (const statement of statements) print(statement);
  }
  return EXIT.ok;
}
