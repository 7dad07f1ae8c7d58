import { Injectable } from '@nestjs/common';
import { In, IsNull, LessThanOrEqual, MoreThan, Not } from 'typeorm';
import { insertAll, updateAll } from '../database/bulk.js';
import type { Db } from '../database/db.js';
import { engineOf } from '../database/dialect.js';
import type { Tx } from '../unit-of-work/tx.js';
import type { JobFailure } from './job-failure.js';
import { OutboxJob, OutboxTarget } from './outbox-job.entity.js';
import type { RateState } from './target-rate.js';

/** How much there is to do. */
export interface OutboxFigures {
  /** Not parked and not under way, due now or later. */
  readonly waiting: number;
  readonly running: number;
  readonly parked: number;
  /** When the longest overdue job was to be done; null: none is overdue. */
  readonly oldestDueAtMs: number | null;
}

/** Not parked. Any time of being due fits: it makes SQLite count in the index of those times, and not in the table. */
const OPEN = 'j.parkedAtMs is null and j.dueAtMs >= 0';

/** A claim: which jobs, by whom, and until when nobody else takes them. */
export interface Claim {
  readonly ids: readonly string[];
  readonly token: string;
  readonly untilMs: number;
}

/** The only TypeORM of the outbox. Statements of a claim touch no row that another worker holds. */
@Injectable()
export class OutboxRepository {
  async insert(tx: Tx, jobs: readonly OutboxJob[]): Promise<void> {
    await insertAll(tx, OutboxJob, jobs);
  }

  async remove(tx: Tx, ids: readonly string[]): Promise<number> {
    return (await tx.manager.delete(OutboxJob, { id: In([...ids]) })).affected ?? 0;
  }

  /** Jobs of a kind in the order of their ids, waiting or parked. */
  listAfter(db: Db, kind: string, id: string, limit: number): Promise<OutboxJob[]> {
    return db.manager.find(OutboxJob, { where: { kind, id: MoreThan(id) }, order: { id: 'ASC' }, take: limit });
  }

  /** Gives a job the same payload in another form. */
  async replacePayload(tx: Tx, id: string, payload: object): Promise<void> {
    await tx.manager.update(OutboxJob, { id }, { payload });
  }

  /** When the next job of a kind may be taken; null: there is none. */
  async findNextAtMs(db: Db, kind: string): Promise<number | null> {
    const next = await db.manager.findOne(OutboxJob, {
      select: { id: true, nextAtMs: true },
      where: { kind, parkedAtMs: IsNull() },
      order: { nextAtMs: 'ASC', id: 'ASC' },
    });
    return next?.nextAtMs ?? null;
  }

  /** Jobs that may be taken now, the longest due first. On Postgres they are locked, and locked ones are passed over. */
  listDue(tx: Tx, kind: string, nowMs: number, limit: number, besides: readonly string[]): Promise<OutboxJob[]> {
    const query = tx.manager
      .createQueryBuilder(OutboxJob, 'j')
      .where('j.kind = :kind and j.parkedAtMs is null and j.nextAtMs <= :nowMs', { kind, nowMs });
    if (besides.length > 0) query.andWhere('j.id not in (:...besides)', { besides });
    query.orderBy('j.nextAtMs', 'ASC').addOrderBy('j.id', 'ASC').limit(limit);
    if (engineOf(tx) === 'postgres') query.setLock('pessimistic_write').setOnLocked('skip_locked');
    return query.getMany();
  }

  /** Takes jobs, and counts the attempt that begins. */
  async claim(tx: Tx, { ids, token, untilMs }: Claim): Promise<void> {
    if (ids.length === 0) return;
    await tx.manager
      .createQueryBuilder()
      .update(OutboxJob)
      .set({ claimToken: token, nextAtMs: untilMs, attempts: () => 'attempts + 1' })
      .where('id in (:...ids)', { ids })
      .execute();
  }

  /** Gives jobs their places in their targets' queues. */
  async defer(tx: Tx, slots: readonly { id: string; atMs: number }[]): Promise<void> {
    await updateAll(
      tx,
      OutboxJob,
      ['id'],
      slots.map(({ id, atMs }) => ({ id, nextAtMs: atMs, slotAtMs: atMs, claimToken: null })),
    );
  }

