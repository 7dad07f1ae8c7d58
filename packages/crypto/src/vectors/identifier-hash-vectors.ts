import rows from './identifier-hash.json' with { type: 'json' };

/** A hash that a server accepts. */
export interface AcceptRow {
  readonly name: string;
  readonly key: string;
  readonly userId: string;
  readonly identifierHash: string;
}

/** A hash that a server rejects, and what an admin is told about it. */
export interface RejectRow {
  readonly name: string;
  readonly key: string;
  readonly userId: string;
  readonly identifierHash: string | null;
  readonly diagnosis: string;
  readonly email?: string;
  readonly retiredKeys?: readonly string[];
  readonly otherBotKeys?: readonly string[];
}

/** An id or a key from which no hash may be made or verified. */
export interface RefuseRow {
  readonly name: string;
  readonly key: string;
  readonly userId: string;
  readonly refused: string;
}

/**
 * The rows every implementation of the identifier hash is held against. For tests only: no door exports them and they
 * are not packed. The ids of the refused rows are stored as the inside of a JSON string literal, since a file in UTF-8
 * cannot hold lone surrogates.
 */
export const IDENTIFIER_HASH_VECTORS: {
  readonly accept: readonly AcceptRow[];
  readonly reject: readonly RejectRow[];
  readonly refuse: readonly RefuseRow[];
} = {
  accept: rows.accept,
  reject: rows.reject,
  refuse: rows.refuse.map(({ userIdEscaped, ...row }) => ({ ...row, userId: JSON.parse(`"${userIdEscaped}"`) })),
};
