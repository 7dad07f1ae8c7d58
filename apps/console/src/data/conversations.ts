import type { ConversationSummary, Message, SendMessageBody } from '@chatku/schemas';
import { type Page, request } from './request.js';

export type { ConversationSummary, Message };
export type ConversationStatus = ConversationSummary['status'];

export type ConversationsFilter = {
  status?: ConversationStatus | undefined;
  botId?: string | undefined;
  contactId?: string | undefined;
};

export const fetchConversations = (
  filter: ConversationsFilter,
  page: { before?: string | null; limit?: number } = {},
  signal?: AbortSignal,
) =>
  request<Page<ConversationSummary>>('list_conversations', {
    query: {
      status: filter.status,
      bot_id: filter.botId,
      contact_id: filter.contactId,
      before: page.before,
      limit: page.limit ?? 50,
    },
    signal,
  });
const of = (id: string) => ({ conversation_id: id });
export const fetchConversation = (id: string, signal?: AbortSignal) =>
  request<ConversationSummary>('get_conversation', { params: of(id), signal });
/** The newest messages, or with `before` the page above them. */
export const fetchMessages = (id: string, before?: string | null, signal?: AbortSignal) =>
  request<Page<Message>>('list_messages', { params: of(id), query: { before, limit: 50 }, signal });
/** Sends an agent's reply. The same client id again returns the same message, so a retry never doubles it. */
export const sendReply = (id: string, body: SendMessageBody) => request<Message>('reply', { params: of(id), body });
export const setConversationStatus = (id: string, status: ConversationStatus) =>
  request<unknown>('set_conversation_status', { params: of(id), body: { status } });
export const setBotPaused = (id: string, paused: boolean) =>
  request<unknown>('pause_bot', { params: of(id), body: { paused } });
export const markSeen = (id: string, seq: number) => request<unknown>('agent_seen', { params: of(id), body: { seq } });
