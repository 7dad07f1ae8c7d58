import { Injectable } from '@nestjs/common';
import { IsNull, LessThan, Not } from 'typeorm';
import type { Db } from '../../platform/database/db.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { Flow, FlowSession, FlowVersion } from './flow.entity.js';

/** The only TypeORM of flows. */
@Injectable()
export class FlowsRepository {
  findById(db: Db, id: string): Promise<Flow | null> {
    return db.manager.findOneBy(Flow, { id });
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
    if (contactIds.length === 0) return Promise.resolve([]);
    return db.manager
      .createQueryBuilder(FlowSession, 's')
      .where('s.contactId in (:...contactIds)', { contactIds })
      .getMany();
  }

  /**
   * Saves where a contact stands, if nobody stepped in between.
   *
   * @param before the version this step started from, 0 for none.
   * @returns false when another step was faster.
   */
  async saveSession(tx: Tx, session: FlowSession, before: number): Promise<boolean> {
    if (before === 0) {
      await tx.manager.insert(FlowSession, { ...session } as FlowSession);
      return true;
    }
    const { contactId, conversationId, state, startedBy, version, updatedAtMs } = session;
    const result = await tx.manager.update(
      FlowSession,
      { contactId, version: before },
      { conversationId, state, startedBy, version, updatedAtMs },
    );
    return result.affected === 1;
  }

  async removeSessionIn(tx: Tx, conversationId: string): Promise<void> {
    await tx.manager.delete(FlowSession, { conversationId });
  }

  async removeSession(tx: Tx, contactId: string): Promise<void> {
    await tx.manager.delete(FlowSession, { contactId });
  }
}
