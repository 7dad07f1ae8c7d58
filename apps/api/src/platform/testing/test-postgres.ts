import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { openPostgresWriter, postgresWriterOptions } from '../database/postgres.js';
import { TEST_SERVER_URL, testEngine } from './test-engine.js';

export { testEngine };

/** Databases of one run begin with this name, so that whatever a killed worker left is removed at the end of the run. */
const prefixOf = (run: string): string => `chatku_test_${run}_`;
const prefix = (): string => prefixOf(process.env['CHATKU_TEST_RUN'] ?? String(process.pid));

/** A database of a test's own. */
export interface TestPostgres {
  readonly url: string;
  remove(): Promise<void>;
}

/** An empty one, ordered by bytes unless told. */
export function emptyPostgres(
  locale = "LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C'",
  encoding = 'UTF8',
): Promise<TestPostgres> {
  return make(`TEMPLATE template0 ENCODING '${encoding}' ${locale}`);
}

/** One with the schema of this version, copied from a template that the first caller of a run makes. */
export async function migratedPostgres(): Promise<TestPostgres> {
  const template = `${prefix()}template`;
  await onServer(async (client) => {
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [template]);
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [template]);
    if (rowCount === 1) return;
    const draft = await emptyPostgres();
    await (await openPostgresWriter(postgresWriterOptions(draft.url, []))).destroy();
    await client.query(`ALTER DATABASE "${nameIn(draft.url)}" RENAME TO "${template}"`);
  });
  return make(`TEMPLATE "${template}"`);
}

async function make(how: string): Promise<TestPostgres> {
  const name = `${prefix()}${randomBytes(6).toString('hex')}`;
  await onServer((client) => client.query(`CREATE DATABASE "${name}" ${how}`));
  const url = new URL(TEST_SERVER_URL);
  url.pathname = `/${name}`;
  return { url: url.href, remove: () => onServer((client) => drop(client, name)) };
}

/** Removes all databases of a run. */
export async function removeTestDatabases(run: string): Promise<void> {
  if (testEngine === 'sqlite') return;
  await onServer(async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      'SELECT datname FROM pg_database WHERE starts_with(datname, $1)',
      [prefixOf(run)],
    );
    for (const { datname } of rows) await drop(client, datname);
  });
}

async function drop(client: pg.Client, name: string): Promise<void> {
  await client.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
}

const nameIn = (url: string): string => new URL(url).pathname.slice(1);

async function onServer<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: TEST_SERVER_URL });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
