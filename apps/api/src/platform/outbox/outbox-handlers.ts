import { Injectable } from '@nestjs/common';
import type { Tx } from '../unit-of-work/tx.js';
import type { JobFailure } from './job-failure.js';
import { type RetryPolicy, USUAL_RETRIES } from './retry-policy.js';
import type { TargetRate } from './target-rate.js';

/** A job as its handler gets it. */
export interface Job {
  /** Hand it on as the idempotency key: it is the same at every attempt. */
  readonly id: string;
  readonly kind: string;
  readonly target: string | null;
  readonly workspaceId: string;
  readonly botId: string | null;
  readonly payload: object;
  readonly dueAtMs: number;
  /** 1 at the first. */
  readonly attempt: number;
}

/** What became of a job that did not fail. */
export type Outcome =
  /** It is done; with `finish`, what is to be written in the same transaction that takes the job away. */
  | undefined
  | { readonly finish: (tx: Tx) => Promise<void> }
  /** It is done, and its effect has taken its row away. */
  | { readonly gone: true }
  /** Not now: it comes again at this instant, and this was no attempt. */
  | { readonly againAtMs: number };

/** One kind of job, and how it is performed. A feature registers its own in `onModuleInit`. */
export interface JobHandler {
  /** Names the kind in rows and logs, for example `flow.wait`. */
  readonly kind: string;
  /**
   * Does it, outside of any unit of work. It may be called again for the same job: a process can end between the deed and
   * the note of it. Throws `JobFailure` with what an admin may read.
   *
   * @param signal aborted when the time is up or the process ends.
   */
  perform(job: Job, signal: AbortSignal): Promise<Outcome>;
  /** What is written beside, in the transaction that parks a job. */
  parked?(tx: Tx, job: Job, failure: JobFailure): Promise<void>;
  readonly retries?: RetryPolicy;
  /** Each target's rate; none unless told. */
  readonly ratePerTarget?: TargetRate;
  /** Jobs of this kind under way at once in this process; 4 unless told. */
  readonly concurrency?: number;
  /** Milliseconds one attempt may take; 30 s unless told, 60 s at the most. */
  readonly timeoutMs?: number;
}

/** A handler with nothing left open. */
export type KnownHandler = JobHandler & Required<Pick<JobHandler, 'retries' | 'concurrency' | 'timeoutMs'>>;

/** The longest an attempt may take: a claim outlives it. */
export const TIMEOUT_MAX_MS = 60_000;

/** Who performs which kind of job. */
@Injectable()
export class OutboxHandlers {
  readonly #handlers = new Map<string, KnownHandler>();

  /** @throws for a kind that is taken, and for limits that make no sense: both are faults of this program. */
  register(handler: JobHandler): void {
    const { kind, retries = USUAL_RETRIES, concurrency = 4, timeoutMs = 30_000 } = handler;
    if (this.#handlers.has(kind)) throw new Error(`Two handlers want the jobs of the kind ${kind}.`);
    if (timeoutMs > TIMEOUT_MAX_MS || concurrency < 1 || retries.attempts < 1) {
      throw new Error(`The limits of the handler of ${kind} make no sense.`);
    }
    const known: KnownHandler = {
      kind,
      retries,
      concurrency,
      timeoutMs,
      perform: (job, signal) => handler.perform(job, signal),
      ...(handler.parked !== undefined && { parked: handler.parked.bind(handler) }),
      ...(handler.ratePerTarget !== undefined && { ratePerTarget: handler.ratePerTarget }),
    };
    this.#handlers.set(kind, known);
  }

  all(): readonly KnownHandler[] {
    return [...this.#handlers.values()];
  }
}
