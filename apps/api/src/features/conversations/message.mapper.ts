import type { Message as Wire } from '@chatku/schemas';
import type { Conversation } from './conversation.entity.js';
import type { Message } from './message.entity.js';

/** Row -> wire, for visitors and agents alike. */
export const toMessage = (
  message: Omit<Message, 'contactId' | 'authorUserId' | 'tabSecretHash'>,
  conversation: Pick<Conversation, 'asGuestUptoSeq'>,
): Wire => {
  const wire: Wire = {
    id: message.id,
    conversation_id: message.conversationId,
    seq: message.seq,
    author: message.author,
    body: message.body,
    created_at: new Date(message.createdAtMs).toISOString(),
  };
  if (message.authorName !== null) wire.author_name = message.authorName;
  if (message.clientId !== null) wire.client_id = message.clientId;
  if (message.seq <= conversation.asGuestUptoSeq) wire.as_guest = true;
  return wire;
};
