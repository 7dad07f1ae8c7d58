import { afterEach, expect, test } from 'vitest';
import { closeConsole, type Opened, openConsole } from '../../../far-end/open-console.js';
import { SCENARIOS } from '../../../far-end/scenarios.js';
import { hrefTo, type PageName } from '../../router/paths.js';

afterEach(closeConsole);

const open = async (
  page: Extract<PageName, 'install' | 'display_style' | 'behaviour' | 'languages' | 'api_keys'>,
  at = 0,
) => {
  const world = SCENARIOS.full();
  const bot = world.bots[at];
  if (bot === undefined) throw new Error('there are three bots');
  const opened = await openConsole(hrefTo(page, { bot_id: bot.id }), { world, size: [1280, 800] });
  return { ...opened, bot };
};
const type = (input: HTMLInputElement, text: string): void => {
  input.value = text;
  input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
};
const submit = ({ all }: Opened): void =>
  all<HTMLFormElement>('form')
    .find((form) => form.isConnected)
    ?.requestSubmit();

test('an empty list of origins is said in amber, and closing it needs one origin', async () => {
  const opened = await open('install', 2);
  const { bot, text, find } = opened;
  expect(text()).toContain('Any website may embed this bot, since the list is empty.');
  type(await find<HTMLInputElement>('#origin'), 'shop.my');
  submit(opened);
  await expect.poll(text).toContain('This is not an address like https://shop.example.com.');
  type(await find<HTMLInputElement>('#origin'), 'https://shop.my/cart');
  submit(opened);
  await expect.poll(() => bot.origins).toEqual(['https://shop.my']);
  await expect.poll(text).not.toContain('since the list is empty');
});

test('loosening asks for the password, and declining leaves the box as the bot is', async () => {
  const { bot, find, all } = await open('install');
  const box = await find<HTMLInputElement>('#null-origin');
  box.click();
  await find('console-password-dialog >>> dialog[open]');
  all('console-password-dialog >>> button:not(.primary)')[0]?.click();
  await expect.poll(() => box.checked).toBe(false);
  expect(bot.null_origin_allowed).toBe(false);
});

test('an API key is shown once, and is nowhere in the page afterwards', async () => {
  const { text, all, find } = await open('api_keys');
  all('button')
    .find((one) => one.textContent?.includes('Create an API key'))
    ?.click();
  type(await find<HTMLInputElement>('#name'), 'Nightly');
  all('dialog[open] button.primary')[0]?.click();
  await expect.poll(text).toContain('kkkkkkkkkk');
  all('dialog[open] button.primary')
    .find((one) => one.textContent?.includes('I have stored it'))
    ?.click();
  await expect.poll(text).not.toContain('kkkkkkkkkk');
  expect(text()).toContain('Nightly');
});

test('an API key is deleted only after a question', async () => {
  const { text, all, world, bot } = await open('api_keys');
  all('button')
    .find((one) => one.getAttribute('aria-label') === 'Delete: Shop backend')
    ?.click();
  await expect.poll(text).toContain('Delete “Shop backend”?');
  expect(world.apiKeys.get(bot.id)).toHaveLength(2);
  all('dialog[open] button.danger')[0]?.click();
  await expect.poll(() => world.apiKeys.get(bot.id)).toHaveLength(1);
});
