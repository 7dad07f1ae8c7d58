import type { ErrorLogCodes, ErrorLogQuery, ErrorLogEntry as Wire } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import type * as v from 'valibot';
import { Reader } from '../../platform/database/reader.js';
import { BotsService } from '../bots/index.js';
import { instantOfPage, keyOfInstant, pageOfRows } from '../events/index.js';
import { FlowNamesService } from '../flows/index.js';
import type { Member } from '../workspaces/index.js';
import { toErrorLogEntry } from './error-log.mapper.js';
import { ErrorLogRepository } from './error-log.repository.js';

/** The error log of a bot, for those who can mend it. */
@Injectable()
export class ErrorLogViewService {
  constructor(
    private readonly entries: ErrorLogRepository,
    private readonly bots: BotsService,
    private readonly flows: FlowNamesService,
    private readonly reader: Reader,
  ) {}

  /** A page of the log, what happened last first. */
  async list(
    member: Member,
    botId: string,
    { before, limit, code }: v.InferOutput<typeof ErrorLogQuery>,
  ): Promise<{ items: Wire[]; next: string | null }> {
    await this.bots.getOfWorkspace(this.reader, member.workspaceId, botId);
    const from = instantOfPage(before);
    const rows = await this.entries.list(
      this.reader,
      botId,
      from === null ? null : { lastAtMs: from.atMs, id: from.id },
      limit,
      code ?? null,
    );
    const flows = await this.flows.load(
      this.reader,
      botId,
      rows.flatMap(({ flowId }) => flowId ?? []),
    );
    return pageOfRows(
      rows,
      limit,
      (row) => keyOfInstant(row.lastAtMs, row.id),
      (row) => toErrorLogEntry(row, flows),
    );
  }

  /** The log by code, what happened last first. */
  async codes(member: Member, botId: string): Promise<ErrorLogCodes> {
    await this.bots.getOfWorkspace(this.reader, member.workspaceId, botId);
    const sums = await this.entries.sumByCode(this.reader, botId);
    return {
      codes: sums.map(({ firstAtMs, lastAtMs, ...sum }) => ({
        ...sum,
        first_at: new Date(firstAtMs).toISOString(),
        last_at: new Date(lastAtMs).toISOString(),
      })),
    };
  }
}
