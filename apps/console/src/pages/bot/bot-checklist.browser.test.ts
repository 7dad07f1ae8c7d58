import { afterEach, expect, test } from 'vitest';
import { closeConsole, openConsole } from '../../../far-end/open-console.js';
import { SCENARIOS } from '../../../far-end/scenarios.js';
import { hrefTo } from '../../router/paths.js';

afterEach(() => {
  closeConsole();
  for (const name of Object.keys(localStorage)) if (name.includes('checklist')) localStorage.removeItem(name);
});

const open = async (role: 'owner' | 'member' | 'agent' = 'owner') => {
  const world = SCENARIOS.full();
  world.me.user.role = role;
  // The third bot has come nowhere yet.
  const id = world.bots[2]?.id ?? '';
  const go = () => openConsole(hrefTo('bot', { bot_id: id }), { world, size: [1280, 900] });
  return { ...(await go()), id, world, again: go };
};
const lookAgain = (): boolean => document.dispatchEvent(new Event('visibilitychange'));

test('each step has its state, one sentence and one action', async () => {
  const { find, all, text, id } = await open();
  await find('console-bot-checklist >>> section');
  expect(text()).toContain('0 of 4 done');
  expect(all('console-bot-checklist >>> a').map((one) => one.getAttribute('href'))).toEqual([
    `/chat/${id}`,
    hrefTo('install', { bot_id: id }),
    hrefTo('custom_user_id', { bot_id: id }),
    hrefTo('members'),
  ]);
});

test('what was done meanwhile is ticked, and the list goes away with the last step', async () => {
  const { find, all, text, id, world } = await open();
  await find('console-bot-checklist >>> section');
  const at = world.at();
  const list = { chat_at: at, embed: { origin: 'https://fajar.example', at }, verified_at: null, members: 2 };
  world.onboarding.checklists.set(id, list);
  lookAgain();
  await expect.poll(text).toContain('3 of 4 done');
  expect(text()).toContain('Seen on https://fajar.example.');
  expect(all('console-bot-checklist >>> a')).toHaveLength(1);
  world.onboarding.checklists.set(id, { ...list, verified_at: at });
  lookAgain();
  await expect.poll(text).not.toContain('Your first five minutes');
});

test('dismissed, it stays away in this browser', async () => {
  const { find, text, again } = await open();
  (await find('console-bot-checklist >>> button')).click();
  await expect.poll(text).not.toContain('Your first five minutes');
  const { text: textAgain, find: findAgain, world } = await again();
  world.requests.length = 0;
  await findAgain('#snippet');
  expect(textAgain()).not.toContain('Your first five minutes');
  expect(world.requests.filter((line) => line.endsWith('/checklist'))).toEqual([]);
});

test('a role is shown what it may do, and nothing else', async () => {
  const member = await open('member');
  await member.find('console-bot-checklist >>> section');
  expect(member.all('console-bot-checklist >>> a')).toHaveLength(2);
  const agent = await open('agent');
  await agent.find('#snippet');
  expect(agent.all('console-bot-checklist')).toEqual([]);
});

test('what could not be fetched is said, and tried again', async () => {
  const world = SCENARIOS.full();
  world.fail('get_checklist', 'internal_error', 500);
  const bot = world.bots[2]?.id ?? '';
  const { find, text } = await openConsole(hrefTo('bot', { bot_id: bot }), { world, size: [1280, 900] });
  (await find('console-bot-checklist >>> console-problem >>> button')).click();
  await expect.poll(text).toContain('0 of 4 done');
});
