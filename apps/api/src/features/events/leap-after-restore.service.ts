import type { Tx } from '../../platform/unit-of-work/tx.js';
import { EventsRepository } from './events.repository.js';

/** More events than can have happened between a backup and its restoring. */
const LOST_EVENTS_MAX = 1_000_000;

/**
 * Cursors of the time after a backup must not mean events of the time after its restoring: the log goes on beyond all of them, and whoever
 * holds one finds it before the log's beginning and fetches anew.
 */
export async function leapAfterRestore(tx: Tx): Promise<void> {
  await new EventsRepository().leapAhead(tx, LOST_EVENTS_MAX);
}
