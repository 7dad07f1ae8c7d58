import type { Role } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { In, LessThanOrEqual, MoreThan, Not } from 'typeorm';
import type { Db } from '../../platform/database/db.js';
import { engineOf } from '../../platform/database/dialect.js';
import { readTogether } from '../../platform/database/read-together.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { SignInLink, StaffSession } from './staff-session.entity.js';
import type { StaffUser } from './staff-user.entity.js';

/** What says of a session whether it stands, and what its member may hear. */
export interface SessionStanding {
  readonly session: Pick<StaffSession, 'id' | 'expiresAtMs'>;
  readonly user: Pick<StaffUser, 'role' | 'workspaceId' | 'deactivatedAtMs'>;
}

const STANDING = 's.id, s.expires_at_ms, u.role, u.workspace_id, u.deactivated_at_ms';
/** One value for all, since it is asked of a thousand at each event. The joins are such that each id is looked up, as in `findAll`. */
const STANDINGS = {
  sqlite: `SELECT json_group_array(json_array(${STANDING}))
    FROM json_each(?) AS j CROSS JOIN staff_session AS s CROSS JOIN staff_user AS u
    WHERE s.id = j.value AND u.id = s.user_id`,
  postgres: `SELECT coalesce(json_agg(json_build_array(${STANDING})), '[]')::text
    FROM jsonb_array_elements_text($1::jsonb) AS j(id)
    CROSS JOIN LATERAL (SELECT * FROM staff_session WHERE id = j.id OFFSET 0) AS s
    CROSS JOIN LATERAL (SELECT * FROM staff_user WHERE id = s.user_id OFFSET 0) AS u`,
};

/** The only TypeORM of staff sessions and sign-in links. */
@Injectable()
export class StaffSessionsRepository {
  findById(db: Db, id: string): Promise<StaffSession | null> {
    return db.manager.findOneBy(StaffSession, { id });
  }

  /** How these sessions stand, in one statement for all of them; one that is gone is missing. */
  async listStandings(db: Db, ids: readonly string[]): Promise<SessionStanding[]> {
    if (ids.length === 0) return [];
    const lists = await readTogether(db.manager, STANDINGS[engineOf(db)], JSON.stringify(ids));
    return (JSON.parse(lists) as [string, number, Role, string, number | null][]).map(
      ([id, expiresAtMs, role, workspaceId, deactivatedAtMs]) => ({
        session: { id, expiresAtMs },
        user: { role, workspaceId, deactivatedAtMs },
      }),
    );
  }

  findByTokenHash(db: Db, tokenHash: string): Promise<StaffSession | null> {
    return db.manager.findOneBy(StaffSession, { tokenHash });
  }

  async insert(tx: Tx, session: StaffSession): Promise<void> {
    await tx.manager.insert(StaffSession, { ...session });
  }

  async update(tx: Tx, id: string, changes: Partial<StaffSession>): Promise<void> {
    await tx.manager.update(StaffSession, { id }, changes);
  }

  /** Those that are not over yet, the last used first. */
  listOf(db: Db, userId: string, atMs: number, limit: number): Promise<StaffSession[]> {
    const where = { userId, expiresAtMs: MoreThan(atMs) };
    return db.manager.find(StaffSession, { where, order: { lastSeenAtMs: 'DESC', id: 'DESC' }, take: limit });
  }

  /** @param but a session that stays */
  async removeOf(tx: Tx, userId: string, but: string | null): Promise<void> {
    await tx.manager.delete(StaffSession, { userId, ...(but !== null && { id: Not(but) }) });
  }

  async remove(tx: Tx, which: { id: string } | { userId: string }): Promise<void> {
    await tx.manager.delete(StaffSession, which);
  }

  async findExpired(db: Db, atMs: number, limit: number): Promise<string[]> {
    const where = { expiresAtMs: LessThanOrEqual(atMs) };
    return (await db.manager.find(StaffSession, { select: { id: true }, where, take: limit })).map(({ id }) => id);
  }

  /** Removes those of these sessions that are over: one may have been used since. */
  async removeExpired(tx: Tx, ids: readonly string[]): Promise<number> {
    const which = { id: In([...ids]), expiresAtMs: LessThanOrEqual(tx.nowMs) };
    return (await tx.manager.delete(StaffSession, which)).affected ?? 0;
  }

  async findExpiredLinks(db: Db, atMs: number, limit: number): Promise<string[]> {
    const where = { expiresAtMs: LessThanOrEqual(atMs) };
    const rows = await db.manager.find(SignInLink, { select: { secretHash: true }, where, take: limit });
    return rows.map(({ secretHash }) => secretHash);
  }

  async removeLinks(tx: Tx, secretHashes: readonly string[]): Promise<number> {
    return (await tx.manager.delete(SignInLink, { secretHash: In([...secretHashes]) })).affected ?? 0;
  }

  async insertLink(tx: Tx, link: SignInLink): Promise<void> {
    await tx.manager.insert(SignInLink, { ...link });
  }

  /** Takes a link away, so that nobody can use it again; null when there is none. */
  async takeLink(tx: Tx, secretHash: string): Promise<SignInLink | null> {
    const link = await tx.manager.findOneBy(SignInLink, { secretHash });
    if (link === null) return null;
    const removed = await tx.manager.delete(SignInLink, { secretHash });
    return removed.affected === 1 ? link : null;
  }

  async removeLinksOf(tx: Tx, userId: string): Promise<void> {
    await tx.manager.delete(SignInLink, { userId });
  }
}
