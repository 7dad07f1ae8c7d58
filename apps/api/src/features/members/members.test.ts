import { CONSOLE_SOCKET_PATH, ROLES } from '@chatku/schemas';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import type { Harness } from '../../platform/testing/harness.js';
import { type ConsoleClient, signIn } from '../../testing/console-client.js';
import { startApi } from '../../testing/start-api.js';
import { AuditService, StaffService } from '../workspaces/index.js';
import { InvitesService } from './invites.service.js';

let api: Harness;
let owner: ConsoleClient;
let workspaceId: string;
beforeEach(async () => {
  api = await startApi();
  owner = await signIn(api);
  ({ workspaceId } = owner.user);
});
afterEach(() => api.stop());

const memberOf = (role: (typeof ROLES)[number], passwordGiven = true) =>
  signIn(api, { workspaceId, role, passwordGiven });
const secretOf = (link: string): string => new URL(link).hash.slice(1);
const invite = async (who: ConsoleClient, body: object = { role: 'agent' }) =>
  (await who.post('/v1/console/invites', body).expect(201)).body as { id: string; link: string };
const accept = (secret: string, changes: object = {}) =>
  api.request.post('/v1/console/invitation/accept').send({
    secret,
    name: 'Siti',
    email: 'siti@example.com',
    password: 'a long password',
    language: 'ms',
    ...changes,
  });
const acts = async () => (await api.get(AuditService).list(api.reader, workspaceId, 100)).map(({ action }) => action);
const changeRole = (who: ConsoleClient, whom: ConsoleClient, role: string) =>
  who.patch(`/v1/console/members/${whom.user.id}`, { role });

