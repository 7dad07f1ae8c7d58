import type { ErrorLogEntry as Wire } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { Reader } from '../../platform/database/reader.js';
import { BotsService } from '../bots/index.js';
import { instantOfPage, keyOfInstant, pageOfRows } from '../events/index.js';
import type { Member } from '../workspaces/index.js';
import { toErrorLogEntry } from './error-log.mapper.js';
import { ErrorLogRepository } from './error-log.repository.js';

/** The error log of a bot, for those who can mend it. */
@Injectable()
export class ErrorLogViewService {
  constructor(
    private readonly entries: ErrorLogRepository,
    private readonly bots: BotsService,
    private readonly reader: Reader,
  ) {}

  /** A page of the log, what happened last first. */
  async list(
    member: Member,
    botId: string,
    before: string | undefined,
    limit: number,
  ): Promise<{ items: Wire[]; next: string | null }> {
    await this.bots.getOfWorkspace(this.reader, member.workspaceId, botId);
    const from = instantOfPage(before);
    const rows = await this.entries.list(
      this.reader,
      botId,
      from === null ? null : { lastAtMs: from.atMs, id: from.id },
      limit,
    );
    return pageOfRows(rows, limit, (row) => keyOfInstant(row.lastAtMs, row.id), toErrorLogEntry);
  }
}
