import { randomUUID } from 'node:crypto';
import type { Config } from '../../platform/config/config.js';
import { Logger } from '../../platform/logging/logger.js';
import { RedisLink } from '../../platform/redis/redis-link.js';
import { type Finding, ok, warn } from './finding.js';

/** What is said by one connection must be heard by another within this time. */
const HEARD_WITHIN_MS = 2_000;

/**
 * Does what one node says over Redis reach another? Never more than a warning: without Redis nothing is lost.
 *
 * @param prefix of the installation's names in Redis, so that rights to those are enough.
 */
export async function checkRedis(
  { redis, database }: Pick<Config, 'redis' | 'database'>,
  prefix: string,
): Promise<Finding> {
  if (redis === null) {
    return ok(
      'Redis',
      database === null
        ? 'None is set up; one node needs none.'
        : 'None is set up: nodes look for what is new every half second.',
    );
  }
  const place = `${redis.host}:${redis.port}`;
  const [here, there] = [0, 1].map(() => new RedisLink({ place: redis, prefix, logger: Logger.silent() })) as [
    RedisLink,
    RedisLink,
  ];
  try {
    await Promise.all([here.start(), there.start()]);
    if (here.state !== 'connected') {
      return warn(
        'Redis',
        'redis_away',
        `Redis at ${place} cannot be used (${here.reason}). Nothing is lost: nodes look for what is new every half second, and limits are stricter.`,
        'Correct REDIS_URL, or start Redis. The server need not be restarted when it is back.',
      );
    }
    if (await isHeard(here, there)) return ok('Redis', `${place} carries what one node says to another.`);
    return warn(
      'Redis',
      'redis_silent',
      `Redis at ${place} answers, and what is said over it is not heard.`,
      'Let its user publish and subscribe to channels that begin with "chatku:".',
    );
  } finally {
    here.stop();
    there.stop();
  }
}

function isHeard(here: RedisLink, there: RedisLink): Promise<boolean> {
  const topic = `doctor.${randomUUID()}`;
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), HEARD_WITHIN_MS);
    there.hear(topic, () => {
      clearTimeout(timer);
      resolve(true);
    });
    // Not before it listens, which only a round trip shows.
    void there.listening().then(() => here.say(topic, null));
  });
}
