import type { IdentityLogEntry } from '../../data/special-keys.js';

/** Rows known and rows that came, each once, newest first. A row that came replaces the one known: its count may have grown. */
export const mergeLog = (
  known: readonly IdentityLogEntry[],
  came: readonly IdentityLogEntry[],
): readonly IdentityLogEntry[] => {
  const rows = new Map(known.map((row) => [row.id, row]));
  for (const row of came) rows.set(row.id, row);
  return [...rows.values()].sort((a, b) => (a.at === b.at ? (a.id < b.id ? 1 : -1) : a.at < b.at ? 1 : -1));
};
