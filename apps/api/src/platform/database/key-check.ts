import type { DataDir } from '../data-dir/data-dir.js';
import type { Tx } from '../unit-of-work/tx.js';
import { DatabaseRefusal } from './database-refusal.js';

const ROW = 'at-rest-secret';

/**
 * Notices a node that has another secret than the database was filled with, before it seals anything with it. The first node
 * of a new database writes what the others are held against; a node that has a newer secret beside the known one writes the
 * newer one's.
 *
 * @throws {DatabaseRefusal} this node's secret is another one.
 */
export async function requireSecretOfDatabase(
  tx: Tx,
  secret: Pick<DataDir, 'secretBox' | 'forgetNewSecret'>,
): Promise<void> {
  const [current = '', ...older] = secret.secretBox.digests('database.key-check', ROW);
  await tx.manager.query('INSERT INTO "key_check" ("id", "digest") VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    ROW,
    current,
  ]);
  const [row]: Array<{ digest: string }> = await tx.manager.query('SELECT "digest" FROM "key_check" WHERE "id" = $1', [
    ROW,
  ]);
  const known = row?.digest ?? '';
  if (known === current) return;
  if (older.includes(known)) {
    await tx.manager.query('UPDATE "key_check" SET "digest" = $2 WHERE "id" = $1', [ROW, current]);
    return;
  }
  await secret.forgetNewSecret();
  throw new DatabaseRefusal(
    'This node has another secret than the database was filled with, so it could read no special key of it. Set CHATKU_SECRET to the same value on every node, or copy the file `secret` of the first node’s data folder into this one’s.',
  );
}
