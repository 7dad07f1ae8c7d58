import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { IdMaker } from '../../platform/ids/id-maker.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { ErrorLogRepository } from './error-log.repository.js';

/** Where features put what a bot's admins should mend. */
@Injectable()
export class ErrorLogService {
  constructor(
    private readonly entries: ErrorLogRepository,
    private readonly ids: IdMaker,
  ) {}

  /** Notes one occurrence. @param detail for an admin; ids and names, never what a visitor wrote. */
  async record(tx: Tx, botId: string, code: string, detail: string): Promise<void> {
    await this.entries.add(tx, {
      id: this.ids.newId(),
      botId,
      code,
      detail: detail.slice(0, 2000),
      placeDigest: createHash('sha256').update(`${code}\n${detail}`).digest('base64url'),
      count: 1,
      firstAtMs: tx.nowMs,
      lastAtMs: tx.nowMs,
    });
  }
}
