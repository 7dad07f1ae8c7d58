import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Clock } from '../../platform/clock/clock.js';
import { RunMode } from '../../platform/commands/run-mode.js';
import type { RedisLink } from '../../platform/redis/redis-link.js';
import { describeWithRedis, linkTo, OwnRedis, stateOf } from '../../platform/testing/test-redis.js';
import { contactsOf, PresenceService } from './presence.service.js';
import { NODE_TICKS } from './presence-elsewhere.js';
import { PEOPLE_A_MESSAGE } from './presence-frames.js';
import { GRACE_TICKS } from './presence-here.js';

class StillClock extends Clock {
  nowMs(): number {
    return 1_000_000;
  }
}

const room = contactsOf('w');
/** What comes with the leave of somebody who has gone. */
const away = { online: false, lastSeenMs: 1_000_000 - GRACE_TICKS * 1000 };
const here = { online: true, lastSeenMs: null };

/** A node whose seconds go by as the test says. */
class Node {
  readonly presence: PresenceService;
  readonly told: [id: string, online: boolean][] = [];

  constructor(readonly link: RedisLink) {
    this.presence = new PresenceService(link, new StillClock(), new RunMode(false));
    this.presence.listen((_room, changes) => {
      for (const [id, { online }] of changes) this.told.push([id, online]);
    });
  }

  tick(times = 1): void {
    for (let tick = 0; tick < times; tick += 1) this.presence.tick();
  }

  async start(): Promise<this> {
    await this.link.start();
    return this;
  }
}

test('who follows is told once a second who came and who went, and nothing in between', () => {
  const { presence } = new Node(linkTo(null));
  const told: unknown[] = [];
  const stop = presence.listen((where, changes) => told.push([where, Object.fromEntries(changes)]));
  presence.arrived(room, 'a');
  presence.arrived(contactsOf('other'), 'b');
  expect([presence.isOnline(room, 'a'), presence.isOnline(room, 'b'), told]).toEqual([true, false, []]);
  presence.tick();
  expect(told.splice(0)).toEqual([
    ['contact:w', { a: here }],
    ['contact:other', { b: here }],
  ]);
  presence.left(room, 'a');
  for (let tick = 0; tick < GRACE_TICKS; tick += 1) presence.tick();
  expect(told.splice(0)).toEqual([['contact:w', { a: away }]]);
  stop();
  presence.arrived(room, 'c');
  presence.tick();
  expect(told).toEqual([]);
});

