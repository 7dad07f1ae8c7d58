/** How often a job is tried, and how long it rests in between. */
export interface RetryPolicy {
  /** Attempts in all; the last one that fails parks the job. */
  readonly attempts: number;
  /** Rest after the first attempt; each further rest is twice as long. */
  readonly firstMs: number;
  /** The longest rest. */
  readonly maxMs: number;
}

/** Ten attempts within three quarters of an hour: a far end that is being mended is back by then. */
export const USUAL_RETRIES: RetryPolicy = { attempts: 10, firstMs: 5_000, maxMs: 1_800_000 };

/**
 * How long to rest after an attempt that failed: twice as long each time, and between half and all of that by chance, so
 * that what failed together does not come back together.
 *
 * @param attempts attempts so far, at least 1.
 * @param chance from 0 to 1.
 */
export function restMs({ firstMs, maxMs }: RetryPolicy, attempts: number, chance: number): number {
  const fullMs = Math.min(maxMs, firstMs * 2 ** Math.min(attempts - 1, 40));
  return Math.round(fullMs * (0.5 + chance / 2));
}
