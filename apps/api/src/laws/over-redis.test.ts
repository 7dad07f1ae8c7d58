import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { Bus } from '../platform/bus/bus.js';
import { IdMaker } from '../platform/ids/id-maker.js';
import { Outbox } from '../platform/outbox/outbox.js';
import type { RedisLink } from '../platform/redis/redis-link.js';
import { redisPrefixOf } from '../platform/redis/redis-place.js';
import { describeWithRedis, linkTo, OwnRedis } from '../platform/testing/test-redis.js';
import { signIn } from '../testing/console-client.js';
import { Ear } from './ear.js';
import { World } from './world.js';

/*
 * The whole server with a Redis, and the test as another node of the same installation: what this one says there, and what it
 * does when it is told.
 */

describeWithRedis('over Redis', () => {
  let redis: OwnRedis;
  let world: World;
  let base: string;
  let other: RedisLink;
  beforeAll(async () => {
    redis = await OwnRedis.start();
    world = await World.start({ env: { REDIS_URL: redis.url } });
    base = await world.harness.listen();
    other = linkTo(redis.url, { prefix: redisPrefixOf(world.harness.dataDir.secretBox) });
    await other.start();
  });
  afterAll(async () => {
    other.stop();
    await world.stop();
    await redis.stop();
  });
  beforeEach(() => world.harness.clock.advance(61_000));

  /** The next thing this node says about a topic. */
  const said = (topic: string) =>
    new Promise<unknown>((resolve) => {
      const stop = other.hear(topic, (body) => {
        stop();
        resolve(body);
      });
    });

  test('readiness tells that it is connected', async () => {
    const { body } = await world.harness.request.get('/health/ready').expect(200);
    expect(body).toEqual({ status: 'ok', redis: 'connected' });
  });

  test('others are told which streams grew, and nothing of what was written', async () => {
    const page = await world.page().becomeGuest();
    const told = said('bus');
    await other.listening();
    await page.send('sentinel').expect(200);
    const streams = await told;
    expect(streams).toEqual([`contact:${page.contactId}`, `workspace:${world.bot.workspaceId}`]);
  });

  test('told by others, sockets read on, and sessions that ended there end here', async () => {
    const page = await world.page().becomeUser('told-by-others');
    const ear = await Ear.follow(base, page);
    const silenced = vi.spyOn(world.harness.get(Bus), 'publish').mockImplementation(() => {});
    await page.send('written elsewhere').expect(200);
    other.say('bus', [`contact:${page.contactId}`]);
    await ear.until(() => ear.texts.includes('written elsewhere'));
    await page.logOut().expect(204);
    other.say('bus', [`contact:${page.contactId}`]);
    await ear.until(() => ear.closeCode !== null);
    silenced.mockRestore();
  });

  test('who types is heard on the other side, from either node', async () => {
    const page = await world.page().becomeGuest();
    const { body } = await page.send('hello').expect(200);
    const conversationId = body.message.conversation_id;
    const about = { workspaceId: world.bot.workspaceId, conversationId };
    const ear = await Ear.follow(base, page);
    const desk = await Ear.ofMember(
      base,
      await signIn(world.harness, { workspaceId: world.bot.workspaceId, role: 'agent' }),
    );
    const [byVisitor, byAgent] = [said('typing.visitor'), said('typing.agent')];
    await other.listening();
    ear.say({ type: 'typing' });
    expect(await byVisitor).toEqual(about);
    desk.say({ type: 'typing', conversation_id: conversationId });
    expect(await byAgent).toEqual({ contactId: page.contactId });

    const typed = (one: Ear) => one.frames.filter(({ type }) => type === 'typing').length;
    await desk.until(() => typed(desk) === 1);
    await ear.until(() => typed(ear) === 1);
    other.say('typing.visitor', about);
    other.say('typing.agent', { contactId: page.contactId });
    await desk.until(() => typed(desk) === 2);
    await ear.until(() => typed(ear) === 2);
  });

  test('others are told that something is to be done, and told by them, this one looks', async () => {
    const outbox = world.harness.get(Outbox);
    const told = said('outbox');
    await other.listening();
    const job = { id: world.harness.get(IdMaker).newId(), kind: 'nobody', workspaceId: world.bot.workspaceId };
    await world.harness.unitOfWork.run('add', (tx) => outbox.add(tx, [{ ...job, payload: { sentinel: true } }]));
    expect(await told).toBeNull();
    const looks = new Promise<void>((resolve) => {
      const stop = outbox.onAdded(() => {
        stop();
        resolve();
      });
    });
    other.say('outbox', null);
    await looks;
  });

  test('who is online is known on the other side, from either node, by ids alone', async () => {
    const [page, elsewhere] = [await world.page().becomeGuest(), await world.page().becomeGuest()];
    const agent = await signIn(world.harness, { workspaceId: world.bot.workspaceId, role: 'agent' });
    const room = `contact:${world.bot.workspaceId}`;
    const told: unknown[] = [];
    const stop = other.hear('presence', (body) => {
      const { on } = body as { on?: [room: string, ids: string[]][] };
      for (const [where, ids] of on ?? []) if (where === room) told.push(...ids);
    });
    await other.listening();
    await Ear.follow(base, page);
    await expect.poll(() => told, { timeout: 5_000 }).toContain(page.contactId);
    stop();

    const all = { kind: 'all', number: 7, part: 0, parts: 1, on: [[room, [elsewhere.contactId]]] };
    other.say('presence', { ...all, node: other.nodeId });
    const isOnline = async () => (await agent.get(`/v1/console/contacts/${elsewhere.contactId}`)).body.online;
    await expect.poll(isOnline).toBe(true);
    other.say('presence', {
      kind: 'changes',
      node: other.nodeId,
      number: 8,
      on: [],
      off: [[room, [elsewhere.contactId]]],
    });
    await expect.poll(isOnline).toBe(false);
  });

  test('limits are counted there, under names that tell nobody’s address', async () => {
    const keys = (await other.commands?.keys(other.nameOf('limit:*'))) ?? [];
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) expect(key).toMatch(/^chatku:[0-9a-f]{12}:limit:[\w.-]+:\d+:[\w-]{43}$/);
    // Nothing else is kept there.
    expect(await other.commands?.keys('*')).toHaveLength(keys.length);
  });
});
