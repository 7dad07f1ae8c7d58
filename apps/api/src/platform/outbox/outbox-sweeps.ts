import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Sweeper } from '../sweeper/sweeper.js';
import { OutboxRepository } from './outbox.repository.js';

const DAY_MS = 24 * 3_600_000;
/** A job that nobody has looked at for so long is wanted by nobody. */
export const PARKED_KEPT_MS = 90 * DAY_MS;

/** Which rows of the outbox go without having been done, and when. */
@Injectable()
export class OutboxSweeps implements OnModuleInit {
  constructor(
    private readonly jobs: OutboxRepository,
    private readonly sweeper: Sweeper,
  ) {}

  onModuleInit(): void {
    this.sweeper.register({
      name: 'outbox.parked',
      find: (db, nowMs, limit) => this.jobs.findParkedSince(db, nowMs - PARKED_KEPT_MS, limit),
      remove: (tx, ids) => this.jobs.removeParkedSince(tx, ids, tx.nowMs - PARKED_KEPT_MS),
    });
    this.sweeper.register({
      name: 'outbox.targets',
      find: (db, nowMs, limit) => this.jobs.findIdleTargets(db, nowMs - DAY_MS, limit),
      remove: (tx, targets) => this.jobs.removeIdleTargets(tx, targets, tx.nowMs - DAY_MS),
    });
  }
}
