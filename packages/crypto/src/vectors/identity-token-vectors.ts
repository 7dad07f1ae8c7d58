import rows from './identity-token.json' with { type: 'json' };

/** A token that a server accepts, and the attributes it signs. */
export interface AcceptTokenRow {
  readonly name: string;
  readonly userId: string;
  readonly token: string;
  readonly signed: object;
}

/** A token that a server rejects, and what an admin is told about it. */
export interface RejectTokenRow {
  readonly name: string;
  readonly userId: string;
  readonly token: string;
  readonly diagnosis: string;
}

const keysOfKind = (kind: string) => rows.keys.filter((key) => key.kind === kind);

/**
 * The rows every implementation of the identity token is held against, with the bot, the time and the keys they are for.
 * For tests only: no door exports them and they are not packed.
 */
export const IDENTITY_TOKEN_VECTORS: {
  readonly nowMs: number;
  readonly botId: string;
  readonly tokenKeys: readonly { readonly id: string; readonly key: string; readonly state: 'primary' }[];
  readonly hashKeys: readonly { readonly id: string; readonly key: string }[];
  readonly accept: readonly AcceptTokenRow[];
  readonly reject: readonly RejectTokenRow[];
} = {
  nowMs: rows.nowEpochSeconds * 1000,
  botId: rows.botId,
  tokenKeys: keysOfKind('token').map(({ kid, text }) => ({ id: kid, key: text, state: 'primary' })),
  hashKeys: keysOfKind('hash').map(({ kid, text }) => ({ id: kid, key: text })),
  accept: rows.accept,
  reject: rows.reject,
};
