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

test('the preview follows the form before anything is stored', async () => {
  const { bot, find, text, all } = await open('display_style');
  type(await find<HTMLInputElement>('#title'), 'Kedai Malam');
  await expect
    .poll(() =>
      all('console-widget-preview')
        .map((one) => one.shadowRoot?.textContent)
        .join(),
    )
    .toContain('Kedai Malam');
  type(await find<HTMLInputElement>('#colour-text'), '#ffee00');
  await expect.poll(text).toContain('Text on it will be black');
  expect(text()).toContain('On a white page the chat button will be hard to see.');
  const header = all('console-widget-preview >>> header')[0];
  await expect.poll(() => header && getComputedStyle(header).backgroundColor).toBe('rgb(255, 238, 0)');
  expect(bot.looks.title).toBe('Kedai Senja');
});

test('the look is stored as a whole, an emptied subtitle is gone', async () => {
  const opened = await open('display_style');
  const { bot, find } = opened;
  type(await find<HTMLInputElement>('#title'), '  Kedai Malam ');
  type(await find<HTMLInputElement>('#subtitle'), '');
  submit(opened);
  await expect.poll(() => bot.looks.title).toBe('Kedai Malam');
  expect('subtitle' in bot.looks).toBe(false);
});

test('who was slower is told, and can load the newest', async () => {
  const opened = await open('behaviour');
  const { bot, text, all, find } = opened;
  bot.version = 7;
  bot.guests_allowed = false;
  submit(opened);
  await expect.poll(text).toContain('Somebody else has changed this meanwhile.');
  all('button')
    .find((one) => one.textContent?.includes('Load the newest settings'))
    ?.click();
  await expect.poll(async () => (await find<HTMLInputElement>('[name="guests_allowed"]')).checked).toBe(false);
});

test('a flow that is not published cannot be chosen', async () => {
  const { all } = await open('behaviour');
  await expect.poll(() => all<HTMLOptionElement>('#guest_flow_id option').length).toBe(4);
  const draft = all<HTMLOptionElement>('#guest_flow_id option').find((one) => one.textContent?.includes('Ramadan'));
  expect(draft?.disabled).toBe(true);
  expect(all<HTMLSelectElement>('#guest_flow_id')[0]?.selectedOptions[0]?.textContent).toContain('Greet a guest');
});

test('the language of the widget is stored without touching its look', async () => {
  const opened = await open('languages');
  const { bot, find } = opened;
  (await find('input[value="ms"]')).click();
  submit(opened);
  await expect.poll(() => bot.looks.locale).toBe('ms');
  expect(bot.looks.title).toBe('Kedai Senja');
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
