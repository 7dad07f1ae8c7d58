import { Injectable } from '@nestjs/common';
import type { Db } from '../../platform/database/db.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { StoredMailSettings } from './mail-settings.entity.js';

const ID = 'mail';

/** The only TypeORM of mail settings. */
@Injectable()
export class MailSettingsRepository {
  find(db: Db): Promise<StoredMailSettings | null> {
    return db.manager.findOneBy(StoredMailSettings, { id: ID });
  }

  async put(tx: Tx, sealed: string): Promise<void> {
    await tx.manager.delete(StoredMailSettings, { id: ID });
    await tx.manager.insert(StoredMailSettings, { id: ID, sealed, updatedAtMs: tx.nowMs });
  }

  /** Unless it was changed meanwhile. @returns whether it was still this one */
  async replace(tx: Tx, from: string, to: string): Promise<boolean> {
    return (await tx.manager.update(StoredMailSettings, { id: ID, sealed: from }, { sealed: to })).affected === 1;
  }

  /** @returns whether there were any. */
  async remove(tx: Tx): Promise<boolean> {
    return (await tx.manager.delete(StoredMailSettings, { id: ID })).affected === 1;
  }
}
