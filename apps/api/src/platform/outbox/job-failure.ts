/** Longest sentence kept of a failure. */
const DETAIL_MAX = 300;

/**
 * A job could not be done, in words that an admin may read: no address, token or message of a visitor. Anything else that
 * a handler throws is kept as `unexpected`, without its words.
 */
export class JobFailure extends Error {
  override readonly name = 'JobFailure';
  readonly detail: string | null;
  /** Is there hope in trying again? */
  readonly mayPass: boolean;
  /** Not before so long, where the far end asked for that. */
  readonly retryAfterMs: number;

  /** @param code stable, for example `timeout`. */
  constructor(
    readonly code: string,
    options: {
      readonly detail?: string | null;
      readonly mayPass?: boolean;
      readonly retryAfterMs?: number;
      readonly cause?: unknown;
    } = {},
  ) {
    super(`A job failed (${code}).`, { cause: options.cause });
    this.detail = options.detail?.slice(0, DETAIL_MAX) ?? null;
    this.mayPass = options.mayPass ?? true;
    this.retryAfterMs = options.retryAfterMs ?? 0;
  }
}

/** Whatever was thrown, as a failure. */
export const jobFailureOf = (error: unknown): JobFailure =>
  error instanceof JobFailure ? error : new JobFailure('unexpected', { cause: error });
