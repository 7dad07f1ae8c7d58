import type { ChatMessage, DeliveryState } from '../../engine/chat.js';
import { dayNumber } from '../../i18n/i18n.js';

/** A message and how it stands among its neighbours. */
export type MessageRow = {
  kind: 'message';
  key: string;
  message: ChatMessage;
  /** First and last of a run by one author; the name stands over the first, the time under the last. */
  first: boolean;
  last: boolean;
  /** The state to put in words, or null. */
  state: DeliveryState | null;
  quickReplies: boolean;
};

/** What the list shows, one under the other. */
export type Row = { kind: 'day'; key: string; atMs: number } | { kind: 'unread'; key: 'unread' } | MessageRow;

/** Messages by one author further apart than this are two runs. */
const RUN_GAP_MS = 5 * 60_000;

const sameRun = (one: ChatMessage, next: ChatMessage): boolean =>
  one.author === next.author &&
  one.authorName === next.authorName &&
  one.asGuest === next.asGuest &&
  Math.abs(next.createdAtMs - one.createdAtMs) < RUN_GAP_MS;

const isDelivered = (message: ChatMessage | undefined): boolean =>
  message?.state === 'sent' || message?.state === 'seen';

/**
 * Lays messages out as rows. `unreadKey` is the message the divider stands before, or null.
 *
 * "Sent" and "Seen" are said once, under the visitor's last message that got there; what has not got there says so
 * itself. Quick replies are offered under the newest message only.
 */
export const rowsOf = (messages: readonly ChatMessage[], unreadKey: string | null): Row[] => {
  const rows: Row[] = [];
  const delivered = messages.findLast(isDelivered);
  const newest = messages.findLast((message) => message.author !== 'system');
  let day = Number.NEGATIVE_INFINITY;
  let previous: MessageRow | undefined;
  for (const message of messages) {
    const thisDay = dayNumber(message.createdAtMs);
    let joins = previous !== undefined && sameRun(previous.message, message);
    // A clock that runs behind must not print "Yesterday" under "Today".
    if (thisDay > day) {
      rows.push({ kind: 'day', key: `day:${thisDay}`, atMs: message.createdAtMs });
      day = thisDay;
      joins = false;
    }
    if (message.key === unreadKey) {
      rows.push({ kind: 'unread', key: 'unread' });
      joins = false;
    }
    if (previous) previous.last = !joins;
    const { state } = message;
    previous = {
      kind: 'message',
      key: message.key,
      message,
      first: !joins,
      last: true,
      state: isDelivered(message) && message !== delivered ? null : state,
      quickReplies: message === newest && message.author !== 'visitor',
    };
    rows.push(previous);
  }
  return rows;
};

/** The oldest of the `unread` newest messages that are not the visitor's own: the divider stands before it. */
export const firstUnread = (messages: readonly ChatMessage[], unread: number): string | null => {
  let key: string | null = null;
  let left = unread;
  for (let at = messages.length - 1; at >= 0 && left > 0; at--) {
    const message = messages[at] as ChatMessage;
    if (message.author === 'visitor' || message.author === 'system') continue;
    key = message.key;
    left--;
  }
  // With nothing before it there is nothing to divide.
  return key === messages[0]?.key ? null : key;
};
