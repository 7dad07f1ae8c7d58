import { Injectable } from '@nestjs/common';
import type { Db } from '../../platform/database/db.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { OlderCodeKey } from './older-code-key.entity.js';
import { RecoveryCode } from './recovery-code.entity.js';

/** The only TypeORM of recovery codes. */
@Injectable()
export class RecoveryCodesRepository {
  count(db: Db, userId: string): Promise<number> {
    return db.manager.countBy(RecoveryCode, { userId });
  }

  async insert(tx: Tx, codes: readonly RecoveryCode[]): Promise<void> {
    await tx.manager.insert(
      RecoveryCode,
      codes.map((code) => ({ ...code })),
    );
  }

  /** Uses a code up. @returns whether it was there */
  async take(tx: Tx, code: RecoveryCode): Promise<boolean> {
    return (await tx.manager.delete(RecoveryCode, { ...code })).affected === 1;
  }

  /** Whether anybody has one. */
  isAnyLeft(db: Db): Promise<boolean> {
    return db.manager.exists(RecoveryCode);
  }

  /** The newest first. */
  listOlderKeys(db: Db): Promise<OlderCodeKey[]> {
    return db.manager.find(OlderCodeKey, { order: { createdAtMs: 'DESC', id: 'ASC' } });
  }

  async putOlderKey(tx: Tx, key: OlderCodeKey): Promise<void> {
    const { affected } = await tx.manager.update(OlderCodeKey, { id: key.id }, { sealed: key.sealed });
    if (affected === 0) await tx.manager.insert(OlderCodeKey, key);
  }

  async removeOf(tx: Tx, userId: string): Promise<void> {
    await tx.manager.delete(RecoveryCode, { userId });
  }
}