  /** How far the rates of these targets are used up; nobody else changes them until `tx` ends. */
  async getTargets(tx: Tx, targets: readonly string[]): Promise<Map<string, RateState>> {
    if (targets.length === 0) return new Map();
    const fresh = targets.map((target) => ({ target, freeAtMs: 0, queuedUntilMs: 0 }));
    await insertAll(tx, OutboxTarget, fresh, 'leave');
    const query = tx.manager
      .createQueryBuilder(OutboxTarget, 't')
      .where('t.target in (:...targets)', { targets })
      // Always in one order, so that two workers never wait for each other.
      .orderBy('t.target', 'ASC');
    if (engineOf(tx) === 'postgres') query.setLock('pessimistic_write');
    const rows = await query.getMany();
    return new Map(rows.map(({ target, freeAtMs, queuedUntilMs }) => [target, { freeAtMs, queuedUntilMs }]));
  }

  async putTargets(tx: Tx, targets: ReadonlyMap<string, RateState>): Promise<void> {
    await updateAll(
      tx,
      OutboxTarget,
      ['target'],
      [...targets].map(([target, { freeAtMs, queuedUntilMs }]) => ({ target, freeAtMs, queuedUntilMs })),
    );
  }

  /** Targets that nothing was sent to since this instant. */
  async findIdleTargets(db: Db, atMs: number, limit: number): Promise<string[]> {
    const where = { freeAtMs: LessThanOrEqual(atMs), queuedUntilMs: LessThanOrEqual(atMs) };
    return (await db.manager.find(OutboxTarget, { where, take: limit })).map(({ target }) => target);
  }

  async removeIdleTargets(tx: Tx, targets: readonly string[], atMs: number): Promise<number> {
    const where = {
      target: In([...targets]),
      freeAtMs: LessThanOrEqual(atMs),
      queuedUntilMs: LessThanOrEqual(atMs),
    };
    return (await tx.manager.delete(OutboxTarget, where)).affected ?? 0;
  }

  /** Takes a job away that is done. @returns false when the claim is no longer theirs. */
  async finish(tx: Tx, id: string, token: string): Promise<boolean> {
    return (await tx.manager.delete(OutboxJob, { id, claimToken: token })).affected === 1;
  }

  /** Lets a job rest until its next attempt. @returns false when the claim is no longer theirs. */
  async rest(tx: Tx, id: string, token: string, nextAtMs: number, failure: JobFailure): Promise<boolean> {
    const { code, detail } = failure;
    const change = { nextAtMs, claimToken: null, slotAtMs: null, errorCode: code, errorDetail: detail };
    return (await tx.manager.update(OutboxJob, { id, claimToken: token }, change)).affected === 1;
  }

  /** Puts a job off; that was no attempt. @returns false when the claim is no longer theirs. */
  async postpone(tx: Tx, id: string, token: string, nextAtMs: number): Promise<boolean> {
    const change = { nextAtMs, claimToken: null, slotAtMs: null, attempts: () => 'attempts - 1' };
    return (await tx.manager.update(OutboxJob, { id, claimToken: token }, change)).affected === 1;
  }

  /** Lets a job be taken when it is due, whoever holds it or put it off. @returns false when it is there no more, or parked. */
  async takeUp(tx: Tx, id: string): Promise<boolean> {
    const change = { nextAtMs: () => 'due_at_ms', claimToken: null, slotAtMs: null };
    return (await tx.manager.update(OutboxJob, { id, parkedAtMs: IsNull() }, change)).affected === 1;
  }

  /** Gives a job up for an admin to look at. @param token null: nobody holds it. @returns false when somebody else does. */
  async park(tx: Tx, id: string, token: string | null, failure: JobFailure): Promise<boolean> {
    const { code, detail } = failure;
    const change = { parkedAtMs: tx.nowMs, claimToken: null, slotAtMs: null, errorCode: code, errorDetail: detail };
    const which = { id, claimToken: token ?? IsNull() };
    return (await tx.manager.update(OutboxJob, which, change)).affected === 1;
  }

