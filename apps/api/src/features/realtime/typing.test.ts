import { expect, test } from 'vitest';
import { describeWithRedis, linkTo, OwnRedis, stateOf } from '../../platform/testing/test-redis.js';
import { Typing } from './typing.js';

test('one node tells itself, and lost is lost without a Redis', () => {
  const typing = new Typing(linkTo(null));
  const heard: unknown[] = [];
  const stop = typing.onAgent((about) => heard.push(about));
  typing.fromAgent({ contactId: 'c' });
  stop();
  typing.fromAgent({ contactId: 'd' });
  expect(heard).toEqual([{ contactId: 'c' }]);
});

describeWithRedis('over Redis', () => {
  test('another node hears who types; what has another shape is not passed on; nothing fails while Redis is away', async () => {
    const redis = await OwnRedis.start();
    const links = [linkTo(redis.url), linkTo(redis.url)] as const;
    const [a, b] = [new Typing(links[0]), new Typing(links[1])];
    for (const link of links) await link.start();
    const atB: unknown[] = [];
    b.onAgent((about) => atB.push(about));
    const visitorTyped = new Promise((resolve) => b.onVisitor(resolve));
    links[0].say('typing.agent', { contactId: 1 });
    links[0].say('typing.agent', 'x');
    a.fromAgent({ contactId: 'c' });
    a.fromVisitor({ workspaceId: 'w', conversationId: 'v' });
    expect(await visitorTyped).toEqual({ workspaceId: 'w', conversationId: 'v' });
    expect(atB).toEqual([{ contactId: 'c' }]);
    const away = stateOf(links[0], 'away');
    await redis.kill();
    await away;
    a.fromAgent({ contactId: 'd' });
    for (const link of links) link.stop();
    await redis.stop();
  });
});
