import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Sweeper } from '../../platform/sweeper/sweeper.js';
import { PasswordResetLinksRepository } from './password-reset-links.repository.js';

/** Links for a new password that nobody used in time. */
@Injectable()
export class ResetLinkSweep implements OnModuleInit {
  constructor(
    private readonly links: PasswordResetLinksRepository,
    private readonly sweeper: Sweeper,
  ) {}

  onModuleInit(): void {
    this.sweeper.register({
      name: 'accounts.reset-links',
      find: (db, nowMs, limit) => this.links.findExpired(db, nowMs, limit),
      remove: (tx, hashes) => this.links.removeAll(tx, hashes),
    });
  }
}
