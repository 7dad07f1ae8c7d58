import { type Finding, ok, warn } from './finding.js';

const DAY_MS = 24 * 3_600_000;
const OLD_DAYS = 7;

/** @param lastAtMs when `backup` was last run on this data folder; null: never */
export function judgeBackup(lastAtMs: number | null, nowMs: number): Finding {
  const fix =
    'Run "chatku backup" each night (docs/self-hosting.md has a timer), and keep what it writes on another machine.';
  if (lastAtMs === null) {
    return warn('backup', 'backup_none', 'No backup has been made here with "chatku backup".', fix);
  }
  const days = Math.floor((nowMs - lastAtMs) / DAY_MS);
  const says = `The last one was made ${new Date(lastAtMs).toISOString()}.`;
  return days >= OLD_DAYS ? warn('backup', 'backup_old', says, fix) : ok('backup', says);
}
