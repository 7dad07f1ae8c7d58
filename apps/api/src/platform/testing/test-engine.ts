/** Where databases for tests may be made; set: the tests run on Postgres, else on SQLite. */
export const TEST_SERVER_URL = process.env['CHATKU_TEST_DATABASE_URL'] ?? '';

/** The engine that this run of the tests is on. */
export const testEngine: 'sqlite' | 'postgres' = TEST_SERVER_URL === '' ? 'sqlite' : 'postgres';
