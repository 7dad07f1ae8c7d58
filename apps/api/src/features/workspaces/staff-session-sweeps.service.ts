import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Sweeper } from '../../platform/sweeper/sweeper.js';
import { StaffSessionsRepository } from './staff-sessions.repository.js';

/** Sessions and sign-in links that are over. Audit rows are kept. */
@Injectable()
export class StaffSessionSweeps implements OnModuleInit {
  constructor(
    private readonly sessions: StaffSessionsRepository,
    private readonly sweeper: Sweeper,
  ) {}

  onModuleInit(): void {
    this.sweeper.register({
      name: 'workspaces.sessions',
      find: (db, nowMs, limit) => this.sessions.findExpired(db, nowMs, limit),
      remove: (tx, ids) => this.sessions.removeExpired(tx, ids),
    });
    this.sweeper.register({
      name: 'workspaces.sign-in-links',
      find: (db, nowMs, limit) => this.sessions.findExpiredLinks(db, nowMs, limit),
      remove: (tx, hashes) => this.sessions.removeLinks(tx, hashes),
    });
  }
}
