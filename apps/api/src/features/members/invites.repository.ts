import { Injectable } from '@nestjs/common';
import { In, LessThan, LessThanOrEqual, MoreThan } from 'typeorm';
import type { Db } from '../../platform/database/db.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { Invite } from './invite.entity.js';

/** The only TypeORM of invitations. */
@Injectable()
export class InvitesRepository {
  async insert(tx: Tx, invite: Invite): Promise<void> {
    await tx.manager.insert(Invite, { ...invite });
  }

  /** Those that are not too old, the newest first. */
  list(db: Db, workspaceId: string, nowMs: number, before: string | null, limit: number): Promise<Invite[]> {
    return db.manager.find(Invite, {
      where: { workspaceId, expiresAtMs: MoreThan(nowMs), ...(before !== null && { id: LessThan(before) }) },
      order: { id: 'DESC' },
      take: limit,
    });
  }

  count(db: Db, workspaceId: string): Promise<number> {
    return db.manager.countBy(Invite, { workspaceId });
  }

  findBySecret(db: Db, secretHash: string): Promise<Invite | null> {
    return db.manager.findOneBy(Invite, { secretHash });
  }

  /** @returns whether it was there, in this workspace */
  async remove(tx: Tx, workspaceId: string, id: string): Promise<boolean> {
    return (await tx.manager.delete(Invite, { id, workspaceId })).affected === 1;
  }

  /** Invitations of one person: whoever is deactivated, or may invite no more, leaves no open door. */
  async removeOf(tx: Tx, userId: string): Promise<void> {
    await tx.manager.delete(Invite, { userId });
  }

  async findExpired(db: Db, atMs: number, limit: number): Promise<string[]> {
    const where = { expiresAtMs: LessThanOrEqual(atMs) };
    return (await db.manager.find(Invite, { select: { id: true }, where, take: limit })).map(({ id }) => id);
  }

  async removeByIds(tx: Tx, ids: readonly string[]): Promise<number> {
    return (await tx.manager.delete(Invite, { id: In([...ids]) })).affected ?? 0;
  }
}
