import type pg from 'pg';
import type { StructuredResult } from './prepared-statements.js';

/** By text. The texts are constants of this program, so there are as few names as there are hot statements. */
const names = new Map<string, string>();

function nameOf(sql: string): string {
  const name = names.get(sql) ?? `chatku_${names.size}`;
  names.set(sql, name);
  return name;
}

/**
 * Asks Postgres a hot statement under a name of its own: a connection parses it once, and plans it once it has seen that all
 * plans of it are alike. Around TypeORM, whose runner knows no names.
 *
 * @throws the engine's own error.
 */
export async function queryNamed(
  client: pg.ClientBase,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<StructuredResult> {
  const { rows, rowCount } = await client.query<object>({ name: nameOf(sql), text: sql, values: [...parameters] });
  return { raw: rows, records: rows, affected: rowCount ?? undefined };
}
