import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Sweeper } from '../../platform/sweeper/sweeper.js';
import { IdentityRepository } from './identity.repository.js';

/** The identity log tells of people, if masked: it is kept for as long as an installer needs it. */
export const LOG_KEPT_MS = 30 * 24 * 3_600_000;

/** Which rows of identity go, and when. A question whose time is over can be answered by nobody. */
@Injectable()
export class IdentitySweeps implements OnModuleInit {
  constructor(
    private readonly repository: IdentityRepository,
    private readonly sweeper: Sweeper,
  ) {}

  onModuleInit(): void {
    this.sweeper.register({
      name: 'identity.log',
      find: (db, nowMs, limit) => this.repository.findLogBefore(db, nowMs - LOG_KEPT_MS, limit),
      remove: (tx, ids) => this.repository.removeLog(tx, ids),
    });
    this.sweeper.register({
      name: 'identity.link-questions',
      find: (db, nowMs, limit) => this.repository.findExpiredQuestions(db, nowMs, limit),
      remove: (tx, hashes) => this.repository.removeQuestions(tx, hashes),
    });
  }
}
