import { Injectable } from '@nestjs/common';
import { Logger } from '../logging/logger.js';

/** Says that streams of the event log have grown. It carries no content: who hears it reads what is durable. */
export interface BusNotice {
  /** Names of the streams that have new rows. */
  readonly streams: readonly string[];
}

export type BusListener = (notice: BusNotice) => void | Promise<void>;

/**
 * Tells the rest of this process that something became durable. Publish from `tx.afterCommit`, never inside a unit of
 * work. Delivery is asynchronous and in order; a listener that throws is logged and disturbs nobody.
 */
@Injectable()
export class Bus {
  readonly #listeners = new Set<BusListener>();
  #pending: BusNotice[] = [];
  #relay: (notice: BusNotice) => void = () => {};

  constructor(private readonly logger: Logger) {}

  /** Queues a notice; listeners hear it after the current synchronous code has finished, other nodes when they can. */
  publish(notice: BusNotice): void {
    if (notice.streams.length === 0) return;
    this.receive(notice);
    this.#relay(notice);
  }

  /** Queues a notice of another node: as `publish`, and it goes no further. */
  receive(notice: BusNotice): void {
    this.#pending.push(notice);
    if (this.#pending.length === 1) setImmediate(() => this.#deliver());
  }

  /** Says who takes this node's notices to others. It must not throw. */
  relayBy(relay: (notice: BusNotice) => void): void {
    this.#relay = relay;
  }

  /** Adds a listener; returns the function that removes it. */
  subscribe(listener: BusListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #deliver(): void {
    const notices = this.#pending;
    this.#pending = [];
    for (const notice of notices) {
      // Copied: a listener may remove itself or others while it is told.
      for (const listener of [...this.#listeners]) {
        if (this.#listeners.has(listener)) void this.#tell(listener, notice);
      }
    }
  }

  async #tell(listener: BusListener, notice: BusNotice): Promise<void> {
    try {
      await listener(notice);
    } catch (error) {
      this.logger.error('A listener of the bus failed', { err: error });
    }
  }
}
