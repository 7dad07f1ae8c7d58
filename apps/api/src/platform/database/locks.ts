import { createHash } from 'node:crypto';
import type { Db } from './db.js';
import { engineOf } from './dialect.js';
import { hotStatement } from './prepared-statements.js';

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
  return lock(tx, [], names);
}

/** Keeps those out who want it alone; others may hold it together with this unit. */
export function lockTogether(tx: Db, ...names: readonly LockName[]): Promise<boolean> {
  return lock(tx, names, []);
}

/** Both in one trip, the first before the second. */
export function lockBoth(tx: Db, together: readonly LockName[], alone: readonly LockName[]): Promise<boolean> {
  return lock(tx, together, alone);
}

/** Counted, so that one row comes back and not one for each lock; they are taken in the order given. */
const LOCK = hotStatement(`SELECT count(l.held) AS held FROM (
  SELECT CASE WHEN k.alone THEN pg_advisory_xact_lock(k.key) ELSE pg_advisory_xact_lock_shared(k.key) END AS held
  FROM unnest($1::bigint[], $2::boolean[]) WITH ORDINALITY AS k(key, alone, at) ORDER BY k.at OFFSET 0) AS l`);

/** A statement of its own: one that waited sees what was there before it waited, so what is read with it would be too old. */
async function lock(tx: Db, together: readonly LockName[], alone: readonly LockName[]): Promise<boolean> {
  if (together.length + alone.length === 0 || !runsBesideOthers(tx)) return false;
  const [shared, own] = [keysOf(together), keysOf(alone)];
  await tx.manager.query(LOCK, [
    [...shared, ...own],
    [...shared.map(() => false), ...own.map(() => true)],
  ]);
  return true;
}

/** In one order for everybody, so that two units that want the same two wait for each other in one direction only. */
function keysOf(names: readonly LockName[]): string[] {
  return [...new Set(names.map(keyOf))].sort((a, b) => (a < b ? -1 : 1)).map(String);
}

/** 64 bits of a hash: two names that share them by chance would only wait for each other. */
function keyOf(name: LockName): bigint {
  return createHash('sha256').update(JSON.stringify(name)).digest().readBigInt64BE();
}
