import { Injectable } from '@nestjs/common';
import { In, LessThanOrEqual, MoreThan, Not } from 'typeorm';
import { findAll } from '../../platform/database/bulk.js';
import type { Db } from '../../platform/database/db.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { SignInLink, StaffSession } from './staff-session.entity.js';

/** The only TypeORM of staff sessions and sign-in links. */
@Injectable()
export class StaffSessionsRepository {
  findById(db: Db, id: string): Promise<StaffSession | null> {
    return db.manager.findOneBy(StaffSession, { id });
  }

  listById(db: Db, ids: readonly string[]): Promise<StaffSession[]> {
    return findAll(
      db,
      StaffSession,
      ['id'],
      ids.map((id) => ({ id })),
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

  async remove(tx: Tx, which: { id: string } | { userId: string } | { tokenHash: string }): Promise<void> {
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
