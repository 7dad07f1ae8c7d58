import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { Sweeper } from '../../platform/sweeper/sweeper.js';
import { AuditRepository } from './audit.repository.js';
import { StaffSessionsRepository } from './staff-sessions.repository.js';

const REFUSED = 'session.refused-';
const DAY_MS = 86_400_000;
const REFUSED_KEPT_MS = 90 * DAY_MS;

/**
 * Sessions and sign-in links that are over. Audit rows are kept for good unless the server's operator set a number of days:
 * no setting of the console, or whoever does wrong there could also take away the trace of it. Those of refused sign-ins go
 * in any case: anybody can cause them, without end.
 */
@Injectable()
export class StaffSessionSweeps implements OnModuleInit {
  constructor(
    private readonly sessions: StaffSessionsRepository,
    private readonly audit: AuditRepository,
    private readonly sweeper: Sweeper,
    private readonly config: Config,
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
    const { auditDays } = this.config;
    if (auditDays === null) return;
    this.sweeper.register({
      name: 'workspaces.audit',
      find: (db, nowMs, limit) => this.audit.findOlder(db, '', nowMs - auditDays * DAY_MS, limit),
      remove: (tx, ids) => this.audit.removeByIds(tx, ids),
    });
  }
}
