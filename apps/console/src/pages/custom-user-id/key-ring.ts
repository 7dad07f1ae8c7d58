import type { KeyAct, SpecialKey } from '../../data/special-keys.js';

const RANK = { primary: 0, active: 1, retired: 2, compromised: 3 } as const;

/** Keys as a person looks for them: the primary, those that verify, then those that no longer do; the newest first. */
export const ringOrder = (keys: readonly SpecialKey[]): SpecialKey[] =>
  [...keys].sort((a, b) => RANK[a.state] - RANK[b.state] || (a.created_at < b.created_at ? 1 : -1));

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
