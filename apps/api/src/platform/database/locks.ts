import { createHash } from 'node:crypto';
import type { Db } from './db.js';
import { engineOf } from './dialect.js';

/**
 * What can be held. Whoever reads rows in order to write what follows from them holds what they belong to first, so that
 * nobody changes them in between:
 *
 * - `contact`: a contact's conversations, flow, fields, tags, links and sessions. By its id.
 * - `user`: whether there is a contact of this name. By the bot's id and the custom user id.
 * - `page`: what a page shows. By the bot's id and the hash of the page's secret.
 * - `group`: a browser's pages together. By its id.
 * - `bot`: keys, policy, fields, flows, API keys and settings of a bot. By its id.
 * - `workspace`: members and invitations. By its id.
 * - `staff`: what somebody signs in with. By the user's id.
 * - `installation`: what there is one of.
 * - `error`: an entry of the error log. By the bot's id and the digest of its place.
 * - `websites`: where a bot was seen. By the bot's id.
 * - `log`: the end of a workspace's event log. By the workspace's id.
 *
 * Taken in this order where one unit takes several: page, user, group, bot, workspace, staff, contact; `error` and then `log` at the very end.
 */
export type LockKind =
  | 'contact'
  | 'user'
  | 'page'
  | 'group'
  | 'bot'
  | 'workspace'
  | 'staff'
  | 'installation'
  | 'websites'
  | 'error'
  | 'log';

/** What is held: its kind and the ids that name it. */
export type LockName = readonly [kind: LockKind, ...ids: string[]];

/** Whether other units of work run while this one does: not on SQLite, where what a unit reads stays as it is. */
export function runsBesideOthers(tx: Db): boolean {
  return engineOf(tx) !== 'sqlite';
}

/**
 * Keeps all others out of what is named until the unit ends; waits for whoever holds it now. Read what you decide by after
 * this, not before.
 *
 * @returns whether there was anything to wait for at all: on SQLite units run one after another, and nothing is done.
 */
export function lockAlone(tx: Db, ...names: readonly LockName[]): Promise<boolean> {
  return lock(tx, 'pg_advisory_xact_lock', names);
}

/** Keeps those out who want it alone; others may hold it together with this unit. */
export function lockTogether(tx: Db, ...names: readonly LockName[]): Promise<boolean> {
  return lock(tx, 'pg_advisory_xact_lock_shared', names);
}

async function lock(tx: Db, how: string, names: readonly LockName[]): Promise<boolean> {
  if (names.length === 0 || !runsBesideOthers(tx)) return false;
  // In one order for everybody, so that two units that want the same two wait for each other in one direction only.
  const keys = [...new Set(names.map(keyOf))].sort((a, b) => (a < b ? -1 : 1)).map(String);
  await tx.manager.query(`SELECT ${how}(key) FROM unnest($1::bigint[]) WITH ORDINALITY AS k(key, at) ORDER BY at`, [
    keys,
  ]);
  return true;
}

/** 64 bits of a hash: two names that share them by chance would only wait for each other. */
function keyOf(name: LockName): bigint {
  return createHash('sha256').update(JSON.stringify(name)).digest().readBigInt64BE();
}
