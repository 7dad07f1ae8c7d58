import { afterEach, expect, test } from 'vitest';
import { setReachable } from '../../far-end/in-page.js';
import { closeConsole, openConsole } from '../../far-end/open-console.js';
import { SCENARIOS } from '../../far-end/scenarios.js';
import { takeLinkSecret } from '../router/link-secret.js';

afterEach(closeConsole);

const here = () => location.pathname + location.search;
const type = (input: HTMLInputElement, text: string): void => {
  input.value = text;
  input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
};
const press = async (element: Promise<HTMLElement>): Promise<void> => (await element).click();

test('who is not signed in is asked to, and then brought to where they wanted', async () => {
  const world = SCENARIOS.full();
  world.signedIn = false;
  const { find, text } = await openConsole('/console/contacts?search=kumar', { world });
  expect(here()).toBe('/console/sign-in?next=%2Fconsole%2Fcontacts%3Fsearch%3Dkumar');
  type(await find<HTMLInputElement>('#email'), world.me.user.email);
  type(await find<HTMLInputElement>('#password'), 'wrong');
  await press(find('button.primary'));
  await expect.poll(text).toContain('E-mail or password is not right.');
  type(await find<HTMLInputElement>('#password'), world.password);
  await press(find('button.primary'));
  await expect.poll(here).toBe('/console/contacts?search=kumar');
  await expect.poll(text).toContain('Kumar Selvam');
});

test('a sign-in link signs in at once, and its secret stays nowhere', async () => {
  const world = SCENARIOS.full();
  world.signedIn = false;
  const { find } = await openConsole('/console/sign-in', { world });
  const length = history.length;
  // As when the link is pasted into a tab that shows the sign-in page already.
  location.hash = `#${'L'.repeat(43)}`;
  await expect.poll(() => world.linkSecret).toBeNull();
  await find('console-shell');
  expect(location.href).not.toContain('LLLL');
  expect(history.length).toBeLessThanOrEqual(length + 1);
});

test('a link that was used says so and leaves the form', async () => {
  const world = SCENARIOS.full();
  world.signedIn = false;
  world.linkSecret = null;
  const { find, text } = await openConsole('/console/sign-in', { world });
  location.hash = `#${'L'.repeat(43)}`;
  await expect.poll(text).toContain('This link does not work any more.');
  await find('#email');
});

test('a secret is taken out of the address bar before anything else happens, even one that was cut off', () => {
  history.replaceState(null, '', `/console/sign-in?next=%2Fconsole%2Fbots#${'s'.repeat(43)}`);
  expect(takeLinkSecret()).toEqual({ page: 'sign_in', secret: 's'.repeat(43) });
  expect(location.hash).toBe('');
  expect(here()).toBe('/console/sign-in?next=%2Fconsole%2Fbots');
  history.replaceState(null, '', '/console/sign-in#short');
  expect(takeLinkSecret()).toEqual({ page: 'sign_in', secret: '' });
  expect(location.hash).toBe('');
  history.replaceState(null, '', `/console/bots#${'s'.repeat(43)}`);
  expect(takeLinkSecret()).toBeNull();
});

test('a new installation begins with its owner, with defaults from the browser', async () => {
  const world = SCENARIOS.fresh();
  const { find } = await openConsole('/console/', { world, locale: 'ms' });
  expect(here()).toBe('/console/setup');
  expect((await find<HTMLSelectElement>('#timezone')).value).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
  const fill = async (id: string, value: string) => type(await find<HTMLInputElement>(id), value);
  await fill('#code', world.setupCode);
  await fill('#workspace', 'Kedai Senja');
  await fill('#name', 'Nurul');
  await fill('#email', 'nurul@example.com');
  await fill('#password', 'ten letters');
  await press(find('form button.primary'));
  await find('console-bots-page');
  expect(world.me.workspace).toMatchObject({ name: 'Kedai Senja', language: 'ms' });
});

test('the way in leads to the only bot, and to the list where there are more', async () => {
  const world = SCENARIOS.empty();
  const bot = world.addBot('Only');
  await openConsole('/console/', { world });
  await expect.poll(here).toBe(`/console/bots/${bot.id}`);
  await openConsole('/console/', { scenario: 'full' });
  await expect.poll(here).toBe('/console/bots');
});

test('a session that ends leads back to the sign-in page, and what was shown is gone', async () => {
  const { world, find, text } = await openConsole('/console/conversations');
  await expect.poll(text).toContain('Aisyah');
  world.signedIn = false;
  world.dropSockets('session_expired');
  await find('console-sign-in-page');
  expect(here()).toBe('/console/sign-in?next=%2Fconsole%2Fconversations');
  expect(text()).not.toContain('Aisyah');
});

