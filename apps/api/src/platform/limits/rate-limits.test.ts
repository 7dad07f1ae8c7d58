import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { describeWithRedis, linkTo, OwnRedis, stateOf } from '../testing/test-redis.js';
import { RateLimits } from './rate-limits.js';

const limit = (name: string) => new RateLimits().create({ name, points: 3, windowSeconds: 60 });

describe('one node', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('a key is refused past its points, with the time to wait, and taken again after the window', async () => {
    const attempts = limit('a');
    for (let count = 0; count < 3; count += 1) await attempts.charge('x');
    await expect(attempts.charge('x')).rejects.toMatchObject({ code: 'too_many_requests', retryAfterSeconds: 60 });
    await attempts.charge('y');
    vi.advanceTimersByTime(61_000);
    await attempts.charge('x');
  });

  test('a refusal that is not told is known all the same, and what is forgiven may be charged again', async () => {
    const failures = limit('b');
    for (let count = 0; count < 3; count += 1) expect(await failures.tryCharge('x')).toBe(true);
    expect(await failures.tryCharge('x')).toBe(false);
    await failures.forgive('x');
    expect(await failures.tryCharge('x')).toBe(true);
  });

  test('limits of different names do not share their keys', async () => {
    await limit('c').charge('x', 3);
    await limit('d').charge('x', 3);
  });
});

describeWithRedis('several nodes', () => {
  let redis: OwnRedis;
  let links: ReturnType<typeof linkTo>[];
  beforeEach(async () => {
    redis = await OwnRedis.start();
    links = [linkTo(redis.url), linkTo(redis.url)];
    for (const link of links) await link.start();
  });
  afterEach(async () => {
    for (const link of links) link.stop();
    await redis.stop();
  });
  /** The same limit on both nodes. */
  const both = (name: string, points: number, blockSeconds?: number) =>
    links.map((link) =>
      new RateLimits(link).create({
        name,
        points,
        windowSeconds: 60,
        ...(blockSeconds === undefined ? {} : { blockSeconds }),
      }),
    ) as [ReturnType<RateLimits['create']>, ReturnType<RateLimits['create']>];
  /** How many of so many charges are taken. */
  const taken = async (one: ReturnType<RateLimits['create']>, key: string, charges: number) => {
    let count = 0;
    for (let charge = 0; charge < charges; charge += 1) if (await one.tryCharge(key)) count += 1;
    return count;
  };

  test('count together, refuse with the same words, and forgive together', async () => {
    const [a, b] = both('together', 8);
    expect(await taken(a, 'x', 5)).toBe(5);
    expect(await taken(b, 'x', 5)).toBe(3);
    await expect(a.charge('x')).rejects.toMatchObject({ code: 'too_many_requests', retryAfterSeconds: 60 });
    await expect(b.charge('x')).rejects.toMatchObject({ code: 'too_many_requests', retryAfterSeconds: 60 });
    await b.charge('y');
    await b.forgive('x');
    expect(await taken(a, 'x', 10)).toBe(8);
  });

  test('a key that is blocked is blocked everywhere, for as long as was said', async () => {
    const [a, b] = both('blocking', 2, 600);
    expect(await taken(a, 'x', 3)).toBe(2);
    await expect(b.charge('x')).rejects.toMatchObject({ retryAfterSeconds: 600 });
  });

  test('nothing of a key can be read in Redis, and it is gone after the window', async () => {
    const [a] = both('private', 2);
    await a.charge('nurul@example.com');
    const keys = (await links[0]?.commands?.keys('*')) ?? [];
    expect(keys).toHaveLength(1);
    expect(keys[0]).toMatch(/^chatku:test:limit:private:2:[\w-]{43}$/);
    expect(await links[0]?.commands?.ttl(keys[0] ?? '')).toBeGreaterThan(50);
  });

  test('while Redis is away each node takes a quarter, of small limits five, and together they count again by themselves', async () => {
    const [a, b] = both('alone', 24);
    const [few] = both('few', 10);
    const [fewest] = both('fewest', 3);
    const away = links.map((link) => stateOf(link, 'away'));
    await redis.kill();
    await Promise.all(away);
    expect([await taken(a, 'x', 10), await taken(b, 'x', 10)]).toEqual([6, 6]);
    expect([await taken(few, 'x', 10), await taken(fewest, 'x', 10)]).toEqual([5, 3]);
    await expect(a.charge('x')).rejects.toMatchObject({ code: 'too_many_requests', retryAfterSeconds: 60 });
    await a.forgive('x');
    expect(await taken(a, 'x', 1)).toBe(1);
    await redis.restart();
    await Promise.all(links.map((link) => stateOf(link, 'connected')));
    expect([await taken(a, 'x', 15), await taken(b, 'x', 15)]).toEqual([15, 9]);
  });

  test('a Redis that hangs holds nobody up for long', async () => {
    const [a] = both('hanging', 12);
    redis.freeze();
    expect(await taken(a, 'x', 10)).toBe(5);
    await a.forgive('x');
    expect(await taken(a, 'x', 1)).toBe(1);
    redis.thaw();
  });
});
