import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { findAll } from '../../platform/database/bulk.js';
import type { Db } from '../../platform/database/db.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { Bot } from './bot.entity.js';
import { BotApiKey } from './bot-api-key.entity.js';

/** The only TypeORM of bots and their API keys. */
@Injectable()
export class BotsRepository {
  listByIds(db: Db, ids: readonly string[]): Promise<Bot[]> {
    return findAll(
      db,
      Bot,
      ['id'],
      ids.map((id) => ({ id })),
    );
  }

  findById(db: Db, id: string): Promise<Bot | null> {
    return db.manager.findOneBy(Bot, { id });
  }

  /** A page of a workspace's bots, the newest first. @param beforeId only those made before this one */
  listOfWorkspace(db: Db, workspaceId: string, beforeId: string | null, limit: number): Promise<Bot[]> {
    const id = beforeId === null ? {} : { id: LessThan(beforeId) };
    return db.manager.find(Bot, { where: { workspaceId, ...id }, order: { id: 'DESC' }, take: limit });
  }

  findFirst(db: Db, workspaceId: string): Promise<Bot | null> {
    return db.manager.findOne(Bot, { where: { workspaceId }, order: { id: 'ASC' } });
  }

  /** The origins every bot allows, of all workspaces. */
  async listOrigins(db: Db): Promise<string[]> {
    const bots = await db.manager.find(Bot, { select: { id: true, origins: true } });
    return bots.flatMap(({ origins }) => origins);
  }

  async insert(tx: Tx, bot: Bot): Promise<void> {
    await tx.manager.insert(Bot, { ...bot });
  }

  async update(tx: Tx, id: string, changes: Partial<Bot>): Promise<void> {
    await tx.manager.update(Bot, { id }, changes);
  }

  /** Writes the changes when the row still has `version`; tells whether it did. */
  async updateAtVersion(tx: Tx, id: string, version: number, changes: Partial<Bot>): Promise<boolean> {
    const result = await tx.manager.update(Bot, { id, version }, { ...changes, version: version + 1 });
    return result.affected === 1;
  }

  findApiKeyByHash(db: Db, keyHash: string): Promise<BotApiKey | null> {
    return db.manager.findOneBy(BotApiKey, { keyHash });
  }

  /** A page of a bot's API keys, the newest first. */
  listApiKeys(db: Db, botId: string, beforeId: string | null, limit: number): Promise<BotApiKey[]> {
    const id = beforeId === null ? {} : { id: LessThan(beforeId) };
    return db.manager.find(BotApiKey, { where: { botId, ...id }, order: { id: 'DESC' }, take: limit });
  }

  countApiKeys(db: Db, botId: string): Promise<number> {
    return db.manager.countBy(BotApiKey, { botId });
  }

  async insertApiKey(tx: Tx, key: BotApiKey): Promise<void> {
    await tx.manager.insert(BotApiKey, { ...key });
  }

  async noteApiKeyUse(tx: Tx, id: string): Promise<void> {
    await tx.manager.update(BotApiKey, { id }, { lastUsedAtMs: tx.nowMs });
  }

  /** Tells whether there was one. */
  async removeApiKey(tx: Tx, botId: string, id: string): Promise<boolean> {
    const removed = await tx.manager.delete(BotApiKey, { botId, id });
    return removed.affected === 1;
  }
}
