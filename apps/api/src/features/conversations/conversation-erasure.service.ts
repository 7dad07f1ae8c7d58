import { Injectable } from '@nestjs/common';
import type { Db } from '../../platform/database/db.js';
import { lockAlone, runsBesideOthers } from '../../platform/database/locks.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { FlowsService } from '../flows/index.js';
import { ConversationsRepository } from './conversations.repository.js';

/** Takes away what a contact ever said, and where they stood in a flow. */
@Injectable()
export class ConversationErasureService {
  constructor(
    private readonly conversations: ConversationsRepository,
    private readonly flows: FlowsService,
  ) {}

  async eraseOfContact(tx: Tx, contactId: string): Promise<void> {
    await this.conversations.removeOfContact(tx, contactId);
    await this.flows.endSession(tx, contactId);
  }

  /** Conversations of a bot's guests in which nothing happened since this instant. */
  findSilentOfGuests(db: Db, botId: string, atMs: number, limit: number): Promise<string[]> {
    return this.conversations.findSilentOfGuests(db, botId, atMs, limit);
  }

  /** Takes away those of these conversations that are still silent. @returns how many. */
  async eraseSilentOfGuests(tx: Tx, botId: string, ids: readonly string[], atMs: number): Promise<number> {
    if (ids.length === 0) return 0;
    if (runsBesideOthers(tx)) {
      const found = await this.conversations.listConversations(tx, ids);
      await lockAlone(tx, ...found.map(({ contactId }) => ['contact', contactId] as const));
    }
    const silent = await this.conversations.findSilentOfGuests(tx, botId, atMs, ids.length, ids);
    for (const id of silent) {
      await this.conversations.remove(tx, id);
      await this.flows.endSessionIn(tx, id);
    }
    return silent.length;
  }
}
