import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Sweeper } from '../../platform/sweeper/sweeper.js';
import { ErrorLogRepository } from './error-log.repository.js';

/** What has not happened again for so long has been mended, or the bot is not used. */
export const ERRORS_KEPT_MS = 90 * 24 * 3_600_000;

/** Which rows of the error log go, and when. */
@Injectable()
export class ErrorLogSweep implements OnModuleInit {
  constructor(
    private readonly entries: ErrorLogRepository,
    private readonly sweeper: Sweeper,
  ) {}

  onModuleInit(): void {
    this.sweeper.register({
      name: 'error-log',
      find: (db, nowMs, limit) => this.entries.findSilentSince(db, nowMs - ERRORS_KEPT_MS, limit),
      remove: (tx, ids) => this.entries.removeSilentSince(tx, ids, tx.nowMs - ERRORS_KEPT_MS),
    });
  }
}
