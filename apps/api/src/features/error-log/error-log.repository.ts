import { Injectable } from '@nestjs/common';
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
