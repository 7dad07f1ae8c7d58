import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { StreamRepository } from '../features/realtime/stream.repository.js';
import { StreamWatch } from '../features/realtime/stream-watch.js';
import { StaffSessionsService } from '../features/workspaces/index.js';
import { Bus } from '../platform/bus/bus.js';
import { signIn } from '../testing/console-client.js';
import { Ear } from './ear.js';
import { World } from './world.js';

/*
 * What another node did and no wake-up told of: sockets find it by looking. No wake-up arrives here at all.
 */

let world: World;
let base: string;
let watch: StreamWatch;
beforeAll(async () => {
  world = await World.start();
  base = await world.harness.listen();
  watch = world.harness.get(StreamWatch);
  vi.spyOn(world.harness.get(Bus), 'publish').mockImplementation(() => {});
});
afterAll(() => world.stop());
beforeEach(() => world.harness.clock.advance(61_000));

const agent = () => signIn(world.harness, { workspaceId: world.bot.workspaceId, role: 'agent' });
const nothingLeft = () => new Promise((resolve) => setImmediate(resolve));

test('a message and an answer are found, once, by the visitor and by the agent', async () => {
  const page = await world.page().becomeGuest();
  const ear = await Ear.follow(base, page);
  const member = await agent();
  const desk = await Ear.ofMember(base, member);
  const { body } = await page.send('found by looking').expect(200);
  await nothingLeft();
  expect([ear.texts, desk.texts]).toEqual([[], []]);

  await watch.look();
  await desk.until(() => desk.texts.length > 0);
  const conversation = body.message.conversation_id;
  await member.post(`/v1/console/conversations/${conversation}/messages`, {
    client_id: crypto.randomUUID(),
    text: 'answer',
  });
  await watch.look();
  await watch.look();
  await ear.until(() => ear.texts.includes('answer'));
  await desk.until(() => desk.texts.includes('answer'));
  expect([ear.texts, desk.texts]).toEqual([
    ['found by looking', 'answer'],
    ['found by looking', 'answer'],
  ]);
});

test('a row that comes to light behind one that was seen already is found', async () => {
  const [slow, quick] = [await world.page().becomeGuest(), await world.page().becomeGuest()];
  const ear = await Ear.follow(base, slow);
  await watch.look();
  await slow.send('committed late').expect(200);
  // As another workspace's transaction that has its position and has not committed yet.
  const turn = (from: '>' | '<') =>
    world.harness.unitOfWork.run('test.hide', (tx) =>
      tx.manager.query(`UPDATE event SET position = -position WHERE contact_id = $1 AND position ${from} 0`, [
        slow.contactId,
      ]),
    );
  await turn('>');
  await quick.send('committed first').expect(200);
  await watch.look();
  await turn('<');
  await watch.look();
  await ear.until(() => ear.texts.length > 0);
  expect(ear.texts).toEqual(['committed late']);
});

test('a session that ended elsewhere is ended here', async () => {
  const page = await world.page().becomeUser('watched-user');
  const ear = await Ear.follow(base, page);
  await watch.look();
  expect(ear.closeCode).toBeNull();
  await page.becomeUser('another-user');
  await watch.look();
  await ear.until(() => ear.closeCode !== null);
  expect(ear.bye).toBe('identity_superseded');
});

test.each([
  ['whose token was replaced', "UPDATE contact SET guest_token_hash = 'x' WHERE id = $1"],
  ['whose page went on to another epoch', 'UPDATE page_session SET epoch = epoch + 1 WHERE contact_id = $1'],
  ['whose page was forgotten', 'DELETE FROM page_session WHERE contact_id = $1'],
])('a guest %s elsewhere is sent away', async (_what, sql) => {
  const page = await world.page().becomeGuest();
  const ear = await Ear.follow(base, page);
  await world.harness.unitOfWork.run('test.elsewhere', (tx) => tx.manager.query(sql, [page.contactId]));
  await watch.look();
  await ear.until(() => ear.closeCode !== null);
});

test('a member who was signed out elsewhere, or was deactivated, hears nothing more', async () => {
  const [gone, deactivated, stays] = [await agent(), await agent(), await agent()];
  const desks = [
    await Ear.ofMember(base, gone),
    await Ear.ofMember(base, deactivated),
    await Ear.ofMember(base, stays),
  ];
  const sessions = world.harness.get(StaffSessionsService);
  await world.harness.unitOfWork.run('test.out', (tx) => sessions.endAllOf(tx, gone.user.id));
  await world.harness.unitOfWork.run('test.deactivate', (tx) =>
    tx.manager.query('UPDATE staff_user SET deactivated_at_ms = $1 WHERE id = $2', [1, deactivated.user.id]),
  );
  await watch.look();
  for (const desk of desks.slice(0, 2)) {
    await desk.until(() => desk.closeCode !== null);
    expect(desk.bye).toBe('session_expired');
  }
  expect(desks[2]?.closeCode).toBeNull();
});

test('a look that fails is told once, ends nothing, and the next one brings what was missed', async () => {
  const page = await world.page().becomeGuest();
  const ear = await Ear.follow(base, page);
  await page.send('while the database does not answer').expect(200);
  const failing = vi.spyOn(world.harness.get(StreamRepository), 'readGrowth').mockRejectedValue(new Error('away'));
  await watch.look();
  await watch.look();
  failing.mockRestore();
  expect(world.harness.log.filter(({ msg }) => String(msg).includes('cannot be read'))).toHaveLength(1);
  expect(ear.closeCode).toBeNull();
  await watch.look();
  await ear.until(() => ear.texts.length > 0);
});

test('a look at the sessions of one side that fails keeps nothing from the other side', async () => {
  const member = await agent();
  const away = new Error('away');
  const failures = [
    () => vi.spyOn(world.harness.get(StreamRepository), 'readStandings').mockRejectedValueOnce(away),
    () => vi.spyOn(world.harness.get(StaffSessionsService), 'findMembersOf').mockRejectedValueOnce(away),
  ];
  for (const fail of failures) {
    const page = await world.page().becomeGuest();
    const ear = await Ear.follow(base, page);
    const desk = await Ear.ofMember(base, member);
    await page.send('while one side cannot be read').expect(200);
    fail();
    await watch.look();
    await ear.until(() => ear.texts.length > 0);
    await desk.until(() => desk.texts.length > 0);
    await watch.look();
  }
});
