import { INSTALLATION_FINDINGS } from '@chatku/schemas';
import { afterEach, expect, test } from 'vitest';
import { closeConsole, openConsole } from '../../../far-end/open-console.js';
import { SCENARIOS } from '../../../far-end/scenarios.js';
import { hrefTo } from '../../router/paths.js';

afterEach(() => {
  closeConsole();
  localStorage.removeItem('chatku.console.install');
});

const open = async (role: 'owner' | 'member' = 'owner') => {
  const world = SCENARIOS.full();
  world.me.user.role = role;
  const bot = world.bots[2];
  if (bot === undefined) throw new Error('there are three bots');
  const opened = await openConsole(hrefTo('install', { bot_id: bot.id }), { world, size: [1280, 900] });
  const codes = () => opened.all('console-installation-check >>> console-code >>> code').map((one) => one.textContent);
  return { ...opened, bot, codes };
};

test('the first hello of a page appears without a reload', async () => {
  const { text, world, bot } = await open();
  await expect.poll(text).toContain('Waiting for the first hello from your page.');
  world.onboarding.see(bot.id, { origin: 'https://fajar.example', findings: ['verified'] }, world.at());
  await expect.poll(text, { timeout: 10_000 }).toContain('https://fajar.example');
  expect(text()).toContain('Works, users verified');
  expect(text()).not.toContain('Waiting for the first hello');
});

test('a website that is turned away is let in by one button', async () => {
  const { find, text, world, bot } = await open();
  bot.origins = ['https://shop.my'];
  bot.version = 1;
  const origin = 'https://fajar.example';
  world.onboarding.see(
    bot.id,
    { origin, allowed: false, talked_at: null, findings: ['origin_not_allowed', 'no_proof'] },
    world.at(),
  );
  document.dispatchEvent(new Event('visibilitychange'));
  const button = await find('console-installation-check >>> .note button');
  expect(button.textContent?.trim()).toBe('Add https://fajar.example');
  button.click();
  await expect.poll(() => bot.origins).toContain(origin);
  await expect.poll(text).not.toContain('Turned away');
});

test('each thing that is wrong is said with one line to change or one thing to press', async () => {
  const { find, all, codes, world, bot, text } = await open();
  world.onboarding.see(
    bot.id,
    {
      origin: 'https://fajar.example',
      allowed: false,
      findings: [...INSTALLATION_FINDINGS],
      identity: world.addLogEntry(bot.id, { diagnosis: 'sha256_without_hmac', request_id: 'req-7' }),
    },
    world.at(),
  );
  document.dispatchEvent(new Event('visibilitychange'));
  await find('console-installation-check >>> .note');
  expect(all('console-installation-check >>> .note')).toHaveLength(INSTALLATION_FINDINGS.length);
  await expect
    .poll(codes)
    .toEqual([
      'CHATKU_PUBLIC_URL=https://chat.example.com',
      'CHATKU_PUBLIC_URL=https://chat.kedaisenja.example',
      'connect-src https://chat.kedaisenja.example wss://chat.kedaisenja.example;',
      `<script src="${bot.loader_url}" async></script>`,
    ]);
  const links = all('console-installation-check >>> .note a').map((one) => one.getAttribute('href'));
  expect(links[0]).toBe(hrefTo('custom_user_id', { bot_id: bot.id }, { request: 'req-7' }));
  await expect.poll(text).toContain('SHA-256');
});

test('who may not read the identity log sees the snippets only', async () => {
  const { find, all } = await open('member');
  await find('#way');
  expect(all('console-installation-check')).toEqual([]);
});

test('the snippet is that of the chosen way, and the choice is remembered', async () => {
  const { find, all, bot } = await open();
  const way = await find<HTMLSelectElement>('#way');
  way.value = 'inline';
  way.dispatchEvent(new Event('change'));
  const codes = () => all('console-install-picker >>> console-code >>> code').map((one) => one.textContent);
  await expect
    .poll(codes)
    .toContain(
      `<chatku-widget bot-id="${bot.id}" api="https://chat.kedaisenja.example" layout="inline"></chatku-widget>`,
    );
  expect(localStorage.getItem('chatku.console.install')).toBe('inline');
});
