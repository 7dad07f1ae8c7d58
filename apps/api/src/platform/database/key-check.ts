import type { DataDir } from '../data-dir/data-dir.js';
import type { SecretBox } from '../data-dir/secret-box.js';
import type { Tx } from '../unit-of-work/tx.js';
import { DatabaseRefusal } from './database-refusal.js';

const ROW = 'at-rest-secret';
const LABEL = 'database.key-check';

/** Before a check value, where a restore knew the secret by nothing else. */
const BY_FINGERPRINT = 'fingerprint:';

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
  const [current = '', ...older] = secret.secretBox.digests(LABEL, ROW);
  await tx.manager.query('INSERT INTO "key_check" ("id", "digest") VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    ROW,
    current,
  ]);
  const [row]: Array<{ digest: string }> = await tx.manager.query('SELECT "digest" FROM "key_check" WHERE "id" = $1', [
    ROW,
  ]);
  const known = row?.digest ?? '';
  if (known === current) return;
  const isRestored = secret.secretBox.fingerprints().some((one) => known === `${BY_FINGERPRINT}${one}`);
  if (older.includes(known) || isRestored) {
    await tx.manager.query('UPDATE "key_check" SET "digest" = $2 WHERE "id" = $1', [ROW, current]);
    return;
  }
  await secret.forgetNewSecret();
  throw new DatabaseRefusal(
    'This node has another secret than the database was filled with, so it could read no special key of it. Set CHATKU_SECRET to the same value on every node, or copy the file `secret` of the first node’s data folder into this one’s.',
  );
}

/** What a restore knows of the secret that opens the rows: the secret itself, its check value, or nothing. */
export type KnownSecret =
  | { readonly box: SecretBox }
  | { readonly fingerprint: string }
  /** The backup says nothing of it; `keeps` what its rows say, where they come from a database that was asked by its nodes. */
  | { readonly keeps: boolean };

/**
 * Says anew which secret a restored database was filled with: the backup's own row is of the node that wrote it, and is old or missing where
 * the backup was made on SQLite.
 */
export async function noteSecretOfRestored(tx: Tx, known: KnownSecret): Promise<void> {
  if ('keeps' in known && known.keeps) return;
  await tx.manager.query('DELETE FROM "key_check" WHERE "id" = $1', [ROW]);
  if ('keeps' in known) return;
  const digest = 'box' in known ? known.box.digest(LABEL, ROW) : `${BY_FINGERPRINT}${known.fingerprint}`;
  await tx.manager.query('INSERT INTO "key_check" ("id", "digest") VALUES ($1, $2)', [ROW, digest]);
}
