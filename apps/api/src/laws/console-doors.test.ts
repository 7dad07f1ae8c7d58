import { may, pathOf, ROLES, ROUTES, type Route, type RouteName } from '@chatku/schemas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KeyRingService } from '../features/identity/index.js';
import { StaffSessionsService } from '../features/workspaces/index.js';
import { tableNames } from '../platform/testing/table-rows.js';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { BODIES } from './route-bodies.js';
import { World } from './world.js';

/*
 * Every route of the console, by the audience the contract gives it: who is turned away, and with which words. A route that
 * is added without its guard turns this red.
 */

const NOBODYS = '01890000-0000-7000-8000-000000000000';

const names = Object.keys(ROUTES) as RouteName[];
const rowOf = (name: RouteName): Route => ROUTES[name];
const consoleRoutes = names.filter((name) => rowOf(name).audience === 'member');
/** The row of a console's route. */
const memberRow = (name: RouteName) => {
  const row = rowOf(name);
  if (row.audience !== 'member') throw new Error(`${name} is no route of the console`);
  return row;
};
const changes = consoleRoutes.filter((name) => ROUTES[name].method !== 'GET');
const methodOf = (name: RouteName) => ROUTES[name].method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';

let world: World;
let owner: ConsoleClient;
let stranger: ConsoleClient;
/** Ids of things that are there, in the workspace of `owner`. */
let ids: Record<string, string>;
beforeAll(async () => {
  world = await World.start();
  const { workspaceId } = world.bot;
  owner = await signIn(world.harness, { workspaceId });
  stranger = await signIn(world.harness);
  const page = await world.page().becomeGuest();
  const sent = await page.send('hello');
  const [key] = await world.harness.get(KeyRingService).list(world.bot);
  const member = await signIn(world.harness, { workspaceId, role: 'member' });
  const [session] = await world.harness.get(StaffSessionsService).listOf(world.harness.reader, member.user.id, 1);
  const invite = await owner.post(pathOf('create_invite'), { role: 'agent' }).expect(201);
  const field = { name: 'level', type: 'text', page_writable: false, minimum_provenance: 'page' };
  await owner.put(pathOf('put_field', { bot_id: world.bot.id }), field).expect(200);
  ids = {
    bot_id: world.bot.id,
    key_id: key?.id ?? '',
    flow_id: await world.publish({
      start: 'a',
      steps: [{ id: 'a', kind: 'send_message', blocks: [{ kind: 'text', text: 'Hi' }] }],
    }),
    contact_id: page.contactId,
    conversation_id: sent.body.message.conversation_id,
    link_id: NOBODYS,
    field_name: 'level',
    user_id: member.user.id,
    session_id: session?.id ?? '',
    invite_id: invite.body.id,
    job_id: await world.parkJob(),
  };
});
afterAll(() => world.stop());

const bodyOf = (name: RouteName): object | undefined =>
  ROUTES[name].method === 'GET' ? undefined : (BODIES[name] ?? {});
const send = (who: ConsoleClient, name: RouteName, params: Record<string, string> = ids) =>
  who.send(methodOf(name), pathOf(name, params), bodyOf(name));
/** Everything a console could change, as it stands. */
const snapshot = async () => {
  const apart = ['staff_session', 'installation', 'lease', 'sqlite_sequence'];
  const tables = (await tableNames(world.harness.reader)).filter((name) => !apart.includes(name));
  const rows: Record<string, unknown> = {};
  for (const name of tables) rows[name] = await world.harness.reader.manager.query(`select * from "${name}"`);
  return JSON.stringify(rows);
};

describe('nobody', () => {
  test.each(consoleRoutes)('%s asks who it is', async (name) => {
    const answer = await world.harness.request[methodOf(name)](pathOf(name, ids)).send(bodyOf(name));
    expect(answer.status).toBe(401);
    expect(answer.body.code).toBe('unauthenticated');
  });
});

// The guard lets nobody pass where the contract has no row for a member: such a route would answer 500 here.
test('what the contract opens to anybody asks nobody who they are', async () => {
  const open = names.filter((name) => ROUTES[name].path.startsWith('/v1/console/') && !consoleRoutes.includes(name));
  expect(open.sort()).toEqual(
    [
      'accept_invite',
      'ask_password_reset',
      'look_at_invite',
      'second_step',
      'setup',
      'setup_state',
      'sign_in',
      'sign_in_link',
      'use_password_reset',
    ].sort(),
  );
  for (const name of open) {
    const { status } = await world.harness.request[methodOf(name)](pathOf(name)).send(bodyOf(name));
    expect([name, [200, 400].includes(status)]).toEqual([name, true]);
  }
});

