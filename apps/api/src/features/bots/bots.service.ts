import { Injectable } from '@nestjs/common';
import type { Db } from '../../platform/database/db.js';
import { notFound } from '../../platform/errors/app-error.js';
import type { Bot } from './bot.entity.js';
import type { BotPicture } from './bot-picture.entity.js';
import { BotPicturesRepository } from './bot-pictures.repository.js';
import { BotsRepository } from './bots.repository.js';

/** Bots as the other features need them. */
@Injectable()
export class BotsService {
  constructor(
    private readonly bots: BotsRepository,
    private readonly pictures: BotPicturesRepository,
  ) {}

  findById(db: Db, id: string): Promise<Bot | null> {
    return this.bots.findById(db, id);
  }

  listByIds(db: Db, ids: readonly string[]): Promise<Bot[]> {
    return this.bots.listByIds(db, ids);
  }

  async getById(db: Db, id: string): Promise<Bot> {
    const bot = await this.bots.findById(db, id);
    if (bot === null) throw notFound('bot');
    return bot;
  }

  /** A bot of this workspace; another workspace's bot is as absent as one that never was. */
  async getOfWorkspace(db: Db, workspaceId: string, id: string): Promise<Bot> {
    const bot = await this.bots.findById(db, id);
    if (bot === null || bot.workspaceId !== workspaceId) throw notFound('bot');
    return bot;
  }

  /** The newest bots of a workspace, a hundred at most. */
  listOfWorkspace(db: Db, workspaceId: string): Promise<Bot[]> {
    return this.bots.listOfWorkspace(db, workspaceId, null, 100);
  }

  /** The oldest bot of a workspace. */
  findFirst(db: Db, workspaceId: string): Promise<Bot | null> {
    return this.bots.findFirst(db, workspaceId);
  }

  /** A picture of a bot. */
  findPicture(db: Db, id: string, hash: string): Promise<BotPicture | null> {
    return this.pictures.find(db, id, hash);
  }
}
