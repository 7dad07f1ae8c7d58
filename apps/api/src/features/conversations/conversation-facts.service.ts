import { Injectable } from '@nestjs/common';
import type { Db } from '../../platform/database/db.js';
import { ConversationsRepository } from './conversations.repository.js';

/** Small facts about a bot's conversations, for other features. */
@Injectable()
export class ConversationFactsService {
  constructor(private readonly conversations: ConversationsRepository) {}

  /** When something last happened in a conversation of the bot; null while there is none. */
  async latestAtMs(db: Db, workspaceId: string, botId: string): Promise<number | null> {
    const [latest] = await this.conversations.list(db, { workspaceId, botId, limit: 1 });
    return latest?.updatedAtMs ?? null;
  }
}
