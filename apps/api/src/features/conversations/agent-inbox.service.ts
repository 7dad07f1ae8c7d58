import type { ConversationSummary, ConversationsQuery, Message, MessagesQuery } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { AppError } from '../../platform/errors/app-error.js';
import { instantOfPage, keyOfInstant, keyOfPage, pageOfRows } from '../events/index.js';
import { AgentConversationsService } from './agent-conversations.service.js';

/** Pages of conversations and of their messages, as clients ask for them. */
@Injectable()
export class AgentInboxService {
  constructor(private readonly conversations: AgentConversationsService) {}

  /** A page of the inbox, the latest first. */
  async list(
    workspaceId: string,
    query: ConversationsQuery,
  ): Promise<{ items: ConversationSummary[]; next: string | null }> {
    const before = instantOfPage(query.before);
    const { rows, items } = await this.conversations.list({
      workspaceId,
      limit: query.limit,
      ...(query.bot_id === undefined ? {} : { botId: query.bot_id }),
      ...(query.contact_id === undefined ? {} : { contactId: query.contact_id }),
      ...(query.status === undefined ? {} : { status: query.status }),
      ...(before === null ? {} : { before: { updatedAtMs: before.atMs, id: before.id } }),
    });
    const { next } = pageOfRows(
      rows,
      query.limit,
      (row) => keyOfInstant(row.updatedAtMs, row.id),
      (row) => row,
    );
    return { items, next };
  }

  /** A page of a conversation upward, oldest first. */
  async listMessages(
    workspaceId: string,
    conversationId: string,
    query: MessagesQuery,
  ): Promise<{ items: Message[]; next: string | null }> {
    const key = keyOfPage(query.before);
    if (key !== null && !/^[1-9]\d{0,14}$/.test(key)) {
      throw new AppError('invalid_request', 'This is not a cursor of a conversation.', {
        fix: 'Hand back `next` as it came.',
      });
    }
    const beforeSeq = key === null ? Number.MAX_SAFE_INTEGER : Number(key);
    const items = await this.conversations.listMessages(workspaceId, conversationId, beforeSeq, query.limit);
    const upward = pageOfRows(
      [...items].reverse(),
      query.limit,
      ({ seq }) => String(seq),
      (message) => message,
    );
    // The first message of all has nothing above it, however full its page is.
    return { items, next: items[0]?.seq === 1 ? null : upward.next };
  }
}
