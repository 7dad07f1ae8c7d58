import { type Command, EXIT } from '../platform/commands/command.js';
import { DataDir } from '../platform/data-dir/data-dir.js';
import { openWriter, writerOptions } from '../platform/database/data-sources.js';

/** `migrate`: brings the database to this version and stops. (`serve` does it too; this is for careful upgrades.) */
export const migrateCommand: Command = {
  name: 'migrate',
  usage: '',
  summary: 'Bring the database to the schema of this version, without serving.',
  run: async ({ config, print }) => {
    const dataDir = await DataDir.open(config);
    try {
      // No entities: the migrations alone say what the schema is.
      const dataSource = await openWriter(writerOptions(dataDir.databaseFile, []));
      await dataSource.destroy();
    } finally {
      await dataDir.release();
    }
    print(`The database in ${config.dataDir} is up to date.`);
    return EXIT.ok;
  },
};
