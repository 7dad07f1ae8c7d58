import { expect, test } from 'vitest';
import { Metrics } from '../metrics/metrics.js';
import { describeWithRedis, linkTo, OwnRedis } from '../testing/test-redis.js';
import { RedisMetrics } from './redis-metrics.js';

test('where no Redis is set up nothing is told of it', async () => {
  const metrics = new Metrics();
  new RedisMetrics(linkTo(null), metrics);
  expect(await metrics.text()).not.toContain('chatku_redis');
});

describeWithRedis('with a Redis', () => {
  test('is told whether it is connected, and what it did not take', async () => {
    const redis = await OwnRedis.start();
    const [link, metrics] = [linkTo(redis.url), new Metrics()];
    new RedisMetrics(link, metrics);
    link.say('topic', 'before it is connected');
    expect(await metrics.text()).toMatch(/^chatku_redis_connected 0$/m);
    expect(await metrics.text()).toMatch(/^chatku_redis_dropped_total 1$/m);
    await link.start();
    expect(await metrics.text()).toMatch(/^chatku_redis_connected 1$/m);
    link.stop();
    await redis.stop();
  });
});
