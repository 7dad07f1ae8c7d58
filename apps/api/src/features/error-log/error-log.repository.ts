import { Injectable } from '@nestjs/common';
import { In, LessThanOrEqual } from 'typeorm';
import type { Db } from '../../platform/database/db.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { ErrorLogEntry } from './error-log-entry.entity.js';

/** The only TypeORM of the error log. */
@Injectable()
export class ErrorLogRepository {
  async add(tx: Tx, entry: ErrorLogEntry): Promise<void> {
    const { botId, placeDigest } = entry;
    const updated = await tx.manager
      .createQueryBuilder()
      .update(ErrorLogEntry)
      .set({ count: () => 'count + 1', lastAtMs: entry.lastAtMs })
      .where('bot_id = :botId and place_digest = :placeDigest', { botId, placeDigest })
      .execute();
    if (updated.affected === 0) await tx.manager.insert(ErrorLogEntry, entry);
  }

  /** What last happened at this instant or before. */
  async findSilentSince(db: Db, atMs: number, limit: number): Promise<string[]> {
    const where = { lastAtMs: LessThanOrEqual(atMs) };
    return (await db.manager.find(ErrorLogEntry, { select: { id: true }, where, take: limit })).map(({ id }) => id);
  }

  async removeSilentSince(tx: Tx, ids: readonly string[], atMs: number): Promise<number> {
    const which = { id: In([...ids]), lastAtMs: LessThanOrEqual(atMs) };
    return (await tx.manager.delete(ErrorLogEntry, which)).affected ?? 0;
  }

  list(
    db: Db,
    botId: string,
    before: { lastAtMs: number; id: string } | null,
    limit: number,
  ): Promise<ErrorLogEntry[]> {
    const query = db.manager.createQueryBuilder(ErrorLogEntry, 'e').where('e.botId = :botId', { botId });
    if (before !== null) {
      query.andWhere('(e.lastAtMs < :lastAtMs or (e.lastAtMs = :lastAtMs and e.id < :id))', before);
    }
    return query.orderBy('e.lastAtMs', 'DESC').addOrderBy('e.id', 'DESC').limit(limit).getMany();
  }
}
