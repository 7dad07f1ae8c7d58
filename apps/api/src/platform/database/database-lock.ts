import pg from 'pg';
import { databaseRefusalOf } from './database-refusal.js';
import { postgresReaderOptions } from './postgres.js';

/**
 * Takes a lock that goes for all nodes on the database, on a connection of its own: however the process ends, the lock goes with it.
 *
 * @param key a whole number of 64 bits that stands for what is locked.
 * @returns null where somebody else has it.
 * @throws {DatabaseRefusal} the database cannot be reached, in plain words.
 */
export async function lockDatabase(address: string, key: number): Promise<{ release(): Promise<void> } | null> {
  const { url, connectTimeoutMS } = postgresReaderOptions(address, []);
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: connectTimeoutMS,
    keepAlive: true,
  });
  // A connection that breaks is told by the statements of whoever holds the lock.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [key]);
    if (rows[0]?.taken === true) return { release: () => client.end() };
  } catch (error) {
    await client.end();
    throw databaseRefusalOf(error);
  }
  await client.end();
  return null;
}
