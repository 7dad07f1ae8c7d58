import { pathOf } from '@chatku/schemas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InstallationsService } from '../features/installations/index.js';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { ORIGIN, World } from './world.js';

let world: World;
let owner: ConsoleClient;
beforeAll(async () => {
  world = await World.start({ env: { CHATKU_PUBLIC_URL: 'https://chat.example.com' } });
  owner = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
});
afterAll(() => world.stop());

const checklist = async () => (await owner.get(pathOf('get_checklist', { bot_id: world.bot.id })).expect(200)).body;
const websites = async () =>
  (await owner.get(pathOf('list_installations', { bot_id: world.bot.id })).expect(200)).body.items;

describe('a new bot', () => {
  test('has everything before it', async () => {
    expect(await checklist()).toEqual({ chat_at: null, embed: null, verified_at: null, members: 1 });
    expect(await websites()).toEqual([]);
  });

  test('ticks off what was done, by whoever did it', async () => {
    const page = await world.page().becomeGuest();
    expect(await checklist()).toMatchObject({ chat_at: null, embed: { origin: ORIGIN }, verified_at: null });
    await page.send('hello').expect(200);
    await world.page().becomeUser('u-1');
    await signIn(world.harness, { workspaceId: world.bot.workspaceId, role: 'agent' });
    expect(await checklist()).toEqual({
      chat_at: expect.any(String),
      embed: { origin: ORIGIN, at: expect.any(String) },
      verified_at: expect.any(String),
      members: 2,
    });
  });

  test('does not count who was deactivated as a team', async () => {
    const { members } = await checklist();
    const gone = await signIn(world.harness, { workspaceId: world.bot.workspaceId, role: 'agent' });
    expect((await checklist()).members).toBe(members + 1);
    await owner.post(pathOf('deactivate_member', { user_id: gone.user.id }), {});
    expect((await checklist()).members).toBe(members);
  });

  test('does not take the console’s own preview for a website', async () => {
    const { bot } = await World.makeBot(world.harness, world.bot.workspaceId);
    await world.harness.request
      .post(`/v1/bots/${bot.id}/widget/guest`)
      .set('origin', 'https://chat.example.com')
      .set('chatku-page', `1.${'a'.repeat(43)}.0`)
      .send({});
    const { body } = await owner.get(pathOf('get_checklist', { bot_id: bot.id })).expect(200);
    expect(body.embed).toBeNull();
  });
});

describe('the installation check', () => {
  test('names a website that is not listed', async () => {
    await world.page().call('post', 'guest', { origin: 'https://new.example' }).send({}).expect(403);
    const found = (await websites()).find((one: { origin: string }) => one.origin === 'https://new.example');
    expect(found).toMatchObject({ allowed: false, identity: null, findings: ['origin_not_allowed'] });
  });

  test('leads from a wrong hash to its diagnosis', async () => {
    await world.page().identify('u-2', { identifier_hash: 'not hex' }).expect(403);
    await world.log.settle();
    const found = (await websites()).find((one: { origin: string }) => one.origin === ORIGIN);
    expect(found).toMatchObject({
      allowed: true,
      identity: { verdict: 'refused', diagnosis: 'malformed_hash' },
      findings: ['identity_refused'],
    });
    expect(JSON.stringify(found)).not.toContain('u-2');
  });

  test('names the loader, and whether it is the one of today', async () => {
    await world.harness.request.get(`/w/${world.bot.id}.js`).set('referer', `${ORIGIN}/`).expect(200);
    const found = () => websites().then((all) => all.find((one: { origin: string }) => one.origin === ORIGIN));
    expect((await found()).loader).toEqual({ build: expect.stringMatching(/^[0-9a-f]{8,64}$/), current: true });
    world.harness.get(InstallationsService).saw(world.bot.id, ORIGIN, 'loaded', 'older');
    expect((await found()).loader).toEqual({ build: 'older', current: false });
  });

  test('says when all is well again', async () => {
    world.harness.clock.advance(1_000);
    await world.page().becomeUser('u-3');
    await world.log.settle();
    const found = (await websites()).find((one: { origin: string }) => one.origin === ORIGIN);
    expect(found.findings).toEqual(['verified']);
  });
});
