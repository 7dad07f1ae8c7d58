import { Injectable } from '@nestjs/common';
import type { Db } from '../../platform/database/db.js';
import { IdMaker } from '../../platform/ids/id-maker.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { AuditRepository } from './audit.repository.js';
import type { AuditEntry } from './audit-entry.entity.js';
import type { AuditFilter } from './audit-filter.js';

/** What is worth remembering of an act. */
export interface AuditedAct {
  readonly workspaceId: string;
  /** The member who did it; null for what is done at the server's terminal. */
  readonly userId: string | null;
  /** `thing.what-was-done`, for example `key.revealed`. */
  readonly action: string;
  /** The id of the thing. */
  readonly targetId: string;
  /** Ids, counts and names of settings. Never a secret, never a contact's data. */
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
}

/** The audit log: written in the transaction of the act itself, so that neither is there without the other. */
@Injectable()
export class AuditService {
  constructor(
    private readonly entries: AuditRepository,
    private readonly ids: IdMaker,
  ) {}

  /** Notes an act. */
  async record(tx: Tx, act: AuditedAct): Promise<void> {
    await this.entries.insert(tx, {
      id: this.ids.newId(),
      workspaceId: act.workspaceId,
      atMs: tx.nowMs,
      userId: act.userId,
      action: act.action,
      targetId: act.targetId,
      detail: act.detail === undefined ? null : { ...act.detail },
    });
  }

  /** What was done in a workspace, the latest first. */
  list(db: Db, workspaceId: string, limit: number): Promise<AuditEntry[]> {
    return this.entries.list(db, workspaceId, limit);
  }

  /** A page of what was done, the latest first. */
  listPage(db: Db, filter: AuditFilter): Promise<AuditEntry[]> {
    return this.entries.listPage(db, filter);
  }
}
