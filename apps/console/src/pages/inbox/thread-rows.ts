import type { Message } from '../../data/conversations.js';

/** A message as it is drawn: with its neighbours in mind. */
export type MessageRow = {
  readonly kind: 'message';
  readonly key: string;
  readonly message: Message;
  /** First of a run by the same author: it carries the name. */
  readonly first: boolean;
  /** Last of such a run: it carries the time. */
  readonly last: boolean;
  /** The newest of the agents' messages the visitor has seen. */
  readonly seen: boolean;
};

export type ThreadRow =
  | MessageRow
  | { readonly kind: 'day'; readonly key: string; readonly at: Date }
  | { readonly kind: 'unread'; readonly key: string };

/** Messages further apart than this begin a new run. */
const RUN_MS = 5 * 60_000;

const dayOf = (at: Date): string => `${at.getFullYear()}-${at.getMonth()}-${at.getDate()}`;

/** A thread as rows: days between, a line where unread begins, runs of one author. Days are the reader's. */
export const threadRows = (
  messages: readonly Message[],
  unreadFrom: number | null,
  visitorSeenSeq: number,
): ThreadRow[] => {
  const rows: ThreadRow[] = [];
  const seen = messages.findLast(
    (message) => message.author !== 'visitor' && message.author !== 'system' && message.seq <= visitorSeenSeq,
  );
  let before: Message | undefined;
  for (const message of messages) {
    const at = new Date(message.created_at);
    const newDay = before === undefined || dayOf(new Date(before.created_at)) !== dayOf(at);
    if (newDay) rows.push({ kind: 'day', key: `day ${message.id}`, at });
    const newUnread = message.seq === unreadFrom;
    if (newUnread) rows.push({ kind: 'unread', key: 'unread' });
    const follows =
      !newDay &&
      !newUnread &&
      before !== undefined &&
      before.author === message.author &&
      before.author_name === message.author_name &&
      before.as_guest === message.as_guest &&
      at.getTime() - Date.parse(before.created_at) < RUN_MS;
    rows.push({ kind: 'message', key: message.id, message, first: !follows, last: true, seen: message === seen });
    before = message;
  }
  return rows.map((row, i) => {
    const next = rows[i + 1];
    return row.kind === 'message' && next?.kind === 'message' && !next.first ? { ...row, last: false } : row;
  });
};

/** The place of the first of `unread` visitor's messages counted from the end; null where nothing is unread. */
export const firstUnreadSeq = (messages: readonly Message[], unread: number): number | null => {
  if (unread === 0) return null;
  const theirs = messages.filter((message) => message.author === 'visitor');
  return theirs.at(-Math.min(unread, theirs.length))?.seq ?? null;
};