describe('an invitation', () => {
  test('makes whoever has the link a member, signed in, with its role', async () => {
    const { link } = await invite(owner, { role: 'supervisor' });
    expect(link).toMatch(/\/console\/join#[\w-]{43}$/);
    const offer = await api.request
      .post('/v1/console/invitation')
      .send({ secret: secretOf(link) })
      .expect(200);
    expect(offer.body).toEqual({ workspace_name: 'Kedai', role: 'supervisor', email: null });
    const joined = await accept(secretOf(link)).expect(200);
    expect(joined.body.user).toMatchObject({ name: 'Siti', role: 'supervisor', language: 'ms' });
    const cookie = String(joined.headers['set-cookie']).split(';', 1)[0] ?? '';
    await api.request.get('/v1/console/session').set('cookie', cookie).expect(200);
    expect(await acts()).toEqual(
      expect.arrayContaining(['invite.created', 'member.joined', 'session.opened-by-invite']),
    );
  });

  test('works once, also when two accept at the same moment', async () => {
    const { link } = await invite(owner);
    const answers = await Promise.all([accept(secretOf(link)), accept(secretOf(link), { email: 'other@example.com' })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
    expect((await accept(secretOf(link), { email: 'third@example.com' }).expect(403)).body.code).toBe('invite_refused');
  });

  test('ends after seven days, and when it is revoked', async () => {
    const old = await invite(owner);
    api.clock.advance(7 * 24 * 3_600_000);
    expect((await accept(secretOf(old.link)).expect(403)).body.code).toBe('invite_refused');
    const fresh = await invite(await memberOf('owner'));
    const revoker = await memberOf('admin');
    await revoker.delete(`/v1/console/invites/${fresh.id}`).expect(204);
    expect((await accept(secretOf(fresh.link)).expect(403)).body.code).toBe('invite_refused');
  });

  test('for one address is accepted under that address only', async () => {
    const { link } = await invite(owner, { role: 'agent', email: 'Siti@Example.com' });
    expect((await accept(secretOf(link), { email: 'thief@example.com' }).expect(403)).body.code).toBe('invite_refused');
    await accept(secretOf(link)).expect(200);
  });

  test('is stored as a hash: neither the database nor a list holds the secret', async () => {
    const { link } = await invite(owner);
    const rows = await api.reader.manager.query('select * from member_invite');
    expect(JSON.stringify(rows)).not.toContain(secretOf(link));
    expect((await owner.get('/v1/console/invites').expect(200)).text).not.toContain(secretOf(link));
    expect(JSON.stringify(api.log)).not.toContain('siti@');
  });

  test('cannot make an owner, nor somebody whose address has an account', async () => {
    await owner.post('/v1/console/invites', { role: 'owner' }).expect(400);
    const { link } = await invite(owner);
    const taken = await accept(secretOf(link), { email: owner.user.email }).expect(409);
    expect(taken.body.code).toBe('already_exists');
    // The invitation is not used up by that.
    await accept(secretOf(link)).expect(200);
  });

  test('of somebody who is deactivated is void', async () => {
    const admin = await memberOf('admin');
    const { link } = await invite(admin);
    await owner.post(`/v1/console/members/${admin.user.id}/deactivate`, {}).expect(200);
    await accept(secretOf(link)).expect(403);
  });

  test('of somebody who may invite no more is gone, and no way back', async () => {
    const admin = await memberOf('admin');
    const { link } = await invite(admin, { role: 'admin' });
    await changeRole(owner, admin, 'agent').expect(200);
    expect((await owner.get('/v1/console/invites').expect(200)).body.items).toEqual([]);
    // Not even for whoever is trusted again later.
    await changeRole(owner, admin, 'admin').expect(200);
    await accept(secretOf(link)).expect(403);
  });

  test('outlives no role, whichever way that was lost', async () => {
    const admin = await memberOf('admin');
    const { link } = await invite(admin);
    const staff = api.get(StaffService);
    await api.unitOfWork.run('test.demote', (tx) => staff.update(tx, admin.user.id, { role: 'agent' }));
    expect((await accept(secretOf(link)).expect(403)).body.code).toBe('invite_refused');
  });

  test('is made sixty times an hour by one member at the most', async () => {
    for (let count = 0; count < 60; count += 1) await invite(owner);
    const more = await owner.post('/v1/console/invites', { role: 'agent' }).expect(429);
    expect(more.body.code).toBe('too_many_requests');
    await invite(await memberOf('admin'));
  });

  test('is not made by whoever stopped being trusted since the guard looked', async () => {
    const staff = api.get(StaffService);
    for (const change of [{ role: 'agent' as const }, { deactivatedAtMs: 1 }]) {
      const { user } = await memberOf('admin');
      const seen = { ...user, userId: user.id, sessionId: 'session', recentPasswordUntilMs: null };
      await api.unitOfWork.run('test.change', (tx) => staff.update(tx, user.id, change));
      const made = api.get(InvitesService).create(seen, { role: 'admin' });
      await expect(made).rejects.toMatchObject({ code: 'forbidden' });
    }
  });
});

describe('roles', () => {
  test('an admin neither makes nor changes an owner', async () => {
    const admin = await memberOf('admin');
    const agent = await memberOf('agent');
    for (const answer of [
      await changeRole(admin, agent, 'owner'),
      await changeRole(admin, owner, 'agent'),
      await admin.post(`/v1/console/members/${owner.user.id}/deactivate`, {}),
      await admin.post(`/v1/console/members/${owner.user.id}/transfer`, {}),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    }
    expect((await owner.get('/v1/console/session').expect(200)).body.user.role).toBe('owner');
  });

  test('nobody raises their own role; lowering it is theirs', async () => {
    const admin = await memberOf('admin');
    expect((await changeRole(admin, admin, 'owner')).body.code).toBe('forbidden');
    await changeRole(admin, admin, 'agent').expect(200);
    expect((await admin.get('/v1/console/session').expect(200)).body.user.role).toBe('agent');
  });

  test('the last owner is neither demoted nor deactivated, also when two owners leave at the same moment', async () => {
    for (const answer of [
      await changeRole(owner, owner, 'admin'),
      await owner.post(`/v1/console/members/${owner.user.id}/deactivate`, {}),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([409, 'last_owner']);
    }
    const other = await memberOf('owner');
    const answers = await Promise.all([changeRole(owner, owner, 'admin'), changeRole(other, other, 'admin')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test('a deactivated owner does not count as another one', async () => {
    const other = await memberOf('owner');
    await owner.post(`/v1/console/members/${other.user.id}/deactivate`, {}).expect(200);
    expect((await changeRole(owner, owner, 'admin').expect(409)).body.code).toBe('last_owner');
  });

  test('a new owner asks for the password again', async () => {
    const stale = await memberOf('owner', false);
    const agent = await memberOf('agent');
    expect((await changeRole(stale, agent, 'owner')).body.code).toBe('password_required');
    await changeRole(owner, agent, 'owner').expect(200);
  });

  test('a workspace is handed over with the password: its owner becomes admin', async () => {
    const agent = await memberOf('agent');
    const stale = await memberOf('owner', false);
    const refused = await stale.post(`/v1/console/members/${agent.user.id}/transfer`, {}).expect(403);
    expect(refused.body.code).toBe('password_required');
    await owner.post(`/v1/console/members/${agent.user.id}/transfer`, {}).expect(200);
    expect((await agent.get('/v1/console/session')).body.user.role).toBe('owner');
    expect((await owner.get('/v1/console/session')).body.user.role).toBe('admin');
    expect(await acts()).toContain('workspace.transferred');
  });

  test('a new role counts with the next request', async () => {
    const agent = await memberOf('agent');
    await agent.get('/v1/console/members').expect(403);
    await changeRole(owner, agent, 'admin').expect(200);
    await agent.get('/v1/console/members').expect(200);
  });
});

describe('somebody who is deactivated', () => {
  test('is out at once, cannot come back, and can be let in again', async () => {
    const agent = await memberOf('agent');
    await owner.post(`/v1/console/members/${agent.user.id}/deactivate`, {}).expect(200);
    await agent.get('/v1/console/session').expect(401);
    const { body } = await owner.get('/v1/console/members').expect(200);
    const row = body.items.find((one: { id: string }) => one.id === agent.user.id);
    expect(row.deactivated_at).not.toBeNull();
    await owner.post(`/v1/console/members/${agent.user.id}/reactivate`, {}).expect(200);
    // The old session is gone for good.
    await agent.get('/v1/console/session').expect(401);
    expect(await acts()).toEqual(expect.arrayContaining(['member.deactivated', 'member.reactivated']));
  });

  test('is told so by the socket at once, though nothing else happens', async () => {
    const agent = await memberOf('agent');
    const base = await api.listen();
    const socket = new WebSocket(`${base.replace('http', 'ws')}${CONSOLE_SOCKET_PATH}`, {
      headers: { cookie: agent.cookie, origin: base },
    });
    const heard: string[] = [];
    socket.on('message', (data) => void heard.push(JSON.parse(String(data)).type));
    await new Promise((resolve) => socket.once('open', resolve));
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    socket.send(JSON.stringify({ type: 'hello', protocol: 1, csrf: agent.csrf }));
    await expect.poll(() => heard).toContain('welcome');
    await owner.post(`/v1/console/members/${agent.user.id}/deactivate`, {}).expect(200);
    expect(await closed).toBeGreaterThanOrEqual(4000);
    expect(heard.at(-1)).toBe('bye');
  });
});
