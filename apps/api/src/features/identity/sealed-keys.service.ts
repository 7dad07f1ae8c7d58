import { openOlder, type SealedRows } from '../../platform/data-dir/sealed-rows.js';
import type { SecretBox } from '../../platform/data-dir/secret-box.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { IdentityRepository } from './identity.repository.js';
import { keyPlace } from './key-place.js';
import type { SpecialKey } from './special-key.entity.js';

const keys = new IdentityRepository();

/** Special keys, and the digest each is recognised by: made again too, since the text is at hand. */
export const sealedKeys: SealedRows = {
  what: 'special keys',
  anew: 'give the bots new special keys, and their websites with them',
  list: async (db, after, limit) => {
    const page = await keys.listKeysAfter(db, after, limit);
    return {
      last: page.length < limit ? null : (page.at(-1)?.id ?? null),
      rows: page.map((key) => ({ sealed: key.sealed, place: keyPlace(key) })),
    };
  },
  reseal: async (tx, box, after, limit) => {
    const page = await keys.listKeysAfter(tx, after, limit);
    let resealed = 0;
    let unopened = 0;
    for (const key of page) {
      const older = openOlder(box, key.sealed, keyPlace(key));
      if (older === 'unopened') unopened += 1;
      if (typeof older === 'string') continue;
      await keys.updateKey(tx, key.id, await sealedAgain(tx, box, key, older.text));
      resealed += 1;
    }
    return { last: page.length < limit ? null : (page.at(-1)?.id ?? null), resealed, unopened };
  },
};

async function sealedAgain(tx: Tx, box: SecretBox, key: SpecialKey, text: string): Promise<Partial<SpecialKey>> {
  const sealed = box.seal(text, keyPlace(key));
  const fingerprint = box.digest('special-key', text);
  // The same key, imported once more between the two secrets: one of the two rows must keep its older digest.
  const isTaken = (await keys.findKeyByFingerprint(tx, key.workspaceId, fingerprint)) !== null;
  return isTaken ? { sealed } : { sealed, fingerprint };
}
