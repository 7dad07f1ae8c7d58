import { afterEach, expect, test } from 'vitest';
import { closeConsole, type Opened, openConsole } from '../../../far-end/open-console.js';
import { SCENARIOS } from '../../../far-end/scenarios.js';
import type { World } from '../../../far-end/world.js';
import type { Locale } from '../../locale/words.js';
import { SAMPLES } from '../../samples/samples.js';
import { IDENTITY_SNIPPET } from '../../snippets/snippets.js';

afterEach(() => {
  closeConsole();
  // The chosen language is remembered, and is no affair of the next test.
  localStorage.removeItem('chatku.console.backend');
});

type Screen = Opened & { bot: string; primary: { id: string; text: string } };

const open = async (
  query = '',
  change: (world: World) => void = () => {},
  look: { locale?: Locale; size: [width: number, height: number] } = { size: [1280, 900] },
): Promise<Screen> => {
  const world = SCENARIOS.full();
  change(world);
  const bot = world.bots[0]?.id ?? '';
  const ring = world.keys.get(bot) ?? [];
  const entry = ring.find((one) => one.key.state === 'primary');
  const opened = await openConsole(`/console/bots/${bot}/settings/display-style/custom-user-id${query}`, {
    world,
    ...look,
  });
  await opened.find('console-special-keys');
  return { ...opened, bot, primary: { id: entry?.key.id ?? '', text: entry?.text ?? '' } };
};

const type = (input: HTMLInputElement, text: string): void => {
  input.value = text;
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
};
const button = ({ all }: Opened, words: string): HTMLElement | undefined =>
  all('button').find((one) => (one.getAttribute('aria-label') ?? one.textContent ?? '').trim().startsWith(words));
const givePassword = async ({ world, find }: Opened): Promise<void> => {
  type(await find<HTMLInputElement>('console-password-dialog >>> #password'), world.password);
  (await find('console-password-dialog >>> button.primary')).click();
};
const hmac = async (key: string, message: string): Promise<string> => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const imported = await crypto.subtle.importKey('raw', bytes(key), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', imported, bytes(message)));
  return [...mac].map((byte) => byte.toString(16).padStart(2, '0')).join('');
};
const test_ = async ({ find }: Opened, fields: { id: string; hash: string; email?: string }): Promise<void> => {
  type(await find<HTMLInputElement>('console-test-hash >>> #user-id'), fields.id);
  type(await find<HTMLInputElement>('console-test-hash >>> #hash'), fields.hash);
  type(await find<HTMLInputElement>('console-test-hash >>> #email'), fields.email ?? '');
  (await find('console-test-hash >>> button.primary')).click();
};

const choose = async ({ find }: Opened, sample: string): Promise<void> => {
  const select = await find<HTMLSelectElement>('#backend');
  select.value = sample;
  select.dispatchEvent(new Event('change', { bubbles: true }));
};

test('the path of the screen is the source’s: Webchat Widget Settings, Display Style, Set Custom User ID', async () => {
  const { all, text } = await open();
  expect(all('.crumbs a').map((link) => link.textContent)).toEqual([
    'Bots',
    'Kedai Senja',
    'Webchat Widget Settings',
    'Display Style',
  ]);
  expect(all('h1')[0]?.textContent).toBe('Set Custom User ID');
  for (const part of ['Special Key', 'Identifier Hash', 'Snippet Code']) expect(text()).toContain(part);
});

test('the snippet to copy is the published one after the bot’s own tag', async () => {
  const { all, world } = await open();
  const codes = all<HTMLElement & { code: string }>('console-code').map((one) => one.code);
  expect(codes).toContain(`<script src="${world.bots[0]?.loader_url}" async></script>\n${IDENTITY_SNIPPET}`);
});

test('samples are shown in the chosen language, which this browser remembers', async () => {
  const screen = await open();
  const codes = () => screen.all<HTMLElement & { label: string }>('console-code').map(({ label }) => label);
  expect(codes()).toEqual([
    'PHP: identifier_hash.php',
    'PHP: identity.php',
    'PHP: identity_token.php',
    'HTML',
    'PHP: page.php',
  ]);
  expect(screen.text()).toContain('Executed by our tests');
  await choose(screen, 'django');
  const django = ['Python · Django: identifier_hash.py', 'Python · Django: context_processors.py'];
  await expect.poll(() => codes().slice(0, 2)).toEqual(django);
  expect(screen.text()).toContain('Hash function executed by our tests');
  closeConsole();
  const again = await open();
  expect((await again.find<HTMLSelectElement>('#backend')).value).toBe('django');
});

