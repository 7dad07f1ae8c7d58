import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { RunMode } from '../../platform/commands/run-mode.js';
import { engineOf } from '../../platform/database/dialect.js';
import { Reader } from '../../platform/database/reader.js';
import { Logger } from '../../platform/logging/logger.js';
import { LatePositions } from './late-positions.js';
import { StreamRepository } from './stream.repository.js';

/** Well below the second within which a session that was ended elsewhere must be noticed. */
const EVERY_MS = 500;
/** Where nothing is done elsewhere, only sessions that ended without a wake-up, as by the time, are left to be noticed. */
const SESSIONS_EVERY_MS = 3_000;
/** Rows of the log one look takes at a time. */
const BATCH_ROWS = 5_000;
/** The first look begins so far before the log's end: what was under way when this node started may come to light there. */
const FIRST_LOOK_ROWS = 1_000;

/** Where each stream of the log ends that has grown, by its name on the bus. */
export type Grown = ReadonlyMap<string, number>;

/** Somebody with sockets. */
export interface Follower {
  /** Brings those up to date that are behind, and ends those whose session does not stand any more. What it throws at, it is told again. */
  lookAgain(grown: Grown): Promise<void>;
  /** The latter alone. Whoever is told nothing but what is checked at that moment needs no such look. */
  lookAtSessions?(): Promise<void>;
}

/**
 * Looks into the database for what other nodes did: which streams have grown since the last look, and which sessions have
 * ended. A few statements a look, however many sockets there are. It looks always, also while Redis carries wake-ups: those
 * may be lost at any time, and nobody would know. With SQLite there is no other node, and it looks at the sessions of members only.
 */
@Injectable()
export class StreamWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** With what each of them has not been told yet. */
  readonly #followers = new Map<Follower, Map<string, number>>();
  readonly #late = new LatePositions();
  #position = 0;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | null = null;
  #stopped = false;
  #isFailing = false;

  constructor(
    private readonly reader: Reader,
    private readonly stream: StreamRepository,
    private readonly runMode: RunMode,
    private readonly logger: Logger,
  ) {}

  follow(follower: Follower): void {
    this.#followers.set(follower, new Map());
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.runMode.serving) return;
    // Before there is any socket: what becomes durable from here on is found.
    this.#position = Math.max(0, (await this.stream.lastPosition(this.reader)) - FIRST_LOOK_ROWS);
    if (engineOf(this.reader) === 'postgres') this.#again(EVERY_MS, () => this.look());
    else this.#again(SESSIONS_EVERY_MS, () => this.lookAtSessions());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#looking;
  }

  /** Looks once. Never rejects: what cannot be read now is read at the next look. */
  look(): Promise<void> {
    return this.#once(async () => {
      await this.#readGrown();
      await this.#tell();
    });
  }

  /** Looks once, at members' sessions only. Never rejects either. */
  lookAtSessions(): Promise<void> {
    return this.#once(async () => {
      for (const follower of this.#followers.keys()) await follower.lookAtSessions?.();
    });
  }

  #again(everyMs: number, look: () => Promise<void>): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void look().then(() => this.#again(everyMs, look)), everyMs);
  }

  #once(work: () => Promise<void>): Promise<void> {
    this.#looking ??= this.#try(work).finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing && !this.#stopped) {
        this.logger.error('What other nodes did, or whose session ended, cannot be read; sockets wait until it can', {
          err: error,
        });
      }
      this.#isFailing = true;
    }
  }

  /**
   * Tells each follower what it has not heard of. One that fails keeps nothing from the others, and hears of it again.
   *
   * @throws what the last of those that failed threw
   */
  async #tell(): Promise<void> {
    const failures: unknown[] = [];
    for (const [follower, grown] of this.#followers) {
      try {
        await follower.lookAgain(grown);
        grown.clear();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures.at(-1);
  }

  /** What is read is owed to every follower at once: a failure later in the same look loses none of it. */
  async #readGrown(): Promise<void> {
    const nowMs = performance.now();
    this.#late.giveUp(nowMs);
    for (;;) {
      const rows = await this.stream.readGrowth(this.reader, this.#position, this.#late.all, BATCH_ROWS);
      for (const { position, streams } of rows) {
        if (!this.#late.came(position)) {
          this.#late.passed(this.#position, position, nowMs);
          this.#position = position;
        }
        for (const grown of this.#followers.values()) {
          for (const stream of streams) grown.set(stream, Math.max(position, grown.get(stream) ?? 0));
        }
      }
      if (rows.length < BATCH_ROWS) return;
    }
  }
}
