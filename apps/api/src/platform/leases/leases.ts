import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { Injectable } from '@nestjs/common';
import { engineOf } from '../database/dialect.js';
import { Reader } from '../database/reader.js';
import { Logger } from '../logging/logger.js';
import { UnitOfWork } from '../unit-of-work/unit-of-work.js';
import { LeasesRepository } from './leases.repository.js';

/** A holder that says nothing for so long is dead, and another node takes over. */
const HELD_FOR_MS = 60_000;
/** How often a holder says that it lives, and the others look whether it still does. */
const ASK_EVERY_MS = 15_000;
/** A holder stops believing in its lease so long before the others may take it. */
const MARGIN_MS = 10_000;

/** How long the lease is taken for, and how often it is asked for; tests take shorter ones. */
export interface LeaseTimes {
  readonly heldForMs: number;
  readonly askEveryMs: number;
  readonly marginMs: number;
}

/** A lease that this process wants, for as long as it runs. */
export interface LeaseClaim {
  /** Whether the job is this process's to do, now. */
  readonly isHeld: boolean;
  /** Gives it back, so that another node goes on at once. Never rejects. */
  release(): Promise<void>;
}

/**
 * One lease a periodic job: of several nodes one does it, and when that one dies another goes on within a minute. Not the
 * truth about anything: a job does no harm when two nodes happen to do it, it is only work done twice.
 */
@Injectable()
export class Leases {
  /** Who is named in the row; for people who look there. */
  readonly holder = `${hostname()}:${process.pid}:${randomBytes(4).toString('hex')}`;
  readonly times: LeaseTimes = { heldForMs: HELD_FOR_MS, askEveryMs: ASK_EVERY_MS, marginMs: MARGIN_MS };

  constructor(
    private readonly leases: LeasesRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly reader: Reader,
    private readonly logger: Logger,
  ) {}

  /**
   * Wants a lease from now on.
   *
   * @param name of the job, the same on all nodes.
   * @param onTaken called each time this process has come to hold it.
   */
  want(name: string, onTaken: () => void): LeaseClaim {
    const { leases, unitOfWork, holder, times } = this;
    const claim = new WantedLease({
      times,
      // On SQLite there is nobody to show that one lives.
      isShared: engineOf(this.reader) === 'postgres',
      take: () => unitOfWork.run('leases.take', (tx) => leases.take(tx, name, holder, times.heldForMs)),
      giveBack: () => unitOfWork.run('leases.release', (tx) => leases.release(tx, name, holder)),
      onTaken,
      onFailure: (error) => this.logger.warn('A lease could not be asked for', { lease: name, err: error }),
    });
    claim.start();
    return claim;
  }
}

interface WantedLeaseOptions {
  readonly times: LeaseTimes;
  readonly isShared: boolean;
  take(): Promise<boolean>;
  giveBack(): Promise<void>;
  onTaken(): void;
  onFailure(error: unknown): void;
}

class WantedLease implements LeaseClaim {
  #believedUntilMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #asking: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(private readonly options: WantedLeaseOptions) {}

  get isHeld(): boolean {
    return performance.now() < this.#believedUntilMs;
  }

  start(): void {
    this.#asking = this.#ask();
  }

  async release(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#asking;
    const held = this.isHeld;
    this.#believedUntilMs = Number.NEGATIVE_INFINITY;
    if (!held) return;
    try {
      await this.options.giveBack();
    } catch (error) {
      // It ends by itself.
      this.options.onFailure(error);
    }
  }

  async #ask(): Promise<void> {
    const { times, isShared } = this.options;
    const was = this.isHeld;
    // Before it is asked for: what the answer takes on its way is not counted on.
    const askedAtMs = performance.now();
    try {
      const isOurs = await this.options.take();
      const lastsMs = isShared ? times.heldForMs - times.marginMs : Number.POSITIVE_INFINITY;
      this.#believedUntilMs = isOurs ? askedAtMs + lastsMs : Number.NEGATIVE_INFINITY;
    } catch (error) {
      // What was taken before lasts until its end; nothing is known of a new one.
      if (!this.#stopped) this.options.onFailure(error);
    }
    if (this.#stopped) return;
    if (this.isHeld && !was) this.options.onTaken();
    if (this.isHeld && !isShared) return;
    const delayMs = times.askEveryMs * (0.75 + Math.random() / 4);
    this.#timer = setTimeout(() => this.start(), delayMs).unref();
  }
}
