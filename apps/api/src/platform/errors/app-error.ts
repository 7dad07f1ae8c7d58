import type { ErrorCode } from '@chatku/schemas';

/** One place of a request that was wrong. */
export interface RequestIssue {
  /** Dotted path into the body, query or params, for example `buttons.0.label`; empty for the whole. */
  readonly path: string;
  readonly message: string;
}

export interface AppErrorOptions extends ErrorOptions {
  /** What the caller can do about it, one sentence. */
  readonly fix?: string;
  /** For `invalid_request`: what was wrong where. */
  readonly issues?: readonly RequestIssue[];
  /** For `too_many_requests` and `storage_unavailable`: when to try again. */
  readonly retryAfterSeconds?: number;
}

/**
 * The one error of the API: a code of the closed list, a sentence for a person, and what to do. Services throw it and
 * know nothing of HTTP; the filter turns it into an answer. The sentence goes to the client: no input, no ids of others.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly fix: string | undefined;
  readonly issues: readonly RequestIssue[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: AppErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.fix = options.fix;
    this.issues = options.issues;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** The thing is not there, or not this caller's to see: the two are never told apart. */
export function notFound(thing: string): AppError {
  return new AppError('not_found', `There is no such ${thing}.`, { fix: 'Check the id; it may have been deleted.' });
}
