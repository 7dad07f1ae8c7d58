import type pg from 'pg';
import { databaseRefusalOf } from './database-refusal.js';
import { postgresReaderOptions } from './postgres.js';

/** A lock that goes for all nodes on a database. */
export interface DatabaseLock {
  release(): Promise<void>;
}

/**
 * Takes a lock that goes for all nodes on the database, on a connection of its own: however the process ends, the lock goes with it.
 *
 * @param key a whole number of 64 bits that stands for what is locked.
 * @returns null where somebody else has it.
 * @throws {DatabaseRefusal} the database cannot be reached, in plain words.
 */
export function lockDatabase(address: string, key: number): Promise<DatabaseLock | null> {
  return onConnection(address, async (client) => {
    const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [key]);
    if (rows[0]?.taken === true) return lockOf(client);
    await client.end();
    return null;
  });
}

/**
 * The same, and waits for whoever has it, however long that takes.
 *
 * @throws {DatabaseRefusal} the database cannot be reached, in plain words.
 */
export function waitForDatabaseLock(address: string, key: number): Promise<DatabaseLock> {
  return onConnection(address, async (client) => {
    // The database or its user may have limits of their own.
    await client.query('SET statement_timeout = 0');
    await client.query('SET lock_timeout = 0');
    await client.query('SELECT pg_advisory_lock($1)', [key]);
    return lockOf(client);
  });
}

const lockOf = (client: pg.Client): DatabaseLock => ({ release: () => client.end() });

async function onConnection<T>(address: string, take: (client: pg.Client) => Promise<T>): Promise<T> {
  const { url, connectTimeoutMS } = postgresReaderOptions(address, []);
  const { default: driver } = await import('pg');
  const client = new driver.Client({
    connectionString: url,
    connectionTimeoutMillis: connectTimeoutMS,
    keepAlive: true,
  });
  // A connection that breaks is told by the statements of whoever holds the lock.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await take(client);
  } catch (error) {
    await client.end();
    throw databaseRefusalOf(error);
  }
}
