import type { Dictionary } from '../../locale/dictionary.js';

/** What a system message tells, by its key; a key that is newer than this console is shown as it came. */
export const systemLine = (key: string, t: Dictionary): string => {
  const lines: Readonly<Record<string, string>> = t.system;
  return Object.hasOwn(lines, key) ? (lines[key] ?? key) : key;
};
