import type { AuditLogEntry, AuditLogQuery } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import type * as v from 'valibot';
import { Reader } from '../../platform/database/reader.js';
import { keyOfPage, pageOfRows } from '../events/index.js';
import { AuditService, type Member, StaffService } from '../workspaces/index.js';

/** Who did what in a workspace, for those who may ask. */
@Injectable()
export class AuditLogService {
  constructor(
    private readonly audit: AuditService,
    private readonly staff: StaffService,
    private readonly reader: Reader,
  ) {}

  /** A page of the log, the latest first. A member's name is today's. */
  async list(
    { workspaceId }: Member,
    query: v.InferOutput<typeof AuditLogQuery>,
  ): Promise<{ items: AuditLogEntry[]; next: string | null }> {
    const { user_id: userId, action, from, to, limit } = query;
    const beforeId = keyOfPage(query.before);
    const rows = await this.audit.listPage(this.reader, {
      workspaceId,
      limit,
      ...(userId !== undefined && { userId }),
      ...(action !== undefined && { action }),
      ...(from !== undefined && { fromMs: Date.parse(from) }),
      ...(to !== undefined && { toMs: Date.parse(to) }),
      ...(beforeId !== null && { beforeId }),
    });
    const names = await this.#namesOf(rows.flatMap((row) => row.userId ?? []));
    return pageOfRows(
      rows,
      limit,
      ({ id }) => id,
      (row) => ({
        id: row.id,
        at: new Date(row.atMs).toISOString(),
        user_id: row.userId,
        user_name: row.userId === null ? null : (names.get(row.userId) ?? null),
        action: row.action,
        target_id: row.targetId,
        detail: row.detail,
      }),
    );
  }

  async #namesOf(userIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const names = new Map<string, string>();
    for (const id of new Set(userIds)) {
      const user = await this.staff.find(this.reader, id);
      if (user !== null) names.set(id, user.name);
    }
    return names;
  }
}
