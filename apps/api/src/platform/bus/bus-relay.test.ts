import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Logger } from '../logging/logger.js';
import type { RedisLink } from '../redis/redis-link.js';
import { describeWithRedis, linkTo, OwnRedis, stateOf } from '../testing/test-redis.js';
import { Bus } from './bus.js';
import { BusRelay } from './bus-relay.js';

/** A node with a bus that remembers what its listeners heard. */
class Node {
  readonly bus = new Bus(Logger.silent());
  readonly heard: string[] = [];
  #check = () => {};

  constructor(readonly link: RedisLink) {
    new BusRelay(this.bus, link);
    this.bus.subscribe(({ streams }) => {
      this.heard.push(...streams);
      this.#check();
    });
  }

  hears(stream: string): Promise<void> {
    return new Promise((resolve) => {
      this.#check = () => this.heard.includes(stream) && resolve();
      this.#check();
    });
  }
}

test('without a Redis the bus stays in its process', async () => {
  const node = new Node(linkTo(null));
  node.bus.publish({ streams: ['a'] });
  await node.hears('a');
  expect(node.heard).toEqual(['a']);
});

describeWithRedis('over Redis', () => {
  let redis: OwnRedis;
  let nodes: Node[];

  beforeEach(async () => {
    redis = await OwnRedis.start();
    nodes = [new Node(linkTo(redis.url)), new Node(linkTo(redis.url))];
    for (const { link } of nodes) await link.start();
  });
  afterEach(async () => {
    for (const { link } of nodes) link.stop();
    await redis.stop();
  });

  test('a notice is heard once here and once there, in the order of a node', async () => {
    const [a, b] = nodes as [Node, Node];
    for (const stream of ['a1', 'a2', 'a3']) a.bus.publish({ streams: [stream] });
    await b.hears('a3');
    b.bus.publish({ streams: ['b1'] });
    await a.hears('b1');
    await b.link.commands?.ping();
    expect([a.heard, b.heard]).toEqual([
      ['a1', 'a2', 'a3', 'b1'],
      ['a1', 'a2', 'a3', 'b1'],
    ]);
  });

  test('what is published in one turn goes in one message, each stream once, and many go in several', async () => {
    const [a, b] = nodes as [Node, Node];
    const say = vi.spyOn(a.link, 'say');
    for (let count = 0; count < 1_100; count += 1) a.bus.publish({ streams: [`s${count}`, 'twice'] });
    await b.hears('s1099');
    expect(say.mock.calls.map(([, streams]) => (streams as string[]).length)).toEqual([500, 500, 101]);
    expect(b.heard).toHaveLength(1_101);
  });

  test('what is no list of streams is not heard', async () => {
    const [a, b] = nodes as [Node, Node];
    for (const body of ['x', [1], ['x'.repeat(101)], { streams: ['x'] }, []]) a.link.say('bus', body);
    a.bus.publish({ streams: ['good'] });
    await b.hears('good');
    expect(b.heard).toEqual(['good']);
  });

  test('with Redis killed each node goes on by itself, and with Redis back they hear each other again', async () => {
    const [a, b] = nodes as [Node, Node];
    const away = nodes.map(({ link }) => stateOf(link, 'away'));
    await redis.kill();
    await Promise.all(away);
    a.bus.publish({ streams: ['alone'] });
    await a.hears('alone');
    await redis.restart();
    await Promise.all(nodes.map(({ link }) => stateOf(link, 'connected')));
    a.bus.publish({ streams: ['together'] });
    await b.hears('together');
    expect(b.heard).toEqual(['together']);
  });
});
