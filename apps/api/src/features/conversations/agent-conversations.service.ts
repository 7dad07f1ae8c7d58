import type { ConversationSummary, Message as WireMessage } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { Reader } from '../../platform/database/reader.js';
import { notFound } from '../../platform/errors/app-error.js';
import { ContactsService } from '../contacts/index.js';
import type { Conversation } from './conversation.entity.js';
import { type ConversationsFilter, ConversationsRepository } from './conversations.repository.js';
import { toMessage } from './message.mapper.js';

/** Conversations as agents see them. What is not of their workspace does not exist. */
@Injectable()
export class AgentConversationsService {
  constructor(
    private readonly conversations: ConversationsRepository,
    private readonly contacts: ContactsService,
    private readonly reader: Reader,
  ) {}

  /** A page of the inbox, the latest first. */
  async list(filter: ConversationsFilter): Promise<{ rows: Conversation[]; items: ConversationSummary[] }> {
    const rows = await this.conversations.list(this.reader, filter);
    return { rows, items: await this.#summaries(rows) };
  }

  async get(workspaceId: string, id: string): Promise<ConversationSummary> {
    const [summary] = await this.#summaries([await this.#getRow(workspaceId, id)]);
    if (summary === undefined) throw notFound('conversation');
    return summary;
  }

  /** A page of a conversation upward, oldest first; `before` is a `seq`. */
  async listMessages(workspaceId: string, id: string, beforeSeq: number, limit: number): Promise<WireMessage[]> {
    const conversation = await this.#getRow(workspaceId, id);
    const rows = await this.conversations.listOfConversation(this.reader, id, beforeSeq, limit);
    return rows.reverse().map((row) => toMessage(row, conversation));
  }

  async #getRow(workspaceId: string, id: string): Promise<Conversation> {
    const conversation = await this.conversations.findById(this.reader, id);
    if (conversation === null || conversation.workspaceId !== workspaceId) throw notFound('conversation');
    return conversation;
  }

  async #summaries(rows: readonly Conversation[]): Promise<ConversationSummary[]> {
    const ids = rows.map(({ id }) => id);
    const contacts = await this.contacts.summariesOf(this.reader, [...new Set(rows.map((row) => row.contactId))]);
    const newest = new Map((await this.conversations.listNewest(this.reader, ids)).map((m) => [m.conversationId, m]));
    const unread = await this.conversations.countUnreadForAgents(this.reader, ids);
    return rows.flatMap((row) => {
      const contact = contacts.get(row.contactId);
      if (contact === undefined) return [];
      const message = newest.get(row.id);
      return [
        {
          id: row.id,
          bot_id: row.botId,
          contact,
          status: row.status,
          bot_paused_until: row.botPausedUntilMs === null ? null : new Date(row.botPausedUntilMs).toISOString(),
          last_seq: row.lastSeq,
          last_message: message === undefined ? null : toMessage(message, row),
          unread: unread.get(row.id) ?? 0,
          visitor_seen_seq: row.visitorSeenSeq,
          updated_at: new Date(row.updatedAtMs).toISOString(),
        },
      ];
    });
  }
}
