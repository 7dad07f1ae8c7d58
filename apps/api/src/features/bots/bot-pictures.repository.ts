import { Injectable } from '@nestjs/common';
import { In, Not } from 'typeorm';
import type { Db } from '../../platform/database/db.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { BotPicture } from './bot-picture.entity.js';

/** The only TypeORM of bots' pictures. */
@Injectable()
export class BotPicturesRepository {
  find(db: Db, botId: string, hash: string): Promise<BotPicture | null> {
    return db.manager.findOneBy(BotPicture, { botId, hash });
  }

  has(db: Db, botId: string, hash: string): Promise<boolean> {
    return db.manager.existsBy(BotPicture, { botId, hash });
  }

  async insert(tx: Tx, picture: BotPicture): Promise<void> {
    await tx.manager.insert(BotPicture, { ...picture });
  }

  /** Removes a bot's pictures, all but these. */
  async removeAllBut(tx: Tx, botId: string, hashes: readonly string[]): Promise<void> {
    await tx.manager.delete(BotPicture, { botId, hash: Not(In([...hashes])) });
  }
}
