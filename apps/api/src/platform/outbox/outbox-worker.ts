import { randomUUID } from 'node:crypto';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { RunMode } from '../commands/run-mode.js';
import { engineOf } from '../database/dialect.js';
import { Reader } from '../database/reader.js';
import { Logger } from '../logging/logger.js';
import { UnitOfWork } from '../unit-of-work/unit-of-work.js';
import { JobFailure, jobFailureOf } from './job-failure.js';
import { LOOKED_AT_WITHIN_MS, Outbox } from './outbox.js';
import { OutboxRepository } from './outbox.repository.js';
import { OutboxClaims, type Taken } from './outbox-claims.js';
import { type Job, type KnownHandler, OutboxHandlers, type Outcome, TIMEOUT_MAX_MS } from './outbox-handlers.js';
import { restMs } from './retry-policy.js';

/** Longest wait before the table is looked at again, whatever is known of it: another node adds rows, a clock is set. */
const POLL_MS = { sqlite: 15_000, postgres: LOOKED_AT_WITHIN_MS } as const;
/** What is due and was not taken is held by another worker; it is looked at again so soon. */
const HELD_ELSEWHERE_MS = 250;
/** What is under way when the process ends may take so long; then the next process takes it over. */
const STOP_MS = 3_000;
/** A claim outlives the longest attempt, and what is written after it. */
export const CLAIM_MS = TIMEOUT_MAX_MS + 30_000;

interface Running {
  readonly kind: string;
  readonly token: string;
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/** What the worker writes through, and asks the time. */
@Injectable()
export class OutboxGround {
  constructor(
    readonly unitOfWork: UnitOfWork,
    readonly reader: Reader,
    readonly clock: Clock,
    readonly logger: Logger,
  ) {}
}

/**
 * Performs what is in the outbox: takes due jobs in small batches, performs them outside of any transaction, and notes
 * what became of each. Any number of workers may share a table: a job has one holder at a time, and one that dies is
 * inherited when its claim ends.
 */
@Injectable()
export class OutboxWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** From 0 to 1; a test sets it. */
  random: () => number = Math.random;
  /** Milliseconds that jobs under way may take when the process ends. */
  stopMs = STOP_MS;
  readonly #running = new Map<string, Running>();
  #timer: NodeJS.Timeout | undefined;
  #pump: Promise<void> | null = null;
  #again = false;
  #live = false;
  #stopping = false;
  #unlisten: () => void = () => undefined;

