import type { WidgetEvent, WorkspaceEvent } from '@chatku/schemas';
import { toMessage } from '../conversations/index.js';
import type { StreamRow } from './stream-row.js';

/** A row of the log as the visitor gets it; null for what they may not see (any more). */
export function toWidgetEvent(row: StreamRow): WidgetEvent | null {
  switch (row.type) {
    case 'message':
      if (row.message === null || row.message.seq <= row.agentsOnlyUptoSeq) return null;
      return { type: 'message', message: toMessage(row.message, row) };
    case 'conversation':
      if (row.conversationId === null || row.status === null) return null;
      return { type: 'conversation', conversation_id: row.conversationId, status: row.status };
    case 'agent_seen':
      if (row.conversationId === null || row.seq === null) return null;
      return { type: 'agent_seen', conversation_id: row.conversationId, seq: row.seq };
    case 'history_changed':
      return { type: 'history_changed' };
    default:
      return null;
  }
}

/** A row of the log as members of the workspace get it. */
export function toWorkspaceEvent(row: StreamRow): WorkspaceEvent | null {
  if (row.contactId === null) return null;
  if (row.type === 'message') {
    if (row.message === null) return null;
    return {
      type: 'message',
      bot_id: row.botId,
      contact_id: row.contactId,
      message: toMessage(row.message, row),
    };
  }
  if (row.type === 'contact') return { type: 'contact', bot_id: row.botId, contact_id: row.contactId };
  if (row.conversationId === null) return null;
  return { type: 'conversation', bot_id: row.botId, conversation_id: row.conversationId };
}
