import { Injectable } from '@nestjs/common';
import type { Tx } from '../unit-of-work/tx.js';
import { OutboxRepository } from './outbox.repository.js';

/** Something to be done once its cause is durable. */
export interface NewJob {
  /** An id of `IdMaker`: the job's for ever. */
  readonly id: string;
  readonly kind: string;
  readonly workspaceId: string;
  readonly botId?: string | null;
  /** Whose rate it counts against. */
  readonly target?: string | null;
  /** A JSON object. No plain secret and no address: seal them. */
  readonly payload: object;
  /** When to do it; at once unless told. */
  readonly dueAtMs?: number;
}

/** What is due later than this needs nobody on another node woken: they look by themselves before it. */
export const LOOKED_AT_WITHIN_MS = 1_000;

/** Where side effects and timers are put: in the transaction of what causes them, so that neither is there alone. */
@Injectable()
export class Outbox {
  readonly #listeners = new Set<() => void>();
  #relay: () => void = () => {};

  constructor(private readonly jobs: OutboxRepository) {}

  /** Adds jobs, all in one statement; workers hear of them after the commit. */
  async add(tx: Tx, jobs: readonly NewJob[]): Promise<void> {
    if (jobs.length === 0) return;
    await this.jobs.insert(
      tx,
      jobs.map(({ id, kind, workspaceId, botId = null, target = null, payload, dueAtMs = tx.nowMs }) => ({
        id,
        kind,
        target,
        workspaceId,
        botId,
        payload,
        dueAtMs,
        nextAtMs: dueAtMs,
        slotAtMs: null,
        attempts: 0,
        claimToken: null,
        parkedAtMs: null,
        errorCode: null,
        errorDetail: null,
        createdAtMs: tx.nowMs,
      })),
    );
    this.wakeAfter(tx, Math.min(...jobs.map(({ dueAtMs = tx.nowMs }) => dueAtMs)));
  }

  /** Takes jobs back that nobody needs any more. One that is under way goes on; what it is about must not mind. */
  async drop(tx: Tx, ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.jobs.remove(tx, ids);
  }

  /**
   * Takes up a job that was put off, as soon as it is due: why it was put off is over. A worker that holds it has asked
   * before that, so what it finds counts no more, and neither does its claim.
   */
  async takeUp(tx: Tx, id: string): Promise<void> {
    if (await this.jobs.takeUp(tx, id)) this.wakeAfter(tx);
  }

  /** Tells the workers, once `tx` is durable, that something may be due sooner than they know: at `dueAtMs`, or at once. */
  wakeAfter(tx: Tx, dueAtMs = tx.nowMs): void {
    tx.afterCommit(() => {
      this.receive();
      if (dueAtMs - tx.nowMs < LOOKED_AT_WITHIN_MS) this.#relay();
    });
  }

  /** Wakes the workers of this process. */
  receive(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Says who tells the other nodes of what is due at once. It must not throw. */
  relayBy(relay: () => void): void {
    this.#relay = relay;
  }

  /** @returns how to stop listening. */
  onAdded(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
