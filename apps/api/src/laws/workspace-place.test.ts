import { pathOf } from '@chatku/schemas';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { World } from './world.js';

let world: World;
let owner: ConsoleClient;
beforeAll(async () => {
  world = await World.start();
  owner = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
});
afterAll(() => world.stop());

const change = (body: object) => owner.patch(pathOf('update_workspace'), body);

test('a country brings its phone prefix, and is taken back', async () => {
  const { body } = await change({ country: 'MY', currency: 'MYR' }).expect(200);
  expect(body.workspace).toMatchObject({ country: 'MY', phone_prefix: '+60', currency: 'MYR' });
  const { body: after } = await change({ country: null, currency: null }).expect(200);
  expect(after.workspace).toMatchObject({ country: null, phone_prefix: null, currency: null });
});

test.each([
  ['country', 'ZZ'],
  ['country', 'my'],
  ['country', 'MYS'],
  ['currency', 'RM'],
  ['currency', 'XXY'],
  ['currency', 'myr'],
])('%s %s is refused, and changes nothing', async (name, value) => {
  await change({ country: 'SG', currency: 'SGD' }).expect(200);
  const { body } = await change({ [name]: value }).expect(400);
  expect(body.code).toBe('invalid_request');
  const { body: me } = await owner.get(pathOf('me')).expect(200);
  expect(me.workspace).toMatchObject({ country: 'SG', currency: 'SGD' });
});

test('phone numbers without a prefix are numbers of the workspace’s country', async () => {
  const flowId = await world.publish({
    start: 'phone',
    steps: [
      {
        id: 'phone',
        kind: 'question',
        text: 'Your phone number?',
        answer: { type: 'phone' },
        save_to: 'phone',
        ports: { answered: 'said' },
      },
      { id: 'said', kind: 'send_message', blocks: [{ kind: 'text', text: 'We call {{phone}}.' }] },
    ],
  });
  await world.changeBot({ guestFlowId: flowId });
  const answer = async () => {
    const page = await world.page().becomeGuest();
    await page.call('post', 'open').send({}).expect(200);
    await page.send('012-345 6789').expect(200);
    return page.texts();
  };
  await change({ country: 'MY' }).expect(200);
  expect(await answer()).toContain('We call +60123456789.');
  await change({ country: null }).expect(200);
  expect(await answer()).not.toContain('We call +60123456789.');
});
