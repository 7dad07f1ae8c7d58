import { Injectable } from '@nestjs/common';
import { In, LessThan, Like } from 'typeorm';
import type { Db } from '../../platform/database/db.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { AuditEntry } from './audit-entry.entity.js';
import type { AuditFilter } from './audit-filter.js';

/** The only TypeORM of the audit log. */
@Injectable()
export class AuditRepository {
  async insert(tx: Tx, entry: AuditEntry): Promise<void> {
    await tx.manager.insert(AuditEntry, { ...entry });
  }

  list(db: Db, workspaceId: string, limit: number): Promise<AuditEntry[]> {
    return db.manager.find(AuditEntry, { where: { workspaceId }, order: { id: 'DESC' }, take: limit });
  }

  /** Ids of what is older than this and whose action begins so; every action begins with the empty text. */
  async findOlder(db: Db, actionStart: string, beforeMs: number, limit: number): Promise<string[]> {
    const where = { action: Like(`${actionStart}%`), atMs: LessThan(beforeMs) };
    return (await db.manager.find(AuditEntry, { select: { id: true }, where, take: limit })).map(({ id }) => id);
  }

  async removeByIds(tx: Tx, ids: readonly string[]): Promise<number> {
    return (await tx.manager.delete(AuditEntry, { id: In([...ids]) })).affected ?? 0;
  }

  /** A page of the log, the latest first. */
  listPage(db: Db, filter: AuditFilter): Promise<AuditEntry[]> {
    const query = db.manager
      .createQueryBuilder(AuditEntry, 'a')
      .where('a.workspaceId = :workspaceId', { workspaceId: filter.workspaceId });
    if (filter.beforeId !== undefined) query.andWhere('a.id < :beforeId', { beforeId: filter.beforeId });
    if (filter.userId !== undefined) query.andWhere('a.userId = :userId', { userId: filter.userId });
    if (filter.action?.includes('.')) query.andWhere('a.action = :action', { action: filter.action });
    else if (filter.action !== undefined) {
      // A dot and the sign after it: every action of the thing, whatever the collation.
      query.andWhere('substr(a.action, 1, :length) = :thing', {
        length: filter.action.length + 1,
        thing: `${filter.action}.`,
      });
    }
    if (filter.fromMs !== undefined) query.andWhere('a.atMs >= :fromMs', { fromMs: filter.fromMs });
    if (filter.toMs !== undefined) query.andWhere('a.atMs < :toMs', { toMs: filter.toMs });
    return query.orderBy('a.id', 'DESC').limit(filter.limit).getMany();
  }
}
