/*
 * Test files that are about one engine. Everything else holds on both, and runs on both.
 */

/** Not run on Postgres, and why. */
export const SQLITE_ONLY: Readonly<Record<string, string>> = {
  'src/platform/unit-of-work/durability.db.test.ts': "what becomes of SQLite's own file: full, locked, killed",
  'src/platform/unit-of-work/group-message-lane.db.test.ts': 'the order in which the one gate lets turns in',
  'src/platform/data-dir/data-dir.db.test.ts': 'the lock of the data folder, which Postgres does not need',
  'src/platform/database/migrations.db.test.ts': "SQLite's own options and how its file is opened",
  'src/commands/process.db.test.ts': 'the data folder of a process that is started and killed',
};

/** Not run on SQLite, and why. */
export const POSTGRES_ONLY: Readonly<Record<string, string>> = {
  'src/platform/unit-of-work/postgres-unit-of-work.db.test.ts': 'units of work beside each other',
  'src/laws/several-nodes.db.test.ts': 'several processes over one database',
  'src/platform/database/postgres.db.test.ts': 'how a Postgres database is opened, migrated and refused',
  'src/laws/two-nodes-at-once.db.test.ts': 'two nodes asked for the same at once, over one database',
  'src/laws/database-away.db.test.ts': 'a database server that goes away and comes back',
};