test('a sample that no test executes says so', async () => {
  const screen = await open();
  expect(screen.text()).not.toContain('Not executed by our tests');
  await choose(screen, 'rust');
  await expect.poll(screen.text).toContain('Not executed by our tests');
});

test.each(['en', 'ms', 'zh-Hans'] as const)('no sample is wider than a small telephone: %s', async (locale) => {
  const screen = await open('', () => {}, { locale, size: [320, 800] });
  for (const { id, name } of SAMPLES) {
    await choose(screen, id);
    await expect
      .poll(() => screen.all<HTMLElement & { label: string }>('console-code')[0]?.label)
      .toContain(`${name}:`);
    expect(document.documentElement.scrollWidth, name).toBeLessThanOrEqual(320);
  }
});

test('a key is masked until it is asked for, the password is asked first, and it hides again', async () => {
  const screen = await open();
  const { text, primary } = screen;
  expect(text()).not.toContain(primary.text);
  button(screen, `Reveal: …${primary.text.slice(-4)}`)?.click();
  await givePassword(screen);
  await expect.poll(text).toContain(primary.text);
  button(screen, 'Hide')?.click();
  await expect.poll(text).not.toContain(primary.text);
});

test('declining the password shows no key, and a wrong one is told', async () => {
  const screen = await open();
  const { find, text, all, primary } = screen;
  button(screen, 'Reveal')?.click();
  type(await find<HTMLInputElement>('console-password-dialog >>> #password'), 'wrong password');
  (await find('console-password-dialog >>> button.primary')).click();
  await expect.poll(text).toContain('E-mail or password is not right.');
  all('console-password-dialog >>> button:not(.primary)')[0]?.click();
  await expect.poll(() => all('console-password-dialog')).toHaveLength(0);
  expect(text()).not.toContain(primary.text);
});

test('a key is added, made primary, and the old one retired and brought back', async () => {
  const screen = await open();
  const { world, bot, find, all, primary } = screen;
  const ring = () => world.keys.get(bot) ?? [];
  button(screen, 'Add a key')?.click();
  await expect.poll(() => ring()).toHaveLength(5);
  const added = ring().at(-1)?.key;
  await expect.poll(() => button(screen, `Make primary: …${added?.ending}`)).toBeDefined();
  button(screen, `Make primary: …${added?.ending}`)?.click();
  (await find('console-confirm >>> dialog[open] button.primary')).click();
  await expect.poll(() => added?.state).toBe('primary');
  const old = `…${primary.text.slice(-4)}`;
  await expect.poll(() => button(screen, `Retire: ${old}`)).toBeDefined();
  button(screen, `Retire: ${old}`)?.click();
  await expect.poll(() => all('dialog[open] button.danger')).toHaveLength(1);
  all('dialog[open] button.danger')[0]?.click();
  await expect.poll(() => ring().find((one) => one.key.id === primary.id)?.key.state).toBe('retired');
  await expect.poll(() => button(screen, `Undo retiring: ${old}`)).toBeDefined();
  button(screen, `Undo retiring: ${old}`)?.click();
  await givePassword(screen);
  await expect.poll(() => ring().find((one) => one.key.id === primary.id)?.key.state).toBe('active');
});

test('an imported key that is refused stays in the dialog with the reason', async () => {
  const screen = await open();
  const { find, text, world, bot } = screen;
  world.passwordGivenAt = world.now();
  button(screen, 'Import a key')?.click();
  type(await find<HTMLInputElement>('#import'), 'i'.repeat(40));
  world.fail('import_key', 'key_in_use', 409);
  const submit = () => screen.all('dialog[open] button.primary')[0]?.click();
  submit();
  await expect.poll(text).toContain('This key is in the ring of a bot already.');
  submit();
  await expect
    .poll(() => world.keys.get(bot)?.some((one) => one.key.imported && one.text === 'i'.repeat(40)))
    .toBe(true);
  await expect.poll(() => screen.all('dialog[open]')).toHaveLength(0);
});

