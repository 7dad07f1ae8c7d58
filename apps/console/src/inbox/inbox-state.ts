import type { ConversationStatus, ConversationSummary } from '../data/conversations.js';
import type { WorkspaceEvent } from '../data/workspace-stream.js';

/** The conversations the console knows, by id. */
export type Conversations = ReadonlyMap<string, ConversationSummary>;

/** What an event changed, and what it only announced and must be fetched. */
export type Applied = {
  readonly conversations: Conversations;
  /** Ids of conversations whose row is to be fetched anew. */
  readonly stale: readonly string[];
};

/**
 * Applies an event of the workspace's stream. What the event carries is used at once, so that thirty busy chats cost no
 * request a message; what it only announces is named in `stale`. Applying the same event twice changes nothing more.
 *
 * The law (held by a property): applying all events, then fetching what is stale, equals fetching everything anew.
 */
export const applyEvent = (conversations: Conversations, event: WorkspaceEvent): Applied => {
  switch (event.type) {
    case 'conversation':
      return { conversations, stale: [event.conversation_id] };
    case 'contact': {
      const stale = [...conversations.values()].filter((one) => one.contact.id === event.contact_id);
      return { conversations, stale: stale.map((one) => one.id) };
    }
    case 'message': {
      const { message } = event;
      const known = conversations.get(message.conversation_id);
      if (known === undefined) return { conversations, stale: [message.conversation_id] };
      if (message.seq <= known.last_seq) return { conversations, stale: [] };
      const next: ConversationSummary = {
        ...known,
        last_seq: message.seq,
        last_message: message,
        unread: known.unread + (message.author === 'visitor' ? 1 : 0),
        updated_at: message.created_at,
      };
      // An agent's message pauses the bot and reads what came before it; a message to a done conversation opens it; a
      // hole means that a count may be wrong.
      const announcesMore =
        message.author === 'agent' ||
        message.author === 'system' ||
        known.status === 'done' ||
        message.seq > known.last_seq + 1;
      return { conversations: put(conversations, next), stale: announcesMore ? [known.id] : [] };
    }
  }
};

const put = (conversations: Conversations, one: ConversationSummary): Conversations =>
  new Map(conversations).set(one.id, one);

/**
 * Puts a fetched row in place. An answer that was overtaken by events on its way is refused, since it would take
 * messages back; the caller fetches again.
 */
export const putFetched = (
  conversations: Conversations,
  fetched: ConversationSummary,
): { conversations: Conversations; overtaken: boolean } => {
  const known = conversations.get(fetched.id);
  if (known !== undefined && known.last_seq > fetched.last_seq) return { conversations, overtaken: true };
  return { conversations: put(conversations, fetched), overtaken: false };
};

/** Which conversations a list shows. */
export type InboxFilter = { status: ConversationStatus; botId: string | null; unreadOnly: boolean };

/** How far down a list has been fetched: rows older than `horizon` may lack neighbours, so they are not shown. */
export type Reach = { readonly next: string | null; readonly horizon: string | null };

/** The rows of a list, newest first. */
export const listed = (
  conversations: Conversations,
  filter: InboxFilter,
  reach: Reach,
  /** A conversation that stays in the list while it is open on the screen, though it was just read. */
  keep: string | null = null,
): ConversationSummary[] =>
  [...conversations.values()]
    .filter(
      (one) =>
        one.status === filter.status &&
        (filter.botId === null || one.bot_id === filter.botId) &&
        (!filter.unreadOnly || one.unread > 0 || one.id === keep) &&
        (reach.next === null || reach.horizon === null || one.updated_at >= reach.horizon),
    )
    .sort((a, b) => compare(b.updated_at, a.updated_at) || compare(b.id, a.id));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Visitor's messages nobody has read, over the open conversations that are known. */
export const unreadTotal = (conversations: Conversations): number => {
  let total = 0;
  for (const one of conversations.values()) if (one.status === 'open') total += one.unread;
  return total;
};
