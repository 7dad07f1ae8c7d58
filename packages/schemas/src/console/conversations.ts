import * as v from 'valibot';
import { Message } from '../message.js';
import { shape } from '../shape.js';
import { cursor, instant, limitParam, uuid } from '../text.js';
import { ContactSummary } from './contacts.js';

export const ConversationSummary = shape({
  id: uuid,
  bot_id: uuid,
  contact: ContactSummary,
  status: v.picklist(['open', 'done']),
  /** Until when the bot is silent because an agent speaks; null: it answers. */
  bot_paused_until: v.nullable(instant),
  last_seq: v.number(),
  /** Newest message; absent while there is none. */
  last_message: v.nullable(Message),
  /** Visitor's messages no agent has read. */
  unread: v.number(),
  visitor_seen_seq: v.number(),
  updated_at: instant,
});
export type ConversationSummary = v.InferOutput<typeof ConversationSummary>;
export const ConversationsQuery = shape({
  before: v.optional(cursor),
  limit: limitParam,
  bot_id: v.optional(uuid),
  contact_id: v.optional(uuid),
  status: v.optional(v.picklist(['open', 'done'])),
});
export type ConversationsQuery = v.InferOutput<typeof ConversationsQuery>;
export const MessagesQuery = shape({ before: v.optional(cursor), limit: limitParam });
export type MessagesQuery = v.InferOutput<typeof MessagesQuery>;
export const ConversationStatusBody = shape({ status: v.picklist(['open', 'done']) });
export type ConversationStatusBody = v.InferOutput<typeof ConversationStatusBody>;
export const BotPauseBody = shape({ paused: v.boolean() });
export type BotPauseBody = v.InferOutput<typeof BotPauseBody>;
export const AgentSeenBody = shape({ seq: v.pipe(v.number(), v.integer(), v.minValue(1)) });
export type AgentSeenBody = v.InferOutput<typeof AgentSeenBody>;
