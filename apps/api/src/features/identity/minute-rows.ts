import type { IdentityLogEntry } from './identity-log-entry.entity.js';

/** Calls of a bot and kind that get a row each within a minute; what comes on top is counted into shared rows. */
const OWN_ROWS = 30;
/** Origins with a shared row of their own; whoever invents an origin for each call must not get a row for each. */
const ORIGINS = 10;
/** The shared row of all further origins: no origin is written so. */
const ELSEWHERE = '*';

/** A row that stands for many calls of one minute. */
export interface SharedRow {
  /** Undefined until the first call of this kind has made it. */
  readonly row: IdentityLogEntry | undefined;
  /** What the row says of the origin: null where it stands for several. */
  readonly origin: string | null;
  /** Keeps the row for the calls to come. */
  keep(row: IdentityLogEntry): void;
}

/**
 * How many rows the identity log may grow by: thirty a minute for each bot and kind of call, and past that one per origin, so
 * that refusals cannot be made into a weapon against the one writer, and a busy website's right proofs leave room to
 * explain the wrong ones.
 */
export class MinuteRows {
  readonly #ownRows = new Map<string, number>();
  readonly #shared = new Map<string, Map<string | null, IdentityLogEntry>>();
  #minute = 0;

  /** @returns null where the call gets a row of its own; else the row it is counted in */
  place(call: {
    readonly botId: string;
    readonly origin: string | null;
    readonly verdict: IdentityLogEntry['verdict'];
    /** What the row says beside the verdict from the first (a warning, a key): few of a kind must not be lost among many of another. */
    readonly says?: string;
    readonly atMs: number;
  }): SharedRow | null {
    this.#turn(call.atMs);
    const kind = `${call.botId} ${call.verdict} ${call.says ?? ''}`;
    const own = (this.#ownRows.get(kind) ?? 0) + 1;
    this.#ownRows.set(kind, own);
    if (own <= OWN_ROWS) return null;
    const shared = this.#shared.get(kind) ?? new Map<string | null, IdentityLogEntry>();
    this.#shared.set(kind, shared);
    const isKnown = shared.has(call.origin) || shared.size < ORIGINS;
    const name = isKnown ? call.origin : ELSEWHERE;
    return {
      row: shared.get(name),
      origin: isKnown ? call.origin : null,
      keep: (row) => void shared.set(name, row),
    };
  }

  #turn(atMs: number): void {
    const minute = Math.floor(atMs / 60_000);
    if (minute === this.#minute) return;
    this.#minute = minute;
    this.#ownRows.clear();
    this.#shared.clear();
  }
}
