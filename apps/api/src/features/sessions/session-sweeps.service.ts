import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Sweeper } from '../../platform/sweeper/sweeper.js';
import { SessionsRepository } from './sessions.repository.js';

const DAY_MS = 24 * 3_600_000;
/**
 * A page that nobody heard of for so long is closed, or sleeps on a computer that does. Until then its row tells a page that
 * wakes why its session ended, keeps a late call with an old epoch out, and one that was logged out of its browser.
 */
export const PAGE_KEPT_MS = 14 * DAY_MS;
/** A call begun under a group that was retired since is refused; none is on its way for so long. */
export const RETIRED_GROUP_KEPT_MS = 30 * DAY_MS;

/** Which rows of sessions go, and when. A verified session ends half an hour after its last sign of life: none is live here. */
@Injectable()
export class SessionSweeps implements OnModuleInit {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly sweeper: Sweeper,
  ) {}

  onModuleInit(): void {
    this.sweeper.register({
      name: 'sessions.pages',
      find: (db, nowMs, limit) => this.sessions.findForgottenPages(db, nowMs - PAGE_KEPT_MS, limit),
      remove: (tx, ids) => this.sessions.removeForgottenPages(tx, ids, tx.nowMs - PAGE_KEPT_MS),
    });
    this.sweeper.register({
      name: 'sessions.groups',
      find: (db, nowMs, limit) => this.sessions.findUnusedGroups(db, nowMs - RETIRED_GROUP_KEPT_MS, limit),
      // Nobody joins a retired group: what was unused stays so.
      remove: (tx, ids) => this.sessions.removeGroups(tx, ids),
    });
  }
}
