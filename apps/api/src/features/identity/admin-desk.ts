import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { Reader } from '../../platform/database/reader.js';
import type { Along } from '../../platform/unit-of-work/along.js';
import { UnitOfWork } from '../../platform/unit-of-work/unit-of-work.js';
import { type AuditedAct, AuditService, type Member } from '../workspaces/index.js';

/** What an admin's acts need of the house. */
@Injectable()
export class AdminDesk {
  constructor(
    readonly reader: Reader,
    readonly unitOfWork: UnitOfWork,
    readonly audit: AuditService,
    readonly clock: Clock,
  ) {}

  /** Notes an act of this member in the unit of work of the act. */
  audited({ workspaceId, userId }: Member, action: string, detail?: AuditedAct['detail']): Along {
    return (tx, targetId) =>
      this.audit.record(tx, { workspaceId, userId, action, targetId, ...(detail !== undefined && { detail }) });
  }
}
