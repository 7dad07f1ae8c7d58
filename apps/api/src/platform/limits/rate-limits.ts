import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../errors/app-error.js';

export interface RateLimitOptions {
  /** Unique in the process, for example `sign-in`. */
  readonly name: string;
  /** How much may be charged within the window. */
  readonly points: number;
  readonly windowSeconds: number;
  /** How long a key stays refused once it has used up its points; the rest of the window when left out. */
  readonly blockSeconds?: number;
}

/** Counts something by a key (an address, an account) and refuses past a limit. In memory, of this process. */
export class RateLimit {
  readonly #limiter: RateLimiterMemory;

  constructor(options: RateLimitOptions) {
    this.#limiter = new RateLimiterMemory({
      keyPrefix: options.name,
      points: options.points,
      duration: options.windowSeconds,
      ...(options.blockSeconds === undefined ? {} : { blockDuration: options.blockSeconds }),
    });
  }

  /**
   * Charges the key.
   *
   * @throws {AppError} `too_many_requests`, with the time to wait, when its points are used up.
   */
  async charge(key: string, points = 1): Promise<void> {
    try {
      await this.#limiter.consume(key, points);
    } catch (refused) {
      if (refused instanceof RateLimiterRes) throw tooMany(refused.msBeforeNext);
      throw refused;
    }
  }

  /** Charges the key and says whether it was within its limit: for where a refusal is not told, only acted on. */
  async tryCharge(key: string, points = 1): Promise<boolean> {
    try {
      await this.#limiter.consume(key, points);
      return true;
    } catch (refused) {
      if (refused instanceof RateLimiterRes) return false;
      throw refused;
    }
  }

  /**
   * Refuses a key that has used up its points, charging nothing: for where only failures are charged.
   *
   * @throws {AppError} `too_many_requests`
   */
  async requireLeft(key: string): Promise<void> {
    const state = await this.#limiter.get(key);
    if (state !== null && state.remainingPoints <= 0 && state.msBeforeNext > 0) throw tooMany(state.msBeforeNext);
  }

  /** Forgets what was charged to the key, for example after the right password. */
  async forgive(key: string): Promise<void> {
    await this.#limiter.delete(key);
  }
}

/** A limit whose height differs from one bot to the next: each height counts on its own. */
export class RateLimitByPoints {
  readonly #limits = new Map<number, RateLimit>();

  constructor(private readonly create: (points: number) => RateLimit) {}

  /** Charges the key of whom `points` is the limit. @throws {AppError} `too_many_requests` */
  async charge(key: string, points: number): Promise<void> {
    let limit = this.#limits.get(points);
    if (limit === undefined) {
      limit = this.create(points);
      this.#limits.set(points, limit);
    }
    await limit.charge(key);
  }
}

/** Makes limits. Injected, so that a test may hand out others. */
@Injectable()
export class RateLimits {
  create(options: RateLimitOptions): RateLimit {
    return new RateLimit(options);
  }

  /** As `create`, for a limit whose points are named with each charge. */
  createByPoints(options: Omit<RateLimitOptions, 'points'>): RateLimitByPoints {
    return new RateLimitByPoints((points) => this.create({ ...options, points }));
  }
}

function tooMany(waitMs: number): AppError {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  return new AppError('too_many_requests', 'Too many requests in a short time.', {
    fix: `Wait ${seconds} seconds, then try again.`,
    retryAfterSeconds: seconds,
  });
}
