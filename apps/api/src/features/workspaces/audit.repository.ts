import { Injectable } from '@nestjs/common';
import type { Db } from '../../platform/database/db.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { AuditEntry } from './audit-entry.entity.js';

/** The only TypeORM of the audit log. */
@Injectable()
export class AuditRepository {
  async insert(tx: Tx, entry: AuditEntry): Promise<void> {
    await tx.manager.insert(AuditEntry, { ...entry });
  }

  list(db: Db, workspaceId: string, limit: number): Promise<AuditEntry[]> {
    return db.manager.find(AuditEntry, { where: { workspaceId }, order: { id: 'DESC' }, take: limit });
  }
}
