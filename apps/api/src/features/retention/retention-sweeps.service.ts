import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Db } from '../../platform/database/db.js';
import { lockAlone } from '../../platform/database/locks.js';
import { Sweeper } from '../../platform/sweeper/sweeper.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { ContactErasureService } from '../contact-admin/index.js';
import { ContactRecordsService } from '../contacts/index.js';
import { ConversationErasureService } from '../conversations/index.js';
import { RetentionRepository } from './retention.repository.js';
import type { RetentionPolicy } from './retention-policy.entity.js';

const DAY_MS = 24 * 3_600_000;
/** A conversation or contact brings many rows with it: few of them at a time, so that a visitor's message need not wait. */
const BATCH = 20;

const KINDS = ['guest', 'known'] as const;
const daysOf = (policy: RetentionPolicy, kind: (typeof KINDS)[number]): number | null =>
  kind === 'guest' ? policy.idleGuestsDays : policy.idleKnownDays;

/** Removes what a bot's admins do not want kept. Where nobody said so, nothing goes. */
@Injectable()
export class RetentionSweeps implements OnModuleInit {
  constructor(
    private readonly policies: RetentionRepository,
    private readonly contacts: ContactRecordsService,
    private readonly erasure: ContactErasureService,
    private readonly conversations: ConversationErasureService,
    private readonly sweeper: Sweeper,
  ) {}

  onModuleInit(): void {
    this.sweeper.register({
      name: 'retention.conversations',
      batchRows: BATCH,
      find: (db, nowMs, limit) => this.#findConversations(db, nowMs, limit),
      remove: (tx, ids) => this.#removeConversations(tx, ids),
    });
    this.sweeper.register({
      name: 'retention.contacts',
      batchRows: BATCH,
      find: (db, nowMs, limit) => this.#findContacts(db, nowMs, limit),
      remove: (tx, ids) => this.#removeContacts(tx, ids),
    });
  }

  async #findConversations(db: Db, nowMs: number, limit: number): Promise<string[]> {
    const found: string[] = [];
    for (const { botId, guestConversationsDays: days } of await this.policies.list(db)) {
      if (days === null || found.length >= limit) continue;
      const atMs = nowMs - days * DAY_MS;
      found.push(...(await this.conversations.findSilentOfGuests(db, botId, atMs, limit - found.length)));
    }
    return found;
  }

  async #removeConversations(tx: Tx, ids: readonly string[]): Promise<number> {
    let removed = 0;
    for (const { botId, guestConversationsDays: days } of await this.policies.list(tx)) {
      if (days === null) continue;
      removed += await this.conversations.eraseSilentOfGuests(tx, botId, ids, tx.nowMs - days * DAY_MS);
    }
    return removed;
  }

  async #findContacts(db: Db, nowMs: number, limit: number): Promise<string[]> {
    const found: string[] = [];
    for (const policy of await this.policies.list(db)) {
      for (const kind of KINDS) {
        const days = daysOf(policy, kind);
        if (days === null || found.length >= limit) continue;
        const atMs = nowMs - days * DAY_MS;
        found.push(...(await this.contacts.findIdle(db, policy.botId, kind, atMs, limit - found.length)));
      }
    }
    return found;
  }

  async #removeContacts(tx: Tx, ids: readonly string[]): Promise<number> {
    await lockAlone(tx, ...ids.map((id) => ['contact', id] as const));
    let removed = 0;
    for (const policy of await this.policies.list(tx)) {
      for (const kind of KINDS) {
        const days = daysOf(policy, kind);
        if (days === null) continue;
        const atMs = tx.nowMs - days * DAY_MS;
        const idle = await this.contacts.findIdle(tx, policy.botId, kind, atMs, ids.length, ids);
        for (const contact of await this.contacts.listByIds(tx, idle)) await this.erasure.erase(tx, contact);
        removed += idle.length;
      }
    }
    return removed;
  }
}
