import { Injectable } from '@nestjs/common';
import { In, LessThanOrEqual, Not } from 'typeorm';
import type { Db } from '../../platform/database/db.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { GuestLink, LinkQuestion } from './guest-link.entity.js';
import { IdentityLogEntry } from './identity-log-entry.entity.js';
import { SpecialKey } from './special-key.entity.js';

/** What the identity log can be narrowed by. */
export interface LogFilter {
  readonly botId: string;
  readonly verdict?: IdentityLogEntry['verdict'];
  readonly requestId?: string;
  readonly beforeId?: string;
  readonly limit: number;
}

/** The only TypeORM of identity. */
@Injectable()
export class IdentityRepository {
  listKeys(db: Db, botId: string): Promise<SpecialKey[]> {
    return db.manager.find(SpecialKey, { where: { botId }, order: { id: 'DESC' } });
  }

  listKeysOfOtherBots(db: Db, workspaceId: string, botId: string, limit: number): Promise<SpecialKey[]> {
    return db.manager.find(SpecialKey, {
      where: { workspaceId, botId: Not(botId), kind: 'hash' },
      order: { id: 'DESC' },
      take: limit,
    });
  }

  findKeyByFingerprint(db: Db, workspaceId: string, fingerprint: string): Promise<SpecialKey | null> {
    return db.manager.findOneBy(SpecialKey, { workspaceId, fingerprint });
  }

  async insertKey(tx: Tx, key: SpecialKey): Promise<void> {
    await tx.manager.insert(SpecialKey, key);
  }

  async updateKey(tx: Tx, id: string, changes: Partial<SpecialKey>): Promise<void> {
    await tx.manager.update(SpecialKey, { id }, changes);
  }

  async saveLog(tx: Tx, entries: readonly IdentityLogEntry[]): Promise<void> {
    if (entries.length > 0)
      await tx.manager.upsert(
        IdentityLogEntry,
        entries.map((entry) => ({ ...entry })),
        ['id'],
      );
  }

  async findLogBefore(db: Db, atMs: number, limit: number): Promise<string[]> {
    const where = { atMs: LessThanOrEqual(atMs) };
    return (await db.manager.find(IdentityLogEntry, { select: { id: true }, where, take: limit })).map(({ id }) => id);
  }

  async removeLog(tx: Tx, ids: readonly string[]): Promise<number> {
    return (await tx.manager.delete(IdentityLogEntry, { id: In([...ids]) })).affected ?? 0;
  }

  listLog(db: Db, filter: LogFilter): Promise<IdentityLogEntry[]> {
    const query = db.manager
      .createQueryBuilder(IdentityLogEntry, 'l')
      .where('l.botId = :botId', { botId: filter.botId });
    if (filter.verdict !== undefined) query.andWhere('l.verdict = :verdict', { verdict: filter.verdict });
    if (filter.requestId !== undefined) query.andWhere('l.requestId = :requestId', { requestId: filter.requestId });
    if (filter.beforeId !== undefined) query.andWhere('l.id < :beforeId', { beforeId: filter.beforeId });
    return query.orderBy('l.id', 'DESC').limit(filter.limit).getMany();
  }

  async insertLink(tx: Tx, link: GuestLink): Promise<void> {
    await tx.manager.insert(GuestLink, link);
  }

  findLink(db: Db, id: string): Promise<GuestLink | null> {
    return db.manager.findOneBy(GuestLink, { id });
  }

  listLinks(db: Db, contactId: string): Promise<GuestLink[]> {
    return db.manager.find(GuestLink, { where: { contactId }, order: { id: 'DESC' } });
  }

  async removeLinksOf(tx: Tx, contactId: string): Promise<void> {
    await tx.manager.delete(GuestLink, { contactId });
    await tx.manager.delete(LinkQuestion, { contactId });
  }

  async updateLink(tx: Tx, id: string, changes: Partial<GuestLink>): Promise<void> {
    await tx.manager.update(GuestLink, { id }, changes);
  }

  async insertQuestion(tx: Tx, question: LinkQuestion): Promise<void> {
    await tx.manager.insert(LinkQuestion, question);
  }

  findQuestion(db: Db, nonceHash: string): Promise<LinkQuestion | null> {
    return db.manager.findOneBy(LinkQuestion, { nonceHash });
  }

  async findExpiredQuestions(db: Db, atMs: number, limit: number): Promise<string[]> {
    const where = { expiresAtMs: LessThanOrEqual(atMs) };
    const rows = await db.manager.find(LinkQuestion, { select: { nonceHash: true }, where, take: limit });
    return rows.map(({ nonceHash }) => nonceHash);
  }

  async removeQuestions(tx: Tx, nonceHashes: readonly string[]): Promise<number> {
    return (await tx.manager.delete(LinkQuestion, { nonceHash: In([...nonceHashes]) })).affected ?? 0;
  }

  async answerQuestion(tx: Tx, nonceHash: string, answer: 'link' | 'leave'): Promise<void> {
    await tx.manager.update(LinkQuestion, { nonceHash }, { answer });
  }
}
