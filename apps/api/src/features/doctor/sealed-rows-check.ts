import { countUnopened, type SealedRows } from '../../platform/data-dir/sealed-rows.js';
import type { SecretBox } from '../../platform/data-dir/secret-box.js';
import type { Db } from '../../platform/database/db.js';
import { identityFeature } from '../identity/index.js';
import { mailFeature } from '../mail/index.js';
import { workspacesFeature } from '../workspaces/index.js';
import { type Finding, fail, ok } from './finding.js';

/** The features that keep something sealed. A test holds this against all features. */
export const SEALING_FEATURES = [identityFeature, workspacesFeature, mailFeature];

/** Whether all that is sealed opens with the secrets at hand. @param fromSettings the secret is CHATKU_SECRET, and no file. */
export async function checkSealedRows(db: Db, box: SecretBox, fromSettings: boolean): Promise<Finding> {
  const shut: { kind: SealedRows; count: number }[] = [];
  for (const kind of SEALING_FEATURES.flatMap(({ sealed }) => sealed ?? [])) {
    const count = await countUnopened(db, box, kind);
    if (count > 0) shut.push({ kind, count });
  }
  if (shut.length === 0) return ok('sealed rows', 'All that is sealed opens.');
  const back = fromSettings
    ? 'set it as CHATKU_SECRET_PREVIOUS, restart every node'
    : 'add it as the second line of the file "secret"';
  return fail(
    'sealed rows',
    'sealed_unopened',
    `Sealed with a secret that is not here: ${shut.map(({ kind, count }) => `${count} ${kind.what}`).join(', ')}.`,
    `If you still have that secret, ${back}, and run "chatku rotate-secret". Else ${shut.map(({ kind }) => kind.anew).join('; ')}.`,
  );
}