  /** Ends claims: whoever comes next may take the jobs at once. @param tokens only these; all where null */
  async release(tx: Tx, tokens: readonly string[] | null): Promise<number> {
    const which = { claimToken: tokens === null ? Not(IsNull()) : In([...tokens]) };
    return (await tx.manager.update(OutboxJob, which, { claimToken: null, nextAtMs: tx.nowMs })).affected ?? 0;
  }

  countClaimed(db: Db): Promise<number> {
    return db.manager.countBy(OutboxJob, { claimToken: Not(IsNull()) });
  }

  /** How much there is to do. Cheap: read from indexes. @param workspaceId of one workspace only, where given */
  async figures(db: Db, nowMs: number, workspaceId: string | null = null): Promise<OutboxFigures> {
    const from = () => {
      const query = db.manager.createQueryBuilder(OutboxJob, 'j');
      return workspaceId === null ? query : query.where('j.workspaceId = :workspaceId', { workspaceId });
    };
    const count = async (which: string): Promise<number> => {
      const row: { n: number | string } | undefined = await from().select('count(*)', 'n').andWhere(which).getRawOne();
      return Number(row?.n ?? 0);
    };
    const open = await count(OPEN);
    const running = await count('j.claimToken is not null');
    const parked = await count('j.parkedAtMs is not null');
    const oldest = await from()
      .select(['j.id', 'j.dueAtMs'])
      .andWhere('j.parkedAtMs is null and j.dueAtMs <= :nowMs', { nowMs })
      .orderBy('j.dueAtMs', 'ASC')
      .limit(1)
      .getOne();
    return { waiting: open - running, running, parked, oldestDueAtMs: oldest?.dueAtMs ?? null };
  }

  /** Parked jobs of a workspace, the latest first. */
  listParked(
    db: Db,
    workspaceId: string,
    before: { readonly atMs: number; readonly id: string } | null,
    limit: number,
  ): Promise<OutboxJob[]> {
    const query = db.manager
      .createQueryBuilder(OutboxJob, 'j')
      .where('j.workspaceId = :workspaceId and j.parkedAtMs is not null', { workspaceId });
    if (before !== null) {
      query.andWhere('(j.parkedAtMs < :atMs or (j.parkedAtMs = :atMs and j.id < :id))', before);
    }
    return query.orderBy('j.parkedAtMs', 'DESC').addOrderBy('j.id', 'DESC').limit(limit).getMany();
  }

  /**
   * Lets parked jobs of a workspace be tried anew, as if for the first time, under the ids they have.
   *
   * @param id only this one; all where null
   * @returns how many.
   */
  async replay(tx: Tx, workspaceId: string, id: string | null): Promise<number> {
    const which = { workspaceId, parkedAtMs: Not(IsNull()), ...(id !== null && { id }) };
    const change = { parkedAtMs: null, attempts: 0, nextAtMs: tx.nowMs, slotAtMs: null, claimToken: null };
    return (await tx.manager.update(OutboxJob, which, change)).affected ?? 0;
  }

  /** Takes a parked job away. @returns whether there was one. */
  async dropParked(tx: Tx, workspaceId: string, id: string): Promise<boolean> {
    return (await tx.manager.delete(OutboxJob, { id, workspaceId, parkedAtMs: Not(IsNull()) })).affected === 1;
  }

  /** Jobs parked at this instant or before. */
  async findParkedSince(db: Db, atMs: number, limit: number): Promise<string[]> {
    const where = { parkedAtMs: LessThanOrEqual(atMs) };
    return (await db.manager.find(OutboxJob, { select: { id: true }, where, take: limit })).map(({ id }) => id);
  }

  async removeParkedSince(tx: Tx, ids: readonly string[], atMs: number): Promise<number> {
    const which = { id: In([...ids]), parkedAtMs: LessThanOrEqual(atMs) };
    return (await tx.manager.delete(OutboxJob, which)).affected ?? 0;
  }
}
