import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { RunMode } from '../commands/run-mode.js';
import { Reader } from '../database/reader.js';
import { type LeaseClaim, Leases } from '../leases/leases.js';
import { Logger } from '../logging/logger.js';
import { UnitOfWork } from '../unit-of-work/unit-of-work.js';
import type { Sweep } from './sweep.js';

const EVERY_MS = 3_600_000;
/** Rows one unit of work removes: few enough that a visitor's message beside it does not notice. */
export const BATCH_ROWS = 500;

/**
 * Removes what has had its day: when the server starts and every hour, in small units of work, so that the one writer is
 * never held for long. Of several nodes one does it.
 */
@Injectable()
export class Sweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #sweeps: Sweep<never>[] = [];
  #timer: NodeJS.Timeout | undefined;
  #lease: LeaseClaim | null = null;
  #running: Promise<void> | null = null;
  #stopping = false;

  constructor(
    private readonly clock: Clock,
    private readonly reader: Reader,
    private readonly unitOfWork: UnitOfWork,
    private readonly logger: Logger,
    private readonly runMode: RunMode,
    private readonly leases: Leases,
  ) {}

  /** Adds a kind of row to what is swept. */
  register<Key extends string | number>(sweep: Sweep<Key>): void {
    this.#sweeps.push(sweep as unknown as Sweep<never>);
  }

  onApplicationBootstrap(): void {
    if (!this.runMode.serving) return;
    this.#lease = this.leases.want('sweeper', () => void this.run());
    this.#timer = setInterval(() => {
      if (this.#lease?.isHeld === true) void this.run();
    }, EVERY_MS);
    this.#timer.unref();
  }

  /** Waits for the unit of work under way; what is left is for the next start. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#timer);
    await this.#running;
    await this.#lease?.release();
  }

  /** Sweeps everything once; whoever asks while that is under way waits for it. Never rejects. */
  run(): Promise<void> {
    this.#running ??= this.#runAll().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #runAll(): Promise<void> {
    for (const sweep of this.#sweeps) {
      try {
        await this.#empty(sweep);
      } catch (error) {
        // One kind that fails keeps no other from being swept; the next hour tries again.
        if (!this.#stopping) this.logger.warn('A sweep failed', { sweep: sweep.name, err: error });
      }
    }
  }

  async #empty(sweep: Sweep<never>): Promise<void> {
    const rows = sweep.batchRows ?? BATCH_ROWS;
    while (!this.#stopping) {
      const keys = await sweep.find(this.reader, this.clock.nowMs(), rows);
      if (keys.length === 0) return;
      const removed = await this.unitOfWork.run(`sweep.${sweep.name}`, (tx) => sweep.remove(tx, keys));
      // A short batch was the last one; and where nothing went, asking again would find the same.
      if (keys.length < rows || removed === 0) return;
    }
  }
}
