import { createHash } from 'node:crypto';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../errors/app-error.js';
import type { RedisLink } from '../redis/redis-link.js';

/**
 * While Redis is away each node counts alone, and takes one part in so many of what all may take together. More nodes than
 * this let through more than the limit for that long; fewer let through less.
 */
const NODES_ASSUMED = 4;
/** A node that counts alone takes so many of a small limit all the same: who mistypes a code once is not to be locked out. */
const LEAST_ALONE = 5;

export interface RateLimitOptions {
  /** Unique in the installation, for example `sign-in`. */
  readonly name: string;
  /** How much may be charged within the window. */
  readonly points: number;
  readonly windowSeconds: number;
  /** How long a key stays refused once it has used up its points; the rest of the window when left out. */
  readonly blockSeconds?: number;
}

/**
 * Counts something by a key (an address, an account) and refuses past a limit. Where a Redis is set up all nodes count
 * together; while it is away, and where there is none, the process counts alone, in memory.
 */
export class RateLimit {
  readonly #limiter: RateLimiterMemory | RateLimiterRedis;
  readonly #keyOf: (key: string) => string;

  constructor(options: RateLimitOptions, redis: RedisLink | null = null) {
    const rule = {
      keyPrefix: options.name,
      points: options.points,
      duration: options.windowSeconds,
      ...(options.blockSeconds === undefined ? {} : { blockDuration: options.blockSeconds }),
    };
    if (redis === null || redis.commands === null) {
      this.#limiter = new RateLimiterMemory(rule);
      this.#keyOf = (key) => key;
      return;
    }
    this.#limiter = new RateLimiterRedis({
      ...rule,
      // The points are part of it: a limit of another height counts on its own, as it does in memory.
      keyPrefix: redis.nameOf(`limit:${options.name}:${options.points}`),
      storeClient: redis.commands,
      rejectIfRedisNotReady: true,
      insuranceLimiter: new RateLimiterMemory({
        ...rule,
        points: Math.max(Math.min(options.points, LEAST_ALONE), Math.floor(options.points / NODES_ASSUMED)),
      }),
    });
    // Addresses and e-mails are nobody's business in a Redis that others may read.
    this.#keyOf = (key) => createHash('sha256').update(key).digest('base64url');
  }

  /**
   * Charges the key.
   *
   * @throws {AppError} `too_many_requests`, with the time to wait, when its points are used up.
   */
  async charge(key: string, points = 1): Promise<void> {
    try {
      await this.#limiter.consume(this.#keyOf(key), points);
    } catch (refused) {
      if (refused instanceof RateLimiterRes) throw tooMany(refused.msBeforeNext);
      throw refused;
    }
  }

  /** Charges the key and says whether it was within its limit: for where a refusal is not told, only acted on. */
  async tryCharge(key: string, points = 1): Promise<boolean> {
    try {
      await this.#limiter.consume(this.#keyOf(key), points);
      return true;
    } catch (refused) {
      if (refused instanceof RateLimiterRes) return false;
      throw refused;
    }
  }

  /** Forgets what was charged to the key, for example after the right password. */
  async forgive(key: string): Promise<void> {
    await this.#limiter.delete(this.#keyOf(key));
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
export class RateLimits {
  /** @param redis where all nodes count together; null where there is one node. */
  constructor(private readonly redis: RedisLink | null = null) {}

  create(options: RateLimitOptions): RateLimit {
    return new RateLimit(options, this.redis);
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
