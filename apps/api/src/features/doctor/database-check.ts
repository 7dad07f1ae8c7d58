import type { Inspection } from '../../platform/database/inspection.js';
import { inGigabytes } from './data-folder-checks.js';
import { type Finding, fail, ok, warn } from './finding.js';

/** The server keeps the log below 64 MiB; twice that means that somebody holds it open. */
const WAL_LARGE_BYTES = 128 * 1024 ** 2;

/** What an inspection means. */
export function judgeDatabase(inspection: Inspection): Finding {
  const { damage, pending, unknown, sizeBytes, walBytes } = inspection;
  if (damage.length > 0) {
    return fail(
      'database',
      'database_damaged',
      `The database is damaged: ${damage[0]}.`,
      'Stop the server, keep a copy of the folder, and restore the last backup. Then look for the reason: disk, memory, a network file system.',
    );
  }
  if (unknown.length > 0) {
    return fail(
      'database',
      'database_newer',
      `The database was used by a newer version (${unknown.length} migrations are unknown here).`,
      'Install that version again, or restore the backup from before the upgrade.',
    );
  }
  if (pending.length > 0) {
    return warn(
      'database',
      'migrations_pending',
      `${pending.length} migrations have not run yet.`,
      'Restart the server: it runs them at its start.',
    );
  }
  if (walBytes > WAL_LARGE_BYTES) {
    return warn(
      'database',
      'wal_large',
      `The write-ahead log has grown to ${inGigabytes(walBytes)}.`,
      'Something keeps the database open for long: a backup tool, a forgotten sqlite3 shell. End it.',
    );
  }
  return ok('database', `Sound and up to date, ${inGigabytes(sizeBytes + walBytes)}.`);
}
