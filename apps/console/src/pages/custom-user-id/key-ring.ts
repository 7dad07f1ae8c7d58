import type { KeyAct, SpecialKey } from '../../data/special-keys.js';

/** How long a key must have been silent before it is called safe to retire. */
export const SILENT_MS = 7 * 24 * 3_600_000;
/** A key that never verified anything is not called so on its first day: it may be on its way into a backend. */
const FIRST_DAY_MS = 24 * 3_600_000;

const RANK = { primary: 0, active: 1, retired: 2, compromised: 3 } as const;

/** Keys as a person looks for them: the primary, those that verify, then those that no longer do; the newest first. */
export const ringOrder = (keys: readonly SpecialKey[]): SpecialKey[] =>
  [...keys].sort((a, b) => RANK[a.state] - RANK[b.state] || (a.created_at < b.created_at ? 1 : -1));

/** May a key be retired without refusing anybody, as far as can be seen? Never said of the primary key. */
export const isSafeToRetire = (key: SpecialKey, now: number): boolean => {
  if (key.state !== 'active') return false;
  if (key.last_verified_at === null) return now - Date.parse(key.created_at) > FIRST_DAY_MS;
  return now - Date.parse(key.last_verified_at) > SILENT_MS;
};

/** Is there still time to take the retiring back? */
export const mayUndo = (key: SpecialKey, now: number): boolean =>
  key.state === 'retired' && key.undo_until !== null && Date.parse(key.undo_until) > now;

/** What can be done with a key, undoing aside. The primary is replaced before it is retired. */
export const actsOn = (key: SpecialKey): readonly (KeyAct | 'reveal')[] => {
  switch (key.state) {
    case 'primary':
      return ['reveal', 'compromise'];
    case 'active':
      return ['reveal', 'primary', 'retire', 'compromise'];
    case 'retired':
      return ['compromise'];
    case 'compromised':
      return [];
  }
};
