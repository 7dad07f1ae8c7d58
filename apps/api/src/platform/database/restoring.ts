import type { DataSource } from 'typeorm';
import { DatabaseRefusal } from './database-refusal.js';

/** A table without columns, there from the first step of a restore into Postgres to its last: until it is gone, nothing else is to be relied on. */
export const RESTORING_TABLE = 'chatku_restoring';

/** Whether a restore has begun in this database and has not ended. */
export async function isRestoring(queries: Pick<DataSource, 'query'>): Promise<boolean> {
  const found: unknown[] = await queries.query(
    'SELECT 1 AS one FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1',
    [RESTORING_TABLE],
  );
  return found.length > 0;
}

/** A restore into the database is under way or was killed. */
export class HalfRestored extends DatabaseRefusal {}

/** @throws {HalfRestored} a restore is under way or was killed. */
export async function requireNotRestoring(queries: Pick<DataSource, 'query'>): Promise<void> {
  if (!(await isRestoring(queries))) return;
  throw new HalfRestored(
    'A restore into the database of DATABASE_URL has not ended, and only a part of it is there. If it was stopped, run "chatku restore FILE" again: it removes what the last one left and begins anew.',
  );
}
