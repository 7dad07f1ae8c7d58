import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Sweeper } from '../../platform/sweeper/sweeper.js';
import { InvitesRepository } from './invites.repository.js';

/** Invitations nobody accepted in time. */
@Injectable()
export class InviteSweep implements OnModuleInit {
  constructor(
    private readonly invites: InvitesRepository,
    private readonly sweeper: Sweeper,
  ) {}

  onModuleInit(): void {
    this.sweeper.register({
      name: 'members.invites',
      find: (db, nowMs, limit) => this.invites.findExpired(db, nowMs, limit),
      remove: (tx, ids) => this.invites.removeByIds(tx, ids),
    });
  }
}
