import type { ChatMessage, ChatView } from '../engine/chat.js';

/** Whether the visitor wrote it. */
export const isOwn = ({ author }: ChatMessage): boolean => author === 'visitor';

/**
 * Messages that were added at the newer end between two pictures of one chat. The first page of history, pages
 * further up, a fresh fetch after a long absence and another person's chat are no arrivals.
 */
export const arrivals = (before: ChatView | undefined, after: ChatView): ChatMessage[] => {
  if (!before?.loaded || before.generation !== after.generation) return [];
  const known = new Set(before.messages.map(({ key }) => key));
  const oldestKnown = after.messages.findIndex(({ key }) => known.has(key));
  if (oldestKnown < 0 && known.size) return [];
  return after.messages.filter(({ key }, at) => at > oldestKnown && !known.has(key));
};
