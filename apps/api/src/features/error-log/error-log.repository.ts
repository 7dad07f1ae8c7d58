import { Injectable } from '@nestjs/common';
import { In, LessThanOrEqual } from 'typeorm';
import type { Db } from '../../platform/database/db.js';
import { lockAlone } from '../../platform/database/locks.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { ErrorLogEntry } from './error-log-entry.entity.js';

/** The only TypeORM of the error log. */
@Injectable()
export class ErrorLogRepository {
  async add(tx: Tx, entry: ErrorLogEntry): Promise<void> {
    if (await this.#count(tx, entry)) return;
    // Somebody beside this unit may be entering the same just now.
    if ((await lockAlone(tx, ['error', entry.botId, entry.placeDigest])) && (await this.#count(tx, entry))) return;
    await tx.manager.insert(ErrorLogEntry, entry);
  }

  /** Counts it where it is known. @returns whether it is */
  async #count(tx: Tx, entry: ErrorLogEntry): Promise<boolean> {
    const { botId, placeDigest } = entry;
    const updated = await tx.manager
      .createQueryBuilder()
      .update(ErrorLogEntry)
      .set({ count: () => `count + ${Math.trunc(entry.count)}`, lastAtMs: entry.lastAtMs })
      .where('bot_id = :botId and place_digest = :placeDigest', { botId, placeDigest })
      .execute();
    return updated.affected !== 0;
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
    code: string | null = null,
  ): Promise<ErrorLogEntry[]> {
    const query = db.manager.createQueryBuilder(ErrorLogEntry, 'e').where('e.botId = :botId', { botId });
    if (code !== null) query.andWhere('e.code = :code', { code });
    if (before !== null) {
      query.andWhere('(e.lastAtMs < :lastAtMs or (e.lastAtMs = :lastAtMs and e.id < :id))', before);
    }
    return query.orderBy('e.lastAtMs', 'DESC').addOrderBy('e.id', 'DESC').limit(limit).getMany();
  }

  /** What went wrong in a bot, by code. */
  async sumByCode(
    db: Db,
    botId: string,
  ): Promise<{ code: string; count: number; places: number; firstAtMs: number; lastAtMs: number }[]> {
    const rows: Record<string, string | number>[] = await db.manager
      .createQueryBuilder(ErrorLogEntry, 'e')
      .select('e.code', 'code')
      .addSelect('sum(e.count)', 'count')
      .addSelect('count(*)', 'places')
      .addSelect('min(e.first_at_ms)', 'first')
      .addSelect('max(e.last_at_ms)', 'last')
      .where('e.botId = :botId', { botId })
      .groupBy('e.code')
      .orderBy('max(e.last_at_ms)', 'DESC')
      .addOrderBy('e.code', 'ASC')
      .getRawMany();
    return rows.map((row) => ({
      code: String(row['code']),
      count: Number(row['count']),
      places: Number(row['places']),
      firstAtMs: Number(row['first']),
      lastAtMs: Number(row['last']),
    }));
  }
}
