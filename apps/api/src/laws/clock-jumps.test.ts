import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { IdMaker } from '../platform/ids/id-maker.js';
import { RateLimits } from '../platform/limits/rate-limits.js';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { Ear } from './ear.js';
import { type Page, World } from './world.js';

/*
 * The machine's clock is set by somebody, ten minutes forward or back. Order is `seq` and never time, so nothing may be lost, doubled or
 * disordered, and nobody is thrown out. (Waits of flows and jobs over such jumps: flow-waits.test.ts, outbox-worker.db.test.ts.)
 */

const TEN_MINUTES_MS = 600_000;
const JUMPS = [
  ['forward', TEN_MINUTES_MS],
  ['back', -TEN_MINUTES_MS],
] as const;

let world: World;
let base: string;
let member: ConsoleClient;

beforeAll(async () => {
  world = await World.start();
  base = await world.harness.listen();
  member = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
});
afterAll(() => world.stop());

const jump = (byMs: number) => world.harness.clock.advance(byMs);

async function requireInOrder(page: Page, texts: readonly string[]): Promise<void> {
  const { items } = await page.history('?limit=100');
  expect(items.map(({ body }) => body.text)).toEqual(texts);
  expect(items.map(({ seq }) => seq)).toEqual(texts.map((_, at) => at + 1));
  const ids = items.map(({ id }) => id);
  expect(ids).toEqual([...ids].sort());
}

describe.each(JUMPS)('ten minutes %s', (_direction, byMs) => {
  test('guests and users stay who they are, and what they write stays in order', async () => {
    const guest = await world.page().becomeGuest();
    const user = await world.page().becomeUser(`user-${randomUUID()}`);
    for (const page of [guest, user]) await page.send('before').expect(200);
    jump(byMs);
    for (const page of [guest, user]) {
      await page.send('after').expect(200);
      await requireInOrder(page, ['before', 'after']);
    }
    jump(-byMs);
    for (const page of [guest, user]) {
      await page.send('after that').expect(200);
      await requireInOrder(page, ['before', 'after', 'after that']);
    }
  });

  test('what is sent again is the same message', async () => {
    const page = await world.page().becomeGuest();
    const client_id = randomUUID();
    const first = await page.send('once', { client_id }).expect(200);
    jump(byMs);
    const again = await page.send('once', { client_id }).expect(200);
    expect(again.body.message.id).toBe(first.body.message.id);
    await requireInOrder(page, ['once']);
  });

  test('an open socket brings what comes, once, and a cursor of before goes on', async () => {
    const page = await world.page().becomeGuest();
    await page.send('before').expect(200);
    const { after } = await page.history();
    const ear = await Ear.follow(base, page);
    jump(byMs);
    await page.send('after').expect(200);
    const heard = (of: Ear) =>
      of.frames.flatMap((frame) => (JSON.stringify(frame).includes('"text":"after"') ? [frame.type] : []));
    await ear.until(() => heard(ear).length > 0);
    ear.socket.terminate();
    const late = await Ear.follow(base, page, after);
    await late.until(() => heard(late).length > 0);
    expect([heard(ear).length, heard(late).length]).toEqual([1, 1]);
    late.socket.terminate();
  });

  test('members stay signed in, and an agent’s reply stands behind what it answers', async () => {
    const page = await world.page().becomeGuest();
    await page.send('question').expect(200);
    const list = await member.get(`/v1/console/conversations?contact_id=${page.contactId}`).expect(200);
    const [conversation] = list.body.items;
    jump(byMs);
    await member.get('/v1/console/session').expect(200);
    await member
      .post(`/v1/console/conversations/${conversation.id}/messages`, { client_id: randomUUID(), text: 'answer' })
      .expect((answer) => expect(answer.status).toBeLessThan(300));
    await requireInOrder(page, ['question', 'answer']);
  });

  test('a user who proves who they are again gets their history', async () => {
    const id = `user-${randomUUID()}`;
    await (await world.page().becomeUser(id)).send('mine').expect(200);
    jump(byMs);
    const again = await world.page().becomeUser(id);
    expect(await again.texts()).toEqual(['mine']);
  });

  test('a new id stands behind all of before', () => {
    const ids = world.harness.get(IdMaker);
    const before = Array.from({ length: 5 }, () => ids.newId());
    jump(byMs);
    const after = Array.from({ length: 5 }, () => ids.newId());
    expect([...before, ...after]).toEqual([...before, ...after].sort());
  });
});

describe('a limit by the machine’s clock', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test.each(JUMPS)('set ten minutes %s refuses nobody for longer than its window', async (_direction, byMs) => {
    const limit = new RateLimits().create({ name: 'test', points: 2, windowSeconds: 60 });
    await limit.charge('a', 2);
    await expect(limit.charge('a')).rejects.toMatchObject({ code: 'too_many_requests' });
    vi.setSystemTime(Date.now() + byMs);
    vi.advanceTimersByTime(60_000);
    await limit.charge('a');
  });
});