test('signing out asks the API, leaves no way back in the address, and asks for nothing more', async () => {
  const { world, find, all } = await openConsole('/console/contacts');
  await press(find('[popovertarget="account"]'));
  all('.account button')[0]?.click();
  await find('console-sign-in-page');
  expect(world.signedIn).toBe(false);
  expect(here()).toBe('/console/sign-in');
  const after = world.requests.slice(world.requests.indexOf('DELETE /v1/console/session') + 1);
  expect(after).toEqual([]);
});

test('another language and another appearance take effect at once and are remembered', async () => {
  const { find, text } = await openConsole('/console/bots');
  const choose = async (id: string, value: string) => {
    const select = await find<HTMLSelectElement>(id);
    select.value = value;
    select.dispatchEvent(new Event('change'));
  };
  await choose('#locale', 'zh-Hans');
  await expect.poll(text).toContain('新建机器人');
  expect(document.documentElement.lang).toBe('zh-Hans');
  await choose('#theme', 'dark');
  expect(document.documentElement.dataset['theme']).toBe('dark');
  expect(localStorage.getItem('chatku.console.locale')).toBe('zh-Hans');
  expect(localStorage.getItem('chatku.console.theme')).toBe('dark');
});

test('a link changes the page without loading it again, and back leads back', async () => {
  const { find, all } = await openConsole('/console/bots');
  all<HTMLAnchorElement>('nav a')
    .find((link) => link.pathname === '/console/contacts')
    ?.click();
  await find('console-contacts-page');
  expect(here()).toBe('/console/contacts');
  await expect.poll(() => document.title).toContain('Contacts');
  history.back();
  await find('console-bots-page');
});

test('after following a link the focus is on the new page', async () => {
  const { find, all } = await openConsole('/console/bots');
  all<HTMLAnchorElement>('nav a')
    .find((link) => link.pathname === '/console/contacts')
    ?.click();
  await find('console-contacts-page');
  const shell = await find('console-shell');
  await expect.poll(() => shell.shadowRoot?.activeElement?.id).toBe('main');
});

test('an address without a page says so and offers a way on', async () => {
  const { text, all } = await openConsole('/console/nothing/here');
  expect(text()).toContain('Page not found');
  expect(all<HTMLAnchorElement>('a.button').map((link) => link.getAttribute('href'))).toContain('/console/');
});

test('a failed request is explained with detail, fix and request id, and can be tried again', async () => {
  const world = SCENARIOS.full();
  world.fail('list_bots', 'storage_unavailable', 503);
  const { text, find, all } = await openConsole('/console/bots', { world });
  await expect.poll(text).toContain('The server cannot store anything right now.');
  for (const part of ['The far end said storage_unavailable.', 'Look at the far end.', 'req-far-end']) {
    expect(text()).toContain(part);
  }
  await find('console-problem');
  all('console-problem >>> button')[0]?.click();
  await expect.poll(text).toContain('Wholesale (trial)');
});

test('a server that does not answer at the start is told, and tried again by hand', async () => {
  const world = SCENARIOS.full();
  world.fail('me', 'shutting_down', 503);
  const { text, find } = await openConsole('/console/bots', { world });
  await expect.poll(text).toContain('The server is restarting.');
  await press(find('button.primary'));
  await find('console-bots-page');
});

test('a bot is made from its name, and refused names are explained in the dialog', async () => {
  const world = SCENARIOS.empty();
  const { text, find } = await openConsole('/console/bots', { world });
  expect(text()).toContain('A bot greets visitors on your website and hands them to your team.');
  await press(find('button.primary'));
  type(await find<HTMLInputElement>('#name'), 'Kedai Senja');
  world.fail('create_bot', 'already_exists', 409);
  await press(find('dialog button.primary'));
  await expect.poll(text).toContain('That exists already.');
  await press(find('dialog button.primary'));
  await find('console-bot-page');
  await expect.poll(text).toContain('Any website may embed it');
});

test('losing the connection is said only when it lasts', async () => {
  const { text } = await openConsole('/console/bots');
  setReachable(false);
  expect(text()).not.toContain('Reconnecting.');
  await expect.poll(text, { timeout: 10_000 }).toContain('Reconnecting.');
  setReachable(true);
  await expect.poll(text, { timeout: 20_000 }).not.toContain('Reconnecting.');
});