test('a right hash is verified, and by which key', async () => {
  const screen = await open();
  await test_(screen, { id: '1042', hash: await hmac(screen.primary.text, '1042') });
  await expect.poll(screen.text).toContain('Verified. This hash is right for this id.');
  expect(screen.text()).toContain(`By the key …${screen.primary.text.slice(-4)} (Primary).`);
});

test('a wrong hash is explained, with the line to change in the chosen language', async () => {
  const screen = await open();
  const { primary, all } = screen;
  await test_(screen, { id: '1042', hash: await hmac('1042', primary.text) });
  const lines = () => all('console-test-hash >>> code > span').map((one) => one.textContent);
  await expect.poll(() => lines()[0]).toContain(`hash_hmac('sha256', 'THE_SPECIAL_KEY', $user_id)`);
  expect(lines()[1]).toContain(`hash_hmac('sha256', $user_id, 'THE_SPECIAL_KEY')`);
  await choose(screen, 'express');
  await expect.poll(() => lines()[1]).toContain(`createHmac('sha256', 'THE_SPECIAL_KEY').update(userId, 'utf8')`);
});

test('the hash of an e-mail is found out where the e-mail is given', async () => {
  const screen = await open();
  await test_(screen, { id: '1042', hash: await hmac(screen.primary.text, 'a@b.my'), email: 'a@b.my' });
  await expect.poll(screen.text).toContain('The e-mail address was hashed');
});

test('an id is tested as it was typed, with its white space', async () => {
  const screen = await open();
  await test_(screen, { id: ' 1042 ', hash: await hmac(screen.primary.text, ' 1042 ') });
  await expect.poll(screen.text).toContain('Verified. This hash is right for this id.');
});

test('another language keeps what was typed', async () => {
  const { find, text } = await open();
  type(await find<HTMLInputElement>('console-test-hash >>> #user-id'), '1042');
  const select = await find<HTMLSelectElement>('#locale');
  select.value = 'ms';
  select.dispatchEvent(new Event('change'));
  await expect.poll(text).toContain('Uji hash anda');
  expect((await find<HTMLInputElement>('console-test-hash >>> #user-id')).value).toBe('1042');
});

test('a new refusal appears by itself, with its diagnosis', async () => {
  const { world, bot, text, all } = await open();
  await expect.poll(() => all('console-identity-log >>> li').length).toBeGreaterThan(5);
  world.addLogEntry(bot, { diagnosis: 'letter_case_of_id' });
  await expect.poll(text, { timeout: 10_000 }).toContain('Capital and small letters differ');
});

test('a refusal named in the address is marked and open, though it is old', async () => {
  const { all, find } = await open('?request=req-old', (world) => {
    const bot = world.bots[0]?.id ?? '';
    world.addLogEntry(bot, { request_id: 'req-old', diagnosis: 'key_hex_decoded', at: world.at(20 * 86_400_000) });
  });
  const row = await find('console-identity-log >>> li.marked');
  expect(row.querySelector('details')?.open).toBe(true);
  expect(row.textContent).toContain('The key was decoded first');
  expect(all('console-identity-log >>> li.marked')).toHaveLength(1);
});

test('a refusal that is not there yet is waited for', async () => {
  const { world, bot, text, find } = await open('?request=req-soon');
  await expect.poll(text).toContain('Waiting for request');
  world.addLogEntry(bot, { request_id: 'req-soon', diagnosis: null });
  const row = await find('console-identity-log >>> li.marked');
  expect(row.textContent).toContain('The cause is being looked for');
});

test('the log can show who was verified', async () => {
  const { find, all } = await open();
  const select = await find<HTMLSelectElement>('#verdict');
  select.value = 'verified';
  select.dispatchEvent(new Event('change'));
  const titles = () => all('console-identity-log >>> .title').map((one) => one.textContent);
  await expect.poll(titles).toContain('The hash fits');
  expect(titles()).not.toContain('A placeholder was not replaced');
});

test('an agent is told whom to ask, and no key is even asked for', async () => {
  const world = SCENARIOS.full();
  world.me.user.role = 'agent';
  const bot = world.bots[0]?.id ?? '';
  const { text } = await openConsole(`/console/bots/${bot}/settings/display-style/custom-user-id`, { world });
  await expect.poll(text).toContain('Keys and the identity log are for owners and admins.');
  expect(world.requests.filter((line) => /keys|identity-log/.test(line))).toEqual([]);
});
