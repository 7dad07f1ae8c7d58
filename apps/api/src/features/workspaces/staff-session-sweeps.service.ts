import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Sweeper } from '../../platform/sweeper/sweeper.js';
import { AuditRepository } from './audit.repository.js';
import { StaffSessionsRepository } from './staff-sessions.repository.js';

const REFUSED = 'session.refused-';
const REFUSED_KEPT_MS = 90 * 86_400_000;

/**
 * Sessions and sign-in links that are over. Audit rows are kept, except of refused sign-ins: those anybody can cause, without
 * end.
 */
@Injectable()
export class StaffSessionSweeps implements OnModuleInit {
  constructor(
    private readonly sessions: StaffSessionsRepository,
    private readonly audit: AuditRepository,
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
    this.sweeper.register({
      name: 'workspaces.refused-sign-ins',
      find: (db, nowMs, limit) => this.audit.findOlder(db, REFUSED, nowMs - REFUSED_KEPT_MS, limit),
      remove: (tx, ids) => this.audit.removeByIds(tx, ids),
    });
  }
}
