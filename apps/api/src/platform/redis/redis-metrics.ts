import { Injectable } from '@nestjs/common';
import { Metrics } from '../metrics/metrics.js';
import { RedisLink } from './redis-link.js';

/** How the way to Redis is, where one is set up. */
@Injectable()
export class RedisMetrics {
  constructor(redis: RedisLink, metrics: Metrics) {
    if (redis.state === 'off') return;
    metrics.gauge('chatku_redis_connected', 'Whether Redis is connected; 0: nodes find what is new by looking.', () =>
      redis.state === 'connected' ? 1 : 0,
    );
    metrics.gauge(
      'chatku_redis_dropped_total',
      'Wake-ups, signs of typing and of presence that Redis did not take, for good.',
      () => redis.dropped,
      'counter',
    );
  }
}