describeWithRedis('over Redis', () => {
  let redis: OwnRedis;
  let nodes: Node[];
  let a: Node;
  let b: Node;
  const started = async (): Promise<Node> => {
    const node = await new Node(linkTo(redis.url)).start();
    nodes.push(node);
    return node;
  };
  /** Both go on until one sees it so; no second of theirs is one of the clock's. */
  const until = (check: () => boolean, ticking: readonly Node[] = nodes) =>
    vi.waitFor(() => {
      if (check()) return;
      for (const node of ticking) node.tick();
      throw new Error('not yet');
    }, 5_000);
  const sees = (node: Node, id: string) => node.presence.isOnline(room, id);

  beforeEach(async () => {
    redis = await OwnRedis.start();
    nodes = [];
    a = await started();
    b = await started();
  });
  afterEach(async () => {
    for (const { link } of nodes) link.stop();
    await redis.stop();
  });

  test('another node sees who comes and who goes', async () => {
    a.presence.arrived(room, 'x');
    await until(() => sees(b, 'x'));
    expect(b.presence.isOnline(contactsOf('other'), 'x')).toBe(false);
    a.presence.left(room, 'x');
    await until(() => !sees(b, 'x'));
    b.tick();
    expect(b.told).toEqual([
      ['x', true],
      ['x', false],
    ]);
  });

  test('who has sockets on both goes when the last is gone', async () => {
    for (const node of [a, b]) node.presence.arrived(room, 'x');
    a.presence.arrived(room, 'mark');
    await until(() => sees(b, 'mark'));
    b.presence.left(room, 'x');
    b.tick(GRACE_TICKS);
    expect([sees(a, 'x'), sees(b, 'x')]).toEqual([true, true]);
    a.presence.left(room, 'x');
    await until(() => !sees(a, 'x') && !sees(b, 'x'));
  });

  test('a node that starts later learns of everybody, however many', async () => {
    const ids = Array.from({ length: PEOPLE_A_MESSAGE * 2 + 1 }, (_, at) => `x${at}`);
    for (const id of ids) a.presence.arrived(room, id);
    await until(() => ids.every((id) => sees(b, id)));
    // It asks by itself, and waits for nobody's sign of life.
    const say = a.link.say.bind(a.link);
    vi.spyOn(a.link, 'say').mockImplementation((topic, body) => {
      if ((body as { kind: string }).kind !== 'beat') say(topic, body);
    });
    const late = await started();
    await until(() => ids.every((id) => sees(late, id)));
    a.presence.left(room, 'x7');
    await until(() => !sees(late, 'x7') && !sees(b, 'x7'));
    expect(ids.filter((id) => !sees(late, id))).toEqual(['x7']);
  });

  test('a killed node’s sockets are gone for the others half a minute later, and not before', async () => {
    a.presence.arrived(room, 'x');
    await until(() => sees(b, 'x'));
    a.link.stop();
    b.tick(NODE_TICKS - 1);
    expect(sees(b, 'x')).toBe(true);
    b.tick(1);
    expect([sees(b, 'x'), b.told.at(-1)]).toEqual([false, ['x', false]]);
  });

  test('with Redis killed each soon knows its own only, and with Redis back both know all again', async () => {
    a.presence.arrived(room, 'x');
    b.presence.arrived(room, 'y');
    await until(() => sees(a, 'y') && sees(b, 'x'));
    const gone = nodes.map(({ link }) => stateOf(link, 'away'));
    await redis.kill();
    await Promise.all(gone);
    a.presence.arrived(room, 'z');
    for (const node of nodes) node.tick(NODE_TICKS);
    expect([sees(a, 'x'), sees(a, 'z'), sees(a, 'y')]).toEqual([true, true, false]);
    expect([sees(b, 'y'), sees(b, 'x'), sees(b, 'z')]).toEqual([true, false, false]);
    a.presence.left(room, 'x');
    a.tick(GRACE_TICKS);
    await redis.restart();
    await Promise.all(nodes.map(({ link }) => stateOf(link, 'connected')));
    await until(() => sees(a, 'y') && sees(b, 'z'));
    expect(sees(b, 'x')).toBe(false);
  });

  test('what was lost on the way does not stay wrong', async () => {
    a.presence.arrived(room, 'x');
    await until(() => sees(b, 'x'));
    b.tick();
    const say = vi.spyOn(a.link, 'say').mockImplementation(() => undefined);
    a.presence.left(room, 'x');
    a.presence.arrived(room, 'y');
    a.tick(GRACE_TICKS);
    say.mockRestore();
    expect([sees(b, 'x'), sees(b, 'y')]).toEqual([true, false]);
    // Nothing of A changes any more: its sign of life alone tells B that it has missed something.
    await until(() => !sees(b, 'x') && sees(b, 'y'), [a]);
    b.tick();
    expect(b.told.slice(1)).toEqual([
      ['y', true],
      ['x', false],
    ]);
  });

  test('what a newer node says besides is passed over, and the rest is heard', async () => {
    b.tick();
    const say = (body: object) => a.link.say('presence', { node: 'newer', number: 0, later: 1, ...body });
    say({ kind: 'all', part: 0, parts: 1, on: [[room, ['x']]] });
    await until(() => sees(b, 'x'), []);
    say({ kind: 'changes', number: 1, on: [[room, ['y']]], off: [] });
    await until(() => sees(b, 'y'), []);
  });

  test('what is no message of ours changes nothing', async () => {
    a.presence.arrived(room, 'x');
    await until(() => sees(b, 'x'));
    const all = { kind: 'all', node: a.link.nodeId, number: 9, part: 0, parts: 1, on: [] };
    for (const body of [
      null,
      'x',
      { kind: 'ask' },
      { ...all, on: [['r', ['x'.repeat(51)]]] },
      { ...all, number: -1 },
    ]) {
      a.link.say('presence', body);
    }
    a.presence.arrived(room, 'last');
    await until(() => sees(b, 'last'));
    expect(sees(b, 'x')).toBe(true);
  });
});
