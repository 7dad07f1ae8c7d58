import type { Route } from './route.js';

/** Conversations, in the console. */
export const CONVERSATION_ROUTES = {
  list_conversations: {
    method: 'GET',
    path: '/v1/console/conversations',
    audience: 'member',
    permission: 'conversations.read',
  },
  get_conversation: {
    method: 'GET',
    path: '/v1/console/conversations/:conversation_id',
    audience: 'member',
    permission: 'conversations.read',
  },
  list_messages: {
    method: 'GET',
    path: '/v1/console/conversations/:conversation_id/messages',
    audience: 'member',
    permission: 'conversations.read',
  },
  reply: {
    method: 'POST',
    path: '/v1/console/conversations/:conversation_id/messages',
    audience: 'member',
    permission: 'conversations.reply',
  },
  set_conversation_status: {
    method: 'POST',
    path: '/v1/console/conversations/:conversation_id/status',
    audience: 'member',
    permission: 'conversations.reply',
  },
  pause_bot: {
    method: 'POST',
    path: '/v1/console/conversations/:conversation_id/bot',
    audience: 'member',
    permission: 'conversations.reply',
  },
  agent_seen: {
    method: 'POST',
    path: '/v1/console/conversations/:conversation_id/seen',
    audience: 'member',
    permission: 'conversations.reply',
  },
} as const satisfies Record<string, Route>;
