import { Injectable } from '@nestjs/common';
import { IsNull, LessThan, Not } from 'typeorm';
import { findAll, insertAll, updateAll } from '../../platform/database/bulk.js';
import type { Db } from '../../platform/database/db.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { Flow, FlowSession, FlowVersion } from './flow.entity.js';

/** The only TypeORM of flows. */
@Injectable()
export class FlowsRepository {
  findById(db: Db, id: string): Promise<Flow | null> {
    return db.manager.findOneBy(Flow, { id });
  }

  /** Those of a bot among these. */
  async listByIds(db: Db, botId: string, ids: readonly string[]): Promise<Flow[]> {
    const found = await findAll(
      db,
      Flow,
      ['id'],
      ids.map((id) => ({ id })),
    );
    return found.filter((flow) => flow.botId === botId);
  }

  listOfBot(db: Db, botId: string): Promise<Flow[]> {
    return db.manager.find(Flow, { where: { botId }, order: { id: 'ASC' } });
  }

  listPageOfBot(db: Db, botId: string, beforeId: string | null, limit: number): Promise<Flow[]> {
    const id = beforeId === null ? {} : { id: LessThan(beforeId) };
    return db.manager.find(Flow, { where: { botId, ...id }, order: { id: 'DESC' }, take: limit });
  }

  listPublished(db: Db, botId: string): Promise<Flow[]> {
    return db.manager.findBy(Flow, { botId, publishedVersionId: Not(IsNull()) });
  }

  /** The flows of several bots. */
  listOfBots(db: Db, botIds: readonly string[]): Promise<Flow[]> {
    return findAll(
      db,
      Flow,
      ['botId'],
      botIds.map((botId) => ({ botId })),
    );
  }

  async insert(tx: Tx, flow: Flow): Promise<void> {
    await tx.manager.insert(Flow, flow);
  }

  async update(tx: Tx, id: string, changes: Partial<Flow>): Promise<void> {
    await tx.manager.update(Flow, { id }, changes);
  }

  async insertVersion(tx: Tx, version: FlowVersion): Promise<void> {
    await tx.manager.insert(FlowVersion, { ...version } as FlowVersion);
  }

  listVersions(db: Db, ids: readonly string[]): Promise<FlowVersion[]> {
    if (ids.length === 0) return Promise.resolve([]);
    return db.manager.createQueryBuilder(FlowVersion, 'v').where('v.id in (:...ids)', { ids }).getMany();
  }

  listSessions(db: Db, contactIds: readonly string[]): Promise<FlowSession[]> {
    return findAll(
      db,
      FlowSession,
      ['contactId'],
      contactIds.map((contactId) => ({ contactId })),
    );
  }

  /**
   * Saves where contacts stand, of each what its steps led to, if nobody stepped in between.
   *
   * @param steps at most one a contact; `before` is the version its first step started from, 0 for none.
   * @param orElse makes what is thrown when another step was faster; nothing may then be committed.
   */
  async saveSessions(
    tx: Tx,
    steps: readonly { row: FlowSession; before: number }[],
    orElse: () => Error,
  ): Promise<void> {
    const known = steps.filter(({ before }) => before !== 0);
    const first = steps.filter(({ before }) => before === 0);
    // Where somebody has a place by now, it is left as it is, and is one too few.
    await insertAll(
      tx,
      FlowSession,
      first.map(({ row }) => row),
      'leave',
      orElse,
    );
    await updateAll(
      tx,
      FlowSession,
      ['contactId'],
      known.map(({ row }) => ({ ...row })),
      { column: 'version', values: known.map(({ before }) => before) },
      orElse,
    );
  }

  async removeSessionIn(tx: Tx, conversationId: string): Promise<void> {
    await tx.manager.delete(FlowSession, { conversationId });
  }

  async removeSession(tx: Tx, contactId: string): Promise<void> {
    await tx.manager.delete(FlowSession, { contactId });
  }
}
