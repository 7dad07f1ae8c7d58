import type { IdentityPolicy, KeyKind } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { In, LessThanOrEqual, MoreThan, Not } from 'typeorm';
import type { Db } from '../../platform/database/db.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { GuestLink, LinkQuestion } from './guest-link.entity.js';
import { IdentityLogEntry } from './identity-log-entry.entity.js';
import { IdentityPolicyRow } from './identity-policy.entity.js';
import { SpecialKey } from './special-key.entity.js';

/** What the identity log can be narrowed by. */
export interface LogFilter {
  readonly botId: string;
  readonly verdict?: IdentityLogEntry['verdict'];
  readonly diagnosis?: NonNullable<IdentityLogEntry['diagnosis']>;
  readonly origin?: string;
  readonly idDigest?: string;
  readonly requestId?: string;
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly beforeId?: string;
  readonly limit: number;
}

/** Ids sort by time: the least an id of this instant can be. */
const firstIdOf = (atMs: number): string => {
  const time = Math.max(0, atMs).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}`;
};

/** The only TypeORM of identity. */
@Injectable()
export class IdentityRepository {
  listKeys(db: Db, botId: string): Promise<SpecialKey[]> {
    return db.manager.find(SpecialKey, { where: { botId }, order: { id: 'DESC' } });
  }

  listKeysOfOtherBots(
    db: Db,
    { id, workspaceId }: { readonly id: string; readonly workspaceId: string },
    kind: KeyKind,
    limit: number,
  ): Promise<SpecialKey[]> {
    return db.manager.find(SpecialKey, {
      where: { workspaceId, botId: Not(id), kind },
      order: { id: 'DESC' },
      take: limit,
    });
  }

  /** Keys of all bots, in the order of their ids. */
  listKeysAfter(db: Db, id: string, limit: number): Promise<SpecialKey[]> {
    return db.manager.find(SpecialKey, { where: { id: MoreThan(id) }, order: { id: 'ASC' }, take: limit });
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
    if (filter.diagnosis !== undefined) query.andWhere('l.diagnosis = :diagnosis', { diagnosis: filter.diagnosis });
    if (filter.origin !== undefined) query.andWhere('l.origin = :origin', { origin: filter.origin });
    if (filter.idDigest !== undefined) query.andWhere('l.idDigest = :idDigest', { idDigest: filter.idDigest });
    if (filter.fromMs !== undefined) query.andWhere('l.id >= :fromId', { fromId: firstIdOf(filter.fromMs) });
    if (filter.toMs !== undefined) query.andWhere('l.id < :toId', { toId: firstIdOf(filter.toMs + 1) });
    if (filter.beforeId !== undefined) query.andWhere('l.id < :beforeId', { beforeId: filter.beforeId });
    return query.orderBy('l.id', 'DESC').limit(filter.limit).getMany();
  }

  /** How many proofs each key has verified since. */
  async countVerified(db: Db, botId: string, sinceMs: number): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#verifiedSince(db, botId, sinceMs)
      .select('l.keyId', 'key')
      .addSelect('SUM(l.count)', 'sum')
      .groupBy('l.keyId')
      .getRawMany<{ key: string | null; sum: number | string }>();
    return new Map(rows.flatMap(({ key, sum }) => (key === null ? [] : [[key, Number(sum)]])));
  }

  /** How many proofs were verified since, by origin, those that tokens only would refuse apart. */
  async countRehearsal(
    db: Db,
    botId: string,
    sinceMs: number,
  ): Promise<{ origin: string | null; wouldBeRefused: boolean; count: number }[]> {
    const rows = await this.#verifiedSince(db, botId, sinceMs)
      .select('l.origin', 'origin')
      .addSelect('l.wouldBeRefused', 'refused')
      .addSelect('SUM(l.count)', 'sum')
      .groupBy('l.origin')
      .addGroupBy('l.wouldBeRefused')
      .getRawMany<{ origin: string | null; refused: boolean | number; sum: number | string }>();
    return rows.map(({ origin, refused, sum }) => ({ origin, wouldBeRefused: Boolean(refused), count: Number(sum) }));
  }

  #verifiedSince(db: Db, botId: string, sinceMs: number) {
    return db.manager
      .createQueryBuilder(IdentityLogEntry, 'l')
      .where('l.botId = :botId', { botId })
      .andWhere('l.id >= :fromId', { fromId: firstIdOf(sinceMs) })
      .andWhere("l.verdict = 'verified'");
  }

  /** What a bot takes; both forms, where nothing was ever set. */
  async findPolicy(db: Db, botId: string): Promise<IdentityPolicy> {
    const row = await db.manager.findOneBy(IdentityPolicyRow, { botId });
    return row === null
      ? { accepts: 'hash_or_token', rehearsal: false }
      : { accepts: row.accepts, rehearsal: row.rehearsal };
  }

  async savePolicy(tx: Tx, policy: IdentityPolicyRow): Promise<void> {
    await tx.manager.upsert(IdentityPolicyRow, { ...policy }, ['botId']);
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
