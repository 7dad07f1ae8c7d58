import type { Db } from '../database/db.js';
import { engineOf } from '../database/dialect.js';

/** The names of all tables, for tests that look at everything there is. */
export async function tableNames(db: Db): Promise<string[]> {
  const rows: { name: string }[] = await db.manager.query(
    engineOf(db) === 'sqlite'
      ? "SELECT name FROM sqlite_master WHERE type = 'table'"
      : 'SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()',
  );
  return rows.map(({ name }) => name).sort();
}

/** Makes a table refuse every statement of one kind until `letAgain`. */
export async function refuse(db: Db, table: string, kind: 'insert' | 'delete', why: string): Promise<void> {
  if (engineOf(db) === 'sqlite') {
    await db.manager.query(
      `create trigger refused before ${kind} on ${table} begin select raise(abort, '${why}'); end`,
    );
    return;
  }
  await db.manager.query(
    `create or replace function refused() returns trigger language plpgsql as $$ begin raise exception '${why}'; end $$`,
  );
  await db.manager.query(`create trigger refused before ${kind} on ${table} for each row execute function refused()`);
}

/** Ends what `refuse` began. */
export async function letAgain(db: Db, table: string): Promise<void> {
  await db.manager.query(engineOf(db) === 'sqlite' ? 'drop trigger refused' : `drop trigger refused on ${table}`);
}
