import type { Message } from '@chatku/schemas';
import type { ChatMessage, DeliveryState } from './chat.js';
import type { Entry } from './owners.js';

/** The history on screen: every message once, in the order served, and within a conversation by `seq`. */
export type Thread = ReturnType<typeof createThread>;

const keyOf = (message: Message) => (message.author === 'visitor' && message.client_id) || message.id;

const fromStored = (message: Message, state: DeliveryState | null): ChatMessage => ({
  key: keyOf(message),
  conversationId: message.conversation_id,
  seq: message.seq,
  author: message.author,
  authorName: message.author_name ?? null,
  body: message.body,
  createdAtMs: Date.parse(message.created_at),
  state,
  asGuest: !!message.as_guest,
});

const fromEntry = (entry: Entry): ChatMessage => ({
  key: entry.clientId,
  conversationId: null,
  seq: null,
  author: 'visitor',
  authorName: null,
  body: { text: entry.text, ...(entry.reply && { reply: entry.reply }) },
  createdAtMs: entry.createdAtMs,
  state: entry.state,
  asGuest: false,
});

export const createThread = () => {
  let stored: Message[] = [];
  /** Up to where the agents' side has read, by conversation. */
  let agentSeen = new Map<string, number>();
  const has = (clientId: string) => stored.some((message) => message.client_id === clientId);

  return {
    get newest(): Message | undefined {
      return stored.at(-1);
    },
    clear() {
      stored = [];
      agentSeen = new Map();
    },
    /** Puts a page of older history above what is there. */
    prepend(older: readonly Message[]) {
      const here = new Set(stored.map((message) => message.id));
      stored = [...older.filter((message) => !here.has(message.id)), ...stored];
    },
    /** Adds one message where its `seq` belongs, and otherwise where a fetch would have it. False if it was there already. */
    put(message: Message): boolean {
      if (stored.some(({ id }) => id === message.id)) return false;
      const { conversation_id: conversation, seq } = message;
      let at = stored.findIndex((other) => other.conversation_id === conversation && other.seq > seq);
      // A conversation that goes on although there is a later one (a guest's, linked) goes on below it.
      if (at < 0)
        at = stored.findLastIndex((other) => other.conversation_id === conversation || other.id < message.id) + 1;
      stored.splice(at, 0, message);
      return true;
    },
    has,
    seenByAgent(conversation: string, seq: number) {
      agentSeen.set(conversation, Math.max(seq, agentSeen.get(conversation) ?? 0));
    },
    /** What the panel shows: stored messages, then `waiting` ones the server has not stored. */
    show(waiting: readonly Entry[]): ChatMessage[] {
      return [
        ...stored.map((message) => {
          const { author, conversation_id: conversation, seq } = message;
          const isSeen = seq <= (agentSeen.get(conversation) ?? 0);
          return fromStored(message, author !== 'visitor' ? null : isSeen ? 'seen' : 'sent');
        }),
        ...waiting.filter(({ clientId }) => !has(clientId)).map(fromEntry),
      ];
    },
  };
};
