import type { Author, MessageBody } from '@chatku/schemas';

/** The session a visitor's socket stands for, as it was when the socket said hello. */
export interface SocketSession {
  readonly pageId: string;
  readonly epoch: number;
  readonly kind: 'guest' | 'verified';
  readonly contactId: string;
  readonly tokenHash: string;
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
