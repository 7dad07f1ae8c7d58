import { Injectable } from '@nestjs/common';
import type { Db } from '../../platform/database/db.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { RetentionPolicy } from './retention-policy.entity.js';

/** The only TypeORM of retention. */
@Injectable()
export class RetentionRepository {
  find(db: Db, botId: string): Promise<RetentionPolicy | null> {
    return db.manager.findOneBy(RetentionPolicy, { botId });
  }

  /** Of every bot that has one. */
  list(db: Db): Promise<RetentionPolicy[]> {
    return db.manager.find(RetentionPolicy, { order: { botId: 'ASC' } });
  }

  async put(tx: Tx, policy: RetentionPolicy): Promise<void> {
    await tx.manager.upsert(RetentionPolicy, policy, ['botId']);
  }
}
