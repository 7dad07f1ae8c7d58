import type { Author, MessageBody } from '@chatku/schemas';

/** The session a visitor's socket stands for, as it was when the socket said hello. */
export interface SocketSession {
  readonly pageId: string;
  readonly epoch: number;
  readonly kind: 'guest' | 'verified';
  readonly contactId: string;
  readonly tokenHash: string;
}

/** How the session of a page stands now. */
export interface Standing {
  readonly epoch: number;
  readonly kind: string;
  readonly contactId: string;
  /** What the token that speaks for it must hash to. */
  readonly tokenHash: string | null;
  /** Null where it ends at no certain time. */
  readonly expiresAtMs: number | null;
}

/** Does this socket's session look as if it still stood? Only a hint: whether it does, the statement of a push decides. */
export function looksStanding(session: SocketSession, now: Standing | undefined, nowMs: number): boolean {
  return (
    now !== undefined &&
    now.epoch === session.epoch &&
    now.kind === session.kind &&
    now.contactId === session.contactId &&
    now.tokenHash === session.tokenHash &&
    (session.kind === 'guest' || (now.expiresAtMs ?? 0) > nowMs)
  );
}

/** An event with what it is about, in one row. */
export interface StreamRow {
  readonly position: number;
  readonly type: string;
  readonly botId: string;
  readonly contactId: string | null;
  readonly conversationId: string | null;
  readonly seq: number | null;
  readonly status: 'open' | 'done' | null;
  readonly asGuestUptoSeq: number;
  readonly agentsOnlyUptoSeq: number;
  readonly message: {
    readonly id: string;
    readonly conversationId: string;
    readonly seq: number;
    readonly author: Author;
    readonly authorName: string | null;
    readonly body: MessageBody;
    readonly clientId: string | null;
    readonly createdAtMs: number;
  } | null;
}
