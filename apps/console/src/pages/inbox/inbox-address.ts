import type { InboxFilter } from '../../inbox/inbox-state.js';
import { hrefTo } from '../../router/paths.js';

const queryOf = (filter: InboxFilter) => ({
  status: filter.status === 'done' ? 'done' : null,
  bot: filter.botId,
  unread: filter.unreadOnly ? '1' : null,
});

/** The address of a conversation, or of none, that keeps the list as it is filtered. */
export const inboxHref = (conversationId: string | null, filter: InboxFilter): string =>
  conversationId === null
    ? hrefTo('conversations', undefined, queryOf(filter))
    : hrefTo('conversation', { conversation_id: conversationId }, queryOf(filter));
