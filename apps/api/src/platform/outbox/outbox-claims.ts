import { Injectable } from '@nestjs/common';
import type { Tx } from '../unit-of-work/tx.js';
import { JobFailure } from './job-failure.js';
import { OutboxRepository } from './outbox.repository.js';
import type { Job, KnownHandler } from './outbox-handlers.js';
import type { OutboxJob } from './outbox-job.entity.js';
import { admit } from './target-rate.js';

/** Jobs looked at in one go where targets have rates: a long queue is put off in few statements. */
const LOOK_AT = 100;

/** A job in somebody's hands. */
export interface Taken {
  readonly job: Job;
  readonly token: string;
}

/** What a worker asks for. */
export interface Wanted {
  readonly handler: KnownHandler;
  readonly limit: number;
  /** Jobs the worker holds already: a clock that was set forward does not make it take them again. */
  readonly besides: readonly string[];
  readonly token: string;
  readonly untilMs: number;
}

/** Row -> what a handler gets. */
export const toJob = (row: OutboxJob, attempt: number): Job => ({
  id: row.id,
  kind: row.kind,
  target: row.target,
  workspaceId: row.workspaceId,
  botId: row.botId,
  payload: row.payload,
  dueAtMs: row.dueAtMs,
  attempt,
});

/** Who gets which job, and what each target's rate lets through. */
@Injectable()
export class OutboxClaims {
  constructor(private readonly jobs: OutboxRepository) {}

  /**
   * Takes due jobs: those whose target has room are claimed, the others get their places in its queue.
   *
   * @returns the claimed ones, and how many were looked at; none: there is nothing that nobody else holds.
   */
  async take(tx: Tx, wanted: Wanted): Promise<{ jobs: Taken[]; looked: number }> {
    const { handler, limit, besides, token, untilMs } = wanted;
    const rate = handler.ratePerTarget;
    const most = rate === undefined ? limit : Math.max(limit, LOOK_AT);
    const due = await this.jobs.listDue(tx, handler.kind, tx.nowMs, most, besides);
    const worn = due.filter(({ attempts }) => attempts >= handler.retries.attempts);
    for (const row of worn) await this.#giveUp(tx, handler, row);
    const fit = due.filter((row) => !worn.includes(row));
    const targets = rate === undefined ? [] : fit.flatMap(({ target }) => (target === null ? [] : [target]));
    const states = await this.jobs.getTargets(tx, [...new Set(targets)].sort());
    const slots: { id: string; atMs: number }[] = [];
    const mine: OutboxJob[] = [];
    for (const row of fit) {
      if (mine.length >= limit) break;
      const state = row.target === null ? undefined : states.get(row.target);
      const atMs =
        state === undefined || rate === undefined ? null : admit(state, rate, tx.nowMs, row.slotAtMs !== null);
      if (atMs === null) mine.push(row);
      else slots.push({ id: row.id, atMs });
    }
    await this.jobs.putTargets(tx, states);
    await this.jobs.defer(tx, slots);
    await this.jobs.claim(tx, { ids: mine.map(({ id }) => id), token, untilMs });
    return { jobs: mine.map((row) => ({ job: toJob(row, row.attempts + 1), token })), looked: due.length };
  }

  /** Every attempt was begun and none came to an end: a job that takes its process with it is tried no further. */
  async #giveUp(tx: Tx, handler: KnownHandler, row: OutboxJob): Promise<void> {
    const failure = new JobFailure('worker_died', { mayPass: false });
    if (await this.jobs.park(tx, row.id, row.claimToken, failure)) {
      await handler.parked?.(tx, toJob(row, row.attempts), failure);
    }
  }
}
