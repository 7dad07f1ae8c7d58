import { Injectable } from '@nestjs/common';
import type { Db } from '../../platform/database/db.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { Installation } from './installation.entity.js';

/** The only TypeORM of installations. */
@Injectable()
export class InstallationsRepository {
  listOfBot(db: Db, botId: string): Promise<Installation[]> {
    return db.manager.findBy(Installation, { botId });
  }

  async put(tx: Tx, row: Installation): Promise<void> {
    await tx.manager.upsert(Installation, { ...row }, ['botId', 'origin']);
  }

  async remove(tx: Tx, { botId, origin }: Installation): Promise<void> {
    await tx.manager.delete(Installation, { botId, origin });
  }
}
