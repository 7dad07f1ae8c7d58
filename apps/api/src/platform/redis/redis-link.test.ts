import { afterEach, beforeEach, expect, test } from 'vitest';
import { Logger } from '../logging/logger.js';
import { describeWithRedis, linkTo, OwnRedis, stateOf } from '../testing/test-redis.js';
import { type RedisLink, reconnectDelayMs } from './redis-link.js';

test('attempts come later and later, five seconds at the most, and never all at once', () => {
  expect([1, 2, 3, 7, 50, 5000].map((attempt) => reconnectDelayMs(attempt, 1))).toEqual([
    100, 200, 400, 5000, 5000, 5000,
  ]);
  expect(reconnectDelayMs(50, 0)).toBe(2500);
});

test('without a Redis nothing is said, and nothing fails', async () => {
  const link = linkTo(null);
  await link.start();
  link.hear('topic', () => undefined);
  link.say('topic', 1);
  expect([link.state, link.commands, link.dropped]).toEqual(['off', null, 0]);
  link.stop();
});

describeWithRedis('with a Redis', () => {
  let redis: OwnRedis;
  let links: RedisLink[] = [];

  beforeEach(async () => {
    redis = await OwnRedis.start();
  });
  afterEach(async () => {
    for (const link of links) link.stop();
    links = [];
    await redis.stop();
  });

  const made = (options: Parameters<typeof linkTo>[1] = {}, url = redis.url) => {
    const link = linkTo(url, options);
    links.push(link);
    return link;
  };
  /** Settles with the first `count` things heard on a topic, and goes on collecting. */
  const heard = (link: RedisLink, topic: string) => {
    const all: unknown[] = [];
    let check = () => {};
    link.hear(topic, (body) => {
      all.push(body);
      check();
    });
    const upTo = (count: number) =>
      new Promise<void>((resolve) => {
        check = () => all.length >= count && resolve();
        check();
      });
    return { all, upTo };
  };

  test('nodes hear each other and never themselves; another installation hears nothing', async () => {
    const [a, b, stranger] = [made(), made(), made({ prefix: 'chatku:other' })];
    const [atA, atB, atStranger] = [heard(a, 'topic'), heard(b, 'topic'), heard(stranger, 'topic')];
    for (const link of links) await link.start();
    expect(links.map(({ state }) => state)).toEqual(['connected', 'connected', 'connected']);
    a.say('topic', { n: 1 });
    b.say('topic', { n: 2 });
    stranger.say('topic', { n: 3 });
    await Promise.all([atA.upTo(1), atB.upTo(1)]);
    // A last round trip: what would have come before it has come.
    a.say('topic', 'last');
    await atB.upTo(2);
    await stranger.commands?.ping();
    expect([atA.all, atB.all, atStranger.all]).toEqual([[{ n: 2 }], [{ n: 1 }, 'last'], []]);
  });

  test('what is no message of ours disturbs nobody', async () => {
    const [a, b] = [made(), made()];
    const atB = heard(b, 'topic');
    b.hear('topic', () => {
      throw new Error('a listener that fails');
    });
    await a.start();
    await b.start();
    for (const text of ['{', 'null', '1', '"x"']) await a.commands?.publish(a.nameOf('topic'), text);
    a.say('topic', 'good');
    await atB.upTo(1);
    expect(atB.all).toEqual(['good']);
  });

  test('killed, it is away at once and nothing waits for it; started again, it is found and heard again', async () => {
    const lines: string[] = [];
    const logger = Logger.create({ level: 'info', destination: { write: (line) => void lines.push(line) } });
    const [a, b] = [made({ logger }), made()];
    const atB = heard(b, 'topic');
    await a.start();
    await b.start();
    const away = [stateOf(a, 'away'), stateOf(b, 'away')];
    await redis.kill();
    await Promise.all(away);
    // Not after a wait, and not sent when it is back.
    await expect(a.commands?.set('x', 'late')).rejects.toThrow(/writeable/);
    for (let count = 0; count < 5_000; count += 1) a.say('topic', 'lost');
    expect(a.dropped).toBe(5_000);
    await redis.restart();
    await Promise.all([stateOf(a, 'connected'), stateOf(b, 'connected')]);
    a.say('topic', 'after');
    await atB.upTo(1);
    expect(atB.all).toEqual(['after']);
    expect(await a.commands?.get('x')).toBeNull();
    expect(lines.map((line) => JSON.parse(line).msg.slice(0, 13))).toEqual([
      'Redis is conn',
      'Redis is away',
      'Redis is conn',
    ]);
  });

  test('a Redis that hangs is noticed though no connection is closed, and taken back when it goes on', async () => {
    const link = made();
    await link.start();
    const away = stateOf(link, 'away');
    redis.freeze();
    await away;
    await expect(link.commands?.get('x')).rejects.toThrow();
    redis.thaw();
    await stateOf(link, 'connected');
  });

  test('no more waits to be taken than a thousand sayings', async () => {
    const link = made();
    await link.start();
    for (let count = 0; count < 1_200; count += 1) link.say('topic', count);
    expect(link.dropped).toBe(200);
    await link.commands?.ping();
    await new Promise(setImmediate);
    link.say('topic', 'one more');
    expect(link.dropped).toBe(200);
  });

  test('a Redis that is not there at the start keeps nobody from starting', async () => {
    await redis.kill();
    const link = made();
    await link.start();
    expect(link.state).toBe('away');
    await redis.restart();
    await stateOf(link, 'connected');
  });
});

describeWithRedis('with a password', () => {
  test('is signed in with the right one; the wrong one is away, and neither is ever logged', async () => {
    const redis = await OwnRedis.start(['--requirepass', 'sentinel-right']);
    const lines: string[] = [];
    const logger = Logger.create({ level: 'trace', destination: { write: (line) => void lines.push(line) } });
    const host = redis.url.slice('redis://'.length);
    const right = linkTo(`redis://:sentinel-right@${host}`, { logger });
    const wrong = linkTo(`redis://:sentinel-wrong@${host}`, { logger });
    const none = linkTo(redis.url, { logger });
    for (const link of [right, wrong, none]) await link.start();
    expect([right.state, wrong.state, none.state]).toEqual(['connected', 'away', 'away']);
    expect(lines.join('')).toMatch(/WRONGPASS/);
    expect(lines.join('')).toMatch(/NOAUTH/);
    expect(lines.join('')).not.toContain('sentinel');
    for (const link of [right, wrong, none]) link.stop();
    await redis.stop();
  });
});
