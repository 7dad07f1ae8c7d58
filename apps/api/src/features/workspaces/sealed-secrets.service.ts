import { createHash } from 'node:crypto';
import { openOlder, type SealedRows } from '../../platform/data-dir/sealed-rows.js';
import { RecoveryCodesRepository } from './recovery-codes.repository.js';
import { CODE_LABEL, olderKeyPlace, secretPlace } from './second-factor-places.js';
import { WorkspacesRepository } from './workspaces.repository.js';

const workspaces = new WorkspacesRepository();
const recoveryCodes = new RecoveryCodesRepository();

/** Secrets of authenticator apps. */
const appSecrets: SealedRows = {
  what: 'two-step secrets',
  anew: 'let their people in with a recovery code, to set up the second step anew',
  list: async (db, after, limit) => {
    const page = await workspaces.listTwoStepAfter(db, after, limit);
    return {
      last: page.length < limit ? null : (page.at(-1)?.id ?? null),
      rows: page.map(({ id, totpSecret }) => ({ sealed: totpSecret ?? '', place: secretPlace(id) })),
    };
  },
  reseal: async (tx, box, after, limit) => {
    const page = await workspaces.listTwoStepAfter(tx, after, limit);
    let resealed = 0;
    let unopened = 0;
    for (const { id, totpSecret } of page) {
      if (totpSecret === null) continue;
      const older = openOlder(box, totpSecret, secretPlace(id));
      if (older === 'unopened') unopened += 1;
      if (typeof older === 'string') continue;
      const again = box.seal(older.text, secretPlace(id));
      // Whoever turned it off or on again meanwhile has done so with the newest secret.
      if (await workspaces.replaceTotpSecret(tx, id, totpSecret, again)) resealed += 1;
    }
    return { last: page.length < limit ? null : (page.at(-1)?.id ?? null), resealed, unopened };
  },
};

/** What recovery codes of before are recognised by. */
const codeKeys: SealedRows = {
  what: 'keys of recovery codes',
  anew: 'let people who have a second step make new recovery codes',
  list: async (db) => {
    const all = await recoveryCodes.listOlderKeys(db);
    return { last: null, rows: all.map(({ id, sealed }) => ({ sealed, place: olderKeyPlace(id) })) };
  },
  reseal: async (tx, box) => {
    let resealed = 0;
    let unopened = 0;
    const known = await recoveryCodes.listOlderKeys(tx);
    for (const key of known) {
      const older = openOlder(box, key.sealed, olderKeyPlace(key.id));
      if (older === 'unopened') unopened += 1;
      if (typeof older === 'string') continue;
      const sealed = box.seal(older.text, olderKeyPlace(key.id));
      await recoveryCodes.putOlderKey(tx, { ...key, sealed });
      resealed += 1;
    }
    if (!(await recoveryCodes.isAnyLeft(tx))) return { last: null, resealed, unopened };
    for (const bytes of box.olderDigestKeys(CODE_LABEL)) {
      const id = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
      if (known.some((key) => key.id === id)) continue;
      const sealed = box.seal(bytes.toString('base64url'), olderKeyPlace(id));
      await recoveryCodes.putOlderKey(tx, { id, sealed, createdAtMs: tx.nowMs });
      resealed += 1;
    }
    return { last: null, resealed, unopened };
  },
};

export const sealedSecrets: readonly SealedRows[] = [appSecrets, codeKeys];
