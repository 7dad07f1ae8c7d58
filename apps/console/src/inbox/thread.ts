import type { Message } from '../data/conversations.js';
import type { ApiProblem } from '../data/problem.js';

/** A reply that is not stored yet. */
export type Outgoing = {
  readonly client_id: string;
  readonly text: string;
  /** When it was written, UTC instant. */
  readonly at: string;
  readonly problem: ApiProblem | null;
};

/** What is known of one conversation's messages: an unbroken run up to the newest, and what is on its way. */
export type Thread = {
  readonly messages: readonly Message[];
  /** Hand back to read further up; null at the beginning. */
  readonly before: string | null;
  readonly outgoing: readonly Outgoing[];
};

/** A thread as first fetched. The order on the wire does not matter: `seq` is the order. */
export const threadOf = (page: { items: readonly Message[]; next: string | null }): Thread => ({
  messages: [...page.items].sort(bySeq),
  before: page.next,
  outgoing: [],
});

const bySeq = (a: Message, b: Message): number => a.seq - b.seq;

/**
 * Adds messages, each once, in order. `gap`: something between what was known and what came is missing, so the newest
 * page must be fetched; the thread is then unchanged.
 */
export const addMessages = (thread: Thread, came: readonly Message[]): { thread: Thread; gap: boolean } => {
  const known = new Set(thread.messages.map((message) => message.seq));
  const fresh = came.filter((message) => !known.has(message.seq)).sort(bySeq);
  if (fresh.length === 0) return { thread: settle(thread, came), gap: false };
  const messages = [...thread.messages, ...fresh].sort(bySeq);
  const unbroken = messages.every((message, i) => i === 0 || message.seq === (messages[i - 1]?.seq ?? 0) + 1);
  if (!unbroken) return { thread, gap: true };
  return { thread: settle({ ...thread, messages }, fresh), gap: false };
};

/** A reply that is stored is no longer on its way. */
const settle = (thread: Thread, stored: readonly Message[]): Thread => {
  const arrived = new Set(stored.map((message) => message.client_id));
  if (!thread.outgoing.some((one) => arrived.has(one.client_id))) return thread;
  return { ...thread, outgoing: thread.outgoing.filter((one) => !arrived.has(one.client_id)) };
};

/** Adds the page above. */
export const addOlder = (thread: Thread, page: { items: readonly Message[]; next: string | null }): Thread => {
  const known = new Set(thread.messages.map((message) => message.seq));
  const older = page.items.filter((message) => !known.has(message.seq));
  return { ...thread, messages: [...older, ...thread.messages].sort(bySeq), before: page.next };
};

/**
 * Joins a fetched newest page with what is known. Either may be the newer one: the page may have been overtaken by
 * events on its way. Where there is a hole between the two, what lies above it is let go, to be read again when wanted.
 */
export const refresh = (thread: Thread, page: { items: readonly Message[]; next: string | null }): Thread => {
  const bySeqs = new Map(thread.messages.map((message) => [message.seq, message]));
  for (const message of page.items) bySeqs.set(message.seq, message);
  const all = [...bySeqs.values()].sort(bySeq);
  let start = all.length - 1;
  while (start > 0 && all[start - 1]?.seq === (all[start]?.seq ?? 0) - 1) start--;
  const messages = all.slice(Math.max(start, 0));
  const reachesKnown = thread.messages.length > 0 && messages[0]?.seq === thread.messages[0]?.seq;
  return settle({ ...thread, messages, before: reachesKnown ? thread.before : page.next }, page.items);
};

/** Writes down a reply before it is sent. */
export const addOutgoing = (thread: Thread, outgoing: Outgoing): Thread => ({
  ...thread,
  outgoing: [...thread.outgoing.filter((one) => one.client_id !== outgoing.client_id), outgoing],
});

export const dropOutgoing = (thread: Thread, clientId: string): Thread => ({
  ...thread,
  outgoing: thread.outgoing.filter((one) => one.client_id !== clientId),
});

/** Marks a reply as failed, or (null) as under way again. */
export const markOutgoing = (thread: Thread, clientId: string, problem: ApiProblem | null): Thread => ({
  ...thread,
  outgoing: thread.outgoing.map((one) => (one.client_id === clientId ? { ...one, problem } : one)),
});
