import { afterAll, beforeAll, expect, test } from 'vitest';
import { SESSION_SECONDS, StaffSessionsService } from '../features/workspaces/staff-sessions.service.js';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { World } from './world.js';

let world: World;
let sessions: StaffSessionsService;
beforeAll(async () => {
  world = await World.start();
  sessions = world.harness.get(StaffSessionsService);
});
afterAll(() => world.stop());

const agent = () => signIn(world.harness, { workspaceId: world.bot.workspaceId, role: 'agent' });

/** Under which session somebody is signed in. */
async function sessionOf({ cookie }: ConsoleClient): Promise<string> {
  const member = await sessions.findMember(world.harness.reader, cookie);
  if (member === null) throw new Error('nobody is signed in');
  return member.sessionId;
}

const change = (sql: string, values: unknown[]) =>
  world.harness.unitOfWork.run('test.change', (tx) => tx.manager.query(sql, values));

test('of many sessions only those that stand are told of, with the role and the workspace of now', async () => {
  const { harness, bot } = world;
  const clients = [await agent(), await agent(), await agent(), await agent()] as const;
  const [stays, promoted, deactivated, signedOut] = clients;
  const [staying, changed, ...over] = await Promise.all(clients.map(sessionOf));
  await change("UPDATE staff_user SET role = 'admin' WHERE id = $1", [promoted.user.id]);
  await change('UPDATE staff_user SET deactivated_at_ms = 1 WHERE id = $1', [deactivated.user.id]);
  await harness.unitOfWork.run('test.out', (tx) => sessions.endAllOf(tx, signedOut.user.id));
  const asked = [staying ?? '', changed ?? '', ...over, 'nobody'];
  expect(await sessions.findMembersOf(harness.reader, asked)).toEqual(
    new Map([
      [staying, expect.objectContaining({ role: stays.user.role, workspaceId: bot.workspaceId })],
      [changed, expect.objectContaining({ role: 'admin', workspaceId: bot.workspaceId })],
    ]),
  );
  expect(await sessions.findMembersOf(harness.reader, [])).toEqual(new Map());
  harness.clock.advance(SESSION_SECONDS * 1000);
  expect(await sessions.findMembersOf(harness.reader, asked)).toEqual(new Map());
});