describe('a page of another site, with the member’s cookie', () => {
  test.each(consoleRoutes)('%s is refused', async (name) => {
    for (const origin of ['https://evil.example', 'null']) {
      const answer = await send(owner, name).set('origin', origin);
      expect(answer.status).toBe(403);
      expect(answer.body.code).toBe('origin_not_allowed');
    }
  });
});

describe('a request without the CSRF token of its session', () => {
  test.each(changes)('%s is refused, and changes nothing', async (name) => {
    const before = await snapshot();
    for (const token of [null, '', 'x', owner.csrf.slice(1), stranger.csrf]) {
      const request = world.harness.request[methodOf(name)](pathOf(name, ids)).set('cookie', owner.cookie);
      if (token !== null) request.set('chatku-csrf', token);
      const answer = await request.send(bodyOf(name));
      expect(answer.status).toBe(403);
      expect(answer.body.code).toBe('csrf_refused');
    }
    expect(await snapshot()).toBe(before);
  });
});

describe.each(ROLES)('%s', (role) => {
  const allowed = consoleRoutes.filter((name) => may(role, memberRow(name).permission));
  const refused = consoleRoutes.filter((name) => !allowed.includes(name));

  if (refused.length > 0) {
    test.each(refused)('may not %s', async (name) => {
      const who = await signIn(world.harness, { workspaceId: world.bot.workspaceId, role });
      const before = await snapshot();
      const answer = await send(who, name);
      expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
      expect(await snapshot()).toBe(before);
    });
  }

  // Asked about things that never were, with a body nobody takes: let in, and nothing done.
  test.each(allowed)('may %s', async (name) => {
    const who = await signIn(world.harness, { workspaceId: world.bot.workspaceId, role });
    const nothing = Object.fromEntries(Object.keys(ids).map((key) => [key, NOBODYS]));
    const body = rowOf(name).method === 'GET' ? undefined : { nobody_takes_this: true };
    const answer = await who.send(methodOf(name), pathOf(name, nothing), body);
    expect([200, 400, 404]).toContain(answer.status);
  });
});

describe('somebody whose password was not given lately', () => {
  test.each(consoleRoutes.filter((name) => memberRow(name).recent_password))('is asked for it by %s', async (name) => {
    const role = ROLES.findLast((one) => may(one, memberRow(name).permission)) ?? 'owner';
    const who = await signIn(world.harness, { workspaceId: world.bot.workspaceId, role, passwordGiven: false });
    const before = await snapshot();
    const answer = await send(who, name);
    expect([answer.status, answer.body.code]).toEqual([403, 'password_required']);
    expect(await snapshot()).toBe(before);
  });
});

describe('a member of another workspace', () => {
  const named = consoleRoutes.filter((name) => ROUTES[name].path.includes(':'));

  test.each(named)('%s finds nothing of ours, and changes nothing', async (name) => {
    const before = await snapshot();
    const answer = await send(stranger, name);
    expect(answer.status).toBe(404);
    expect(answer.body.code).toBe('not_found');
    expect(await snapshot()).toBe(before);
  });

  test.each(named)('%s answers as if it had never been', async (name) => {
    const nothing = Object.fromEntries(Object.keys(ids).map((key) => [key, NOBODYS]));
    const { request_id: _, ...theirs } = (await send(stranger, name)).body;
    const { request_id: __, ...nobodys } = (await send(stranger, name, nothing)).body;
    expect(theirs).toEqual(nobodys);
  });

  test('lists nothing of ours', async () => {
    for (const name of ['list_bots', 'list_contacts', 'list_conversations'] as const) {
      expect((await send(stranger, name).expect(200)).body).toEqual({ items: [], next: null });
    }
    const contacts = `${pathOf('list_contacts')}?bot_id=${world.bot.id}`;
    expect((await stranger.get(contacts).expect(200)).body.items).toEqual([]);
    const conversations = `${pathOf('list_conversations')}?contact_id=${ids['contact_id']}`;
    expect((await stranger.get(conversations).expect(200)).body.items).toEqual([]);
  });
});

describe('an id that is none', () => {
  test.each(consoleRoutes.filter((name) => ROUTES[name].path.includes(':')))('%s refuses it', async (name) => {
    for (const id of ['x', NOBODYS.toUpperCase().replace('0', 'A'), `${NOBODYS}0`, 'a\0b', "1' or '1'='1"]) {
      const broken = Object.fromEntries(Object.keys(ids).map((key) => [key, id]));
      expect((await send(owner, name, broken)).status).toBe(400);
    }
  });
});
