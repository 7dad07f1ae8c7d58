/** A position that nobody has seen for so long will never be: its transaction was rolled back (units end in half a minute). */
const GIVEN_UP_AFTER_MS = 60_000;
/** More are not looked for in one gap: a sequence that was moved forward leaves a hole of any size. */
const GAP_MAX = 500;
/** Nor in all. */
const LATE_MAX = 2_000;

/**
 * Positions of the log that were passed over. On Postgres the log is in commit order within a workspace, not across them: a
 * row may come to light behind one of another workspace that was seen already.
 */
export class LatePositions {
  readonly #since = new Map<number, number>();

  /** Those still looked for. */
  get all(): number[] {
    return [...this.#since.keys()];
  }

  /** Rows at `last` and `next` were seen, one after another: what lies between may come late. */
  passed(last: number, next: number, nowMs: number): void {
    for (let position = Math.max(last + 1, next - GAP_MAX); position < next; position += 1) {
      if (this.#since.size < LATE_MAX) this.#since.set(position, nowMs);
    }
  }

  /** @returns whether this one was late. */
  came(position: number): boolean {
    return this.#since.delete(position);
  }

  /** Gives up those that have been missing for too long. */
  giveUp(nowMs: number): void {
    for (const [position, sinceMs] of this.#since) {
      if (nowMs - sinceMs > GIVEN_UP_AFTER_MS) this.#since.delete(position);
    }
  }
}