  constructor(
    private readonly jobs: OutboxRepository,
    private readonly claims: OutboxClaims,
    private readonly outbox: Outbox,
    private readonly handlers: OutboxHandlers,
    private readonly ground: OutboxGround,
    private readonly runMode: RunMode,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.runMode.serving) await this.start();
  }

  /** Begins to work, until the process ends. */
  async start(): Promise<void> {
    const { reader, unitOfWork, logger } = this.ground;
    this.#live = true;
    this.#unlisten = this.outbox.onAdded(() => this.wake());
    // One process holds a SQLite folder: whoever held these is dead, and nobody need wait for their claims to end.
    if (engineOf(reader) === 'sqlite' && (await this.jobs.countClaimed(reader)) > 0) {
      const jobs = await unitOfWork.run('outbox.inherit', (tx) => this.jobs.release(tx, null));
      logger.info('Jobs that were under way when the server ended are taken over', { jobs });
    }
    this.wake();
  }

  /** Looks for due jobs now. */
  wake(): void {
    if (this.#live && !this.#stopping) void this.#turn();
  }

  /** Performs what is due until nothing is. For tests and commands. */
  async settle(): Promise<void> {
    for (;;) {
      await this.#turn();
      if (this.#running.size === 0) return;
      await Promise.all([...this.#running.values()].map(({ done }) => done));
    }
  }

  /** Takes no more, waits a little for what is under way, and hands the rest on. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#stopping = true;
    this.#unlisten();
    clearTimeout(this.#timer);
    await this.#pump;
    if (this.#running.size === 0) return;
    let timeout: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timeout = setTimeout(resolve, this.stopMs);
    });
    await Promise.race([Promise.all([...this.#running.values()].map(({ done }) => done)), late]);
    clearTimeout(timeout);
    const left = [...this.#running.values()];
    if (left.length === 0) return;
    for (const { abort } of left) abort.abort();
    const tokens = left.map(({ token }) => token);
    await this.ground.unitOfWork.run('outbox.hand-on', (tx) => this.jobs.release(tx, tokens));
    this.ground.logger.info('Jobs under way were handed on, since the process ends', { jobs: left.length });
  }

  /** One look at the table at a time; whoever asks meanwhile gets another one. */
  #turn(): Promise<void> {
    this.#again = true;
    this.#pump ??= this.#look().then(() => {
      this.#pump = null;
      // Asked for in the very moment in which the look ended.
      return this.#again && !this.#stopping ? this.#turn() : undefined;
    });
    return this.#pump;
  }

  async #look(): Promise<void> {
    clearTimeout(this.#timer);
    let nextMs = HELD_ELSEWHERE_MS;
    try {
      while (this.#again && !this.#stopping) {
        this.#again = false;
        nextMs = await this.#takeAll();
      }
    } catch (error) {
      this.#again = false;
      nextMs = POLL_MS.postgres;
      if (!this.#stopping) this.ground.logger.warn('The outbox could not be read', { err: error });
    }
    if (!this.#live || this.#stopping) return;
    this.#timer = setTimeout(() => this.wake(), nextMs);
    this.#timer.unref();
  }

  /** Takes what is due and has room. @returns milliseconds until there may be more. */
  async #takeAll(): Promise<number> {
    const { reader, unitOfWork, clock } = this.ground;
    let waitMs: number = POLL_MS[engineOf(reader)];
    for (const handler of this.handlers.all()) {
      for (;;) {
        const room = this.#roomOf(handler);
        // A job that ends makes room, and looks again by itself.
        if (room <= 0 || this.#stopping) break;
        const nextAtMs = await this.jobs.findNextAtMs(reader, handler.kind);
        if (nextAtMs === null) break;
        const untilMs = nextAtMs - clock.nowMs();
        if (untilMs > 0) {
          waitMs = Math.min(waitMs, untilMs);
          break;
        }
        const besides = [...this.#running.keys()];
        const token = randomUUID();
        const taken = await unitOfWork.run('outbox.claim', (tx) =>
          this.claims.take(tx, { handler, limit: room, besides, token, untilMs: tx.nowMs + CLAIM_MS }),
        );
        for (const job of taken.jobs) this.#begin(handler, job);
        if (taken.looked === 0) {
          waitMs = Math.min(waitMs, HELD_ELSEWHERE_MS);
          break;
        }
      }
    }
    return waitMs;
  }

  #roomOf(handler: KnownHandler): number {
    let room = handler.concurrency;
    for (const { kind } of this.#running.values()) if (kind === handler.kind) room -= 1;
    return room;
  }

  #begin(handler: KnownHandler, taken: Taken): void {
    const abort = new AbortController();
    const done = this.#carryOut(handler, taken, abort).finally(() => {
      this.#running.delete(taken.job.id);
      this.wake();
    });
    this.#running.set(taken.job.id, { kind: handler.kind, token: taken.token, abort, done });
  }

  /** Performs one job and notes what became of it. Never rejects. */
  async #carryOut(handler: KnownHandler, { job, token }: Taken, abort: AbortController): Promise<void> {
    try {
      try {
        const outcome = await this.#perform(handler, job, abort);
        await this.#note(job, token, outcome);
      } catch (error) {
        if (abort.signal.aborted && this.#stopping) return;
        await this.#noteFailure(handler, job, token, jobFailureOf(error));
      }
    } catch (error) {
      // It could not even be noted: the claim ends by itself, and the job comes again under the same id.
      if (this.#stopping) return;
      this.ground.logger.warn('What became of a job could not be noted', { job: job.id, kind: job.kind, err: error });
    }
  }

  async #perform(handler: KnownHandler, job: Job, abort: AbortController): Promise<Outcome> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        abort.abort();
        reject(new JobFailure('timeout'));
      }, handler.timeoutMs);
    });
    try {
      return await Promise.race([handler.perform(job, abort.signal), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #note(job: Job, token: string, outcome: Outcome): Promise<void> {
    if (outcome !== undefined && 'gone' in outcome) return;
    await this.ground.unitOfWork.run('outbox.finish', async (tx) => {
      if (outcome !== undefined && 'againAtMs' in outcome) {
        await this.jobs.postpone(tx, job.id, token, outcome.againAtMs);
        return;
      }
      // Where the claim has passed to another, or the job is gone with its effect, there is nothing to write.
      if (await this.jobs.finish(tx, job.id, token)) await outcome?.finish(tx);
    });
  }

  async #noteFailure(handler: KnownHandler, job: Job, token: string, failure: JobFailure): Promise<void> {
    const { unitOfWork, logger } = this.ground;
    const parks = !failure.mayPass || job.attempt >= handler.retries.attempts;
    const held = await unitOfWork.run('outbox.fail', async (tx) => {
      if (parks) {
        if (!(await this.jobs.park(tx, job.id, token, failure))) return false;
        await handler.parked?.(tx, job, failure);
        return true;
      }
      const waitMs = Math.max(restMs(handler.retries, job.attempt, this.random()), failure.retryAfterMs);
      return this.jobs.rest(tx, job.id, token, tx.nowMs + waitMs, failure);
    });
    if (!held) return;
    const about = { job: job.id, kind: job.kind, code: failure.code, attempt: job.attempt };
    // What nobody foresaw is told in full; what a handler said in its own words is told by those.
    const err = failure.code === 'unexpected' ? { err: failure.cause } : {};
    if (parks) logger.warn('A job was given up and waits for an admin', { ...about, ...err });
    else logger.info('A job failed and is tried again', { ...about, ...err });
  }
}
