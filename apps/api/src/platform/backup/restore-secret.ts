import { rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  fingerprintOf,
  readRing,
  ringOfText,
  type SecretSettings,
  secretFileOf,
  writeFingerprints,
  writeRing,
} from '../data-dir/at-rest-secret.js';
import { SecretBox, type SecretRing } from '../data-dir/secret-box.js';
import type { KnownSecret } from '../database/key-check.js';
import { Refusal } from '../errors/refusal.js';
import type { BackupHead } from './backup-format.js';
import { checkValue } from './check-backup.js';

/** Where the secret comes from that opens what a restored database holds sealed. */
export type SecretSource = 'backup' | 'settings' | 'folder' | 'missing';

/** How the secret of a restored folder will be. Decided before anything is touched. */
export interface SecretPlan {
  readonly source: SecretSource;
  /** What to write as the file `secret`; null leaves what is there. */
  readonly ring: SecretRing | null;
  /** The folder's own secret opens nothing of the backup and is moved aside. */
  readonly movesOld: boolean;
}

/**
 * Which secret a restored folder will have.
 *
 * @throws {Refusal} the settings name a secret that does not open the backup, or the folder holds another one that only `force`
 *   may move away.
 */
export async function planSecret(
  folder: string,
  settings: SecretSettings,
  head: BackupHead,
  force: boolean,
): Promise<SecretPlan> {
  const needed = head.secret_fingerprints;
  const opens = (ring: SecretRing): boolean => {
    const held = new Set([ring.current, ...ring.previous].map(fingerprintOf));
    return needed.every((one) => held.has(one));
  };
  const found = await readRing(folder, settings);
  if (settings.atRestSecret !== null) {
    if (found !== null && opens(found)) return { source: 'settings', ring: null, movesOld: false };
    throw new Refusal(
      `CHATKU_SECRET does not open this backup, which was sealed with the secret ${needed.map(checkValue).join(' and ')}. Set that one, or unset CHATKU_SECRET if ${head.secret === undefined ? 'it is kept in a file' : 'the one in the backup is to be used'}.`,
    );
  }
  if (found !== null && opens(found)) return { source: 'folder', ring: null, movesOld: false };
  if (found !== null && !force) {
    throw new Refusal(
      `The folder has a secret that does not open this backup, which was sealed with ${needed.map(checkValue).join(' and ')}. Put the right file ${secretFileOf(folder)} there, or say --force to move the old one aside.`,
    );
  }
  const ring = head.secret === undefined ? null : ringOfText(head.secret, 'secret of the backup');
  return { source: ring === null ? 'missing' : 'backup', ring, movesOld: found !== null };
}

/** Which secret the nodes of a restored Postgres are to have. @param folder before `placeSecret`. */
export async function secretOfRows(
  folder: string,
  settings: SecretSettings,
  plan: SecretPlan,
  head: BackupHead,
): Promise<KnownSecret> {
  if (plan.ring !== null) return { box: new SecretBox(plan.ring) };
  const fingerprint = head.secret_fingerprints.at(-1);
  // Made by somebody without the secret: only what the nodes of the database wrote themselves says anything.
  if (fingerprint === undefined) return { keeps: head.engine === 'postgres' };
  const ring = plan.source === 'missing' ? null : await readRing(folder, settings);
  return ring === null ? { fingerprint } : { box: new SecretBox(ring) };
}

/** Does what was planned. The check values stay in any case: without the right secret the server then says so and does not start. */
export async function placeSecret(
  folder: string,
  plan: SecretPlan,
  head: BackupHead,
  aside: string | null,
): Promise<void> {
  const file = secretFileOf(folder);
  if (plan.movesOld && aside !== null) await rename(file, join(aside, basename(file)));
  if (plan.ring !== null) await writeRing(folder, plan.ring);
  if (head.secret_fingerprints.length > 0) await writeFingerprints(folder, head.secret_fingerprints);
}
