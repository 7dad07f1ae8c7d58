import { CONSOLE_SOCKET_PATH, PROTOCOL_VERSION } from '@chatku/schemas';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { Ear } from './ear.js';
import { World } from './world.js';

/*
 * All who follow a workspace are told from one look at its stream: each what it lacks, and nobody who may not listen any more.
 */

let world: World;
let base: string;
beforeAll(async () => {
  world = await World.start();
  base = await world.harness.listen();
});
afterAll(() => world.stop());
beforeEach(() => world.harness.clock.advance(61_000));

const agent = () => signIn(world.harness, { workspaceId: world.bot.workspaceId, role: 'agent' });

async function deskFrom({ cookie, csrf }: ConsoleClient, after: string): Promise<Ear> {
  const desk = await Ear.open(base, base, CONSOLE_SOCKET_PATH, { cookie });
  desk.say({ type: 'hello', protocol: PROTOCOL_VERSION, csrf, after });
  return desk;
}

test('those who come with an old cursor and those who were there hear the same, once and in order', async () => {
  const page = await world.page().becomeGuest();
  const member = await agent();
  const there = await Ear.ofMember(base, member);
  const [welcome] = there.frames as unknown as { cursor: string }[];
  const sent = Array.from({ length: 12 }, (_, at) => `message ${at}`);
  const late: Ear[] = [];
  for (const text of sent) {
    // Each opens while the next message is being told to the others.
    const [desk] = await Promise.all([deskFrom(member, welcome?.cursor ?? ''), page.send(text).expect(200)]);
    late.push(desk);
  }
  for (const desk of [there, ...late]) {
    await desk.until(() => desk.texts.filter((text) => sent.includes(text)).length >= sent.length);
    expect(desk.texts.filter((text) => sent.includes(text))).toEqual(sent);
  }
});

test.each([
  ['whose session is gone', 'DELETE FROM staff_session WHERE user_id = $1'],
  ['whose session is over', 'UPDATE staff_session SET expires_at_ms = 1 WHERE user_id = $1'],
  ['who was deactivated', 'UPDATE staff_user SET deactivated_at_ms = 1 WHERE id = $1'],
])('somebody %s is told nothing more, though no wake-up said so', async (_what, sql) => {
  const page = await world.page().becomeGuest();
  const [gone, stays] = [await agent(), await agent()];
  const desks = [await Ear.ofMember(base, gone), await Ear.ofMember(base, stays)] as const;
  await world.harness.unitOfWork.run('test.elsewhere', (tx) => tx.manager.query(sql, [gone.user.id]));
  await page.send('for those who may listen').expect(200);
  await desks[1].until(() => desks[1].texts.length > 0);
  await desks[0].until(() => desks[0].closeCode !== null);
  expect(desks[1].texts[0]).toBe('for those who may listen');
  expect([desks[0].texts, desks[0].bye]).toEqual([[], 'session_expired']);
});
