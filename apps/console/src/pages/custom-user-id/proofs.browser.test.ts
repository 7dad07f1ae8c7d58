import { afterEach, expect, test } from 'vitest';
import { closeConsole, type Opened, openConsole } from '../../../far-end/open-console.js';
import { SCENARIOS } from '../../../far-end/scenarios.js';
import type { World } from '../../../far-end/world.js';

afterEach(closeConsole);

const open = async (change: (world: World, bot: string) => void = () => {}): Promise<Opened & { bot: string }> => {
  const world = SCENARIOS.full();
  const bot = world.bots[0]?.id ?? '';
  change(world, bot);
  const opened = await openConsole(`/console/bots/${bot}/settings/display-style/custom-user-id`, { world });
  await opened.find('console-identity-policy >>> form');
  return { ...opened, bot };
};
const buttonIn = ({ all }: Opened, host: string, words: string): HTMLElement | undefined =>
  all(`${host} >>> button`).find((one) => (one.textContent ?? '').trim().startsWith(words));
const textIn = ({ all }: Opened, host: string): string =>
  (all(host)[0]?.shadowRoot?.textContent ?? '').replace(/\s+/g, ' ');
const type = (input: HTMLInputElement | HTMLTextAreaElement, text: string): void => {
  input.value = text;
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
};

test('a token key is added beside the hash keys, and shows the id that goes into kid', async () => {
  const screen = await open();
  buttonIn(screen, 'console-special-keys', 'Add a token key')?.click();
  await expect
    .poll(() => (screen.world.keys.get(screen.bot) ?? []).filter(({ key }) => key.kind === 'token').length)
    .toBe(1);
  const key = (screen.world.keys.get(screen.bot) ?? []).find((one) => one.key.kind === 'token')?.key;
  expect(key?.state).toBe('primary');
  await expect.poll(() => textIn(screen, 'console-special-keys')).toContain(key?.id);
});

test('what the server calls safe to retire is called so, and how often a key verified today is said', async () => {
  const screen = await open((world, bot) => {
    for (const { key } of world.keys.get(bot) ?? []) {
      Object.assign(key, {
        safe_to_retire: key.state === 'active',
        verified_in_24h: key.state === 'primary' ? 1234 : 0,
      });
    }
    world.addKey(bot, { safe_to_retire: true });
  });
  expect(textIn(screen, 'console-special-keys')).toContain('Safe to retire');
});

test('tokens only is refused without a token key, said in words, and loosening asks for the password', async () => {
  const screen = await open();
  const choose = async (value: string) => {
    const radio = await screen.find<HTMLInputElement>(`console-identity-policy >>> input[value=${value}]`);
    radio.click();
    (await screen.find('console-identity-policy >>> button.primary')).click();
  };
  await choose('token_only');
  await expect.poll(() => textIn(screen, 'console-identity-policy >>> console-problem')).toContain('token key');
  screen.world.addKey(screen.bot, { kind: 'token' });
  await choose('token_only');
  await expect.poll(() => screen.world.policies.get(screen.bot)?.accepts).toBe('token_only');
  screen.world.passwordGivenAt = 0;
  await choose('hash_or_token');
  type(await screen.find<HTMLInputElement>('console-password-dialog >>> #password'), screen.world.password);
  (await screen.find('console-password-dialog >>> button.primary')).click();
  await expect.poll(() => screen.world.policies.get(screen.bot)?.accepts).toBe('hash_or_token');
});

test('turning to tokens only ends the sessions of hashes, unless that is ticked off', async () => {
  const box = 'console-identity-policy >>> input[name=end_sessions]';
  for (const left of [false, true]) {
    const screen = await open((world, bot) => void world.addKey(bot, { kind: 'token' }));
    expect(screen.all(box)).toEqual([]);
    (await screen.find('console-identity-policy >>> input[value=token_only]')).click();
    const end = await screen.find<HTMLInputElement>(box);
    expect(end.checked).toBe(true);
    expect(textIn(screen, 'console-identity-policy')).toContain('verified, now: 3');
    if (left) end.click();
    (await screen.find('console-identity-policy >>> button.primary')).click();
    await expect.poll(() => screen.world.policies.get(screen.bot)?.accepts).toBe('token_only');
    expect(screen.world.policies.get(screen.bot)?.sessions_by_hash).toBe(left ? 3 : 0);
    await expect.poll(() => screen.all(box)).toEqual([]);
  }
});

test('what is stored stands at once, without asking for it again', async () => {
  const screen = await open((world, bot) => void world.addKey(bot, { kind: 'token' }));
  const radio = await screen.find<HTMLInputElement>('console-identity-policy >>> input[value=token_only]');
  radio.click();
  screen.world.fail('get_identity_policy', 'storage_unavailable', 503);
  (await screen.find('console-identity-policy >>> button.primary')).click();
  await expect.poll(() => screen.world.policies.get(screen.bot)?.accepts).toBe('token_only');
  await expect.poll(screen.text).toContain('The policy was saved.');
  await screen.find('console-identity-policy >>> button.primary:not([disabled])');
  expect(radio.checked).toBe(true);
});

test('a rehearsal that is ticked and not saved is still ticked after a look at tokens only', async () => {
  const screen = await open();
  const box = 'console-identity-policy >>> input[name=rehearsal]';
  (await screen.find(box)).click();
  (await screen.find('console-identity-policy >>> input[value=token_only]')).click();
  await expect.poll(() => screen.all(box)).toEqual([]);
  (await screen.find('console-identity-policy >>> input[value=hash_or_token]')).click();
  expect((await screen.find<HTMLInputElement>(box)).checked).toBe(true);
  (await screen.find('console-identity-policy >>> button.primary')).click();
  await expect.poll(() => screen.world.policies.get(screen.bot)?.rehearsal).toBe(true);
});

test('the rehearsal says who would be refused, from which websites', async () => {
  const screen = await open((world, bot) => {
    world.policies.set(bot, {
      accepts: 'hash_or_token',
      rehearsal: true,
      sessions_by_hash: 0,
      last_24h: {
        verified: 50,
        would_be_refused: 9,
        origins: [
          { origin: 'https://kedaisenja.example', count: 8 },
          { origin: null, count: 1 },
        ],
      },
    });
  });
  const said = textIn(screen, 'console-identity-policy');
  expect(said).toContain('9 of 50 calls in the last 24 hours would have been refused.');
  expect(screen.all('console-identity-policy >>> tbody tr').map((row) => row.textContent?.trim())).toEqual([
    'https://kedaisenja.example8',
    'several, or none named1',
  ]);
});

test('the log is narrowed by cause, and to all calls for one user', async () => {
  const screen = await open();
  await screen.find('console-identity-log >>> li');
  const rowsOf = () => screen.all('console-identity-log >>> li');
  const before = rowsOf().length;
  const cause = await screen.find<HTMLSelectElement>('console-log-filter >>> #diagnosis');
  cause.value = 'key_and_message_swapped';
  buttonIn(screen, 'console-log-filter', 'Show')?.click();
  await expect.poll(() => rowsOf().length).toBeLessThan(before);
  buttonIn(screen, 'console-log-filter', 'Clear')?.click();
  await expect.poll(() => rowsOf().length).toBe(before);
  const digest = rowsOf()[0]?.querySelector('dd:has(code)')?.textContent;
  expect(digest).toBeDefined();
  buttonIn(screen, 'console-identity-log', 'All calls for this user')?.click();
  await expect.poll(() => screen.all<HTMLInputElement>('console-log-filter >>> #digest')[0]?.value ?? '').not.toBe('');
  const wanted = screen.all<HTMLInputElement>('console-log-filter >>> #digest')[0]?.value ?? '';
  await expect.poll(() => rowsOf().every((row) => row.textContent?.includes(wanted))).toBe(true);
});

test('a closer word on a token stands with its diagnosis, and its line with it', async () => {
  const screen = await open((world, bot) => {
    world.addLogEntry(bot, {
      request_id: 'req-token',
      verdict: 'refused',
      diagnosis: 'token_bad_signature',
      variant: 'signed_with_hash_key',
      at: world.at(0),
    });
  });
  await expect
    .poll(() =>
      screen
        .all('console-diagnosis')
        .map((one) => one.shadowRoot?.textContent ?? '')
        .join(' '),
    )
    .toContain('It was signed with the key for hashes.');
});

test('a token is tested without a hash; neither is too little', async () => {
  const screen = await open();
  type(await screen.find<HTMLInputElement>('console-test-hash >>> #user-id'), 'u-1');
  (await screen.find('console-test-hash >>> button.primary')).click();
  const hash = await screen.find<HTMLInputElement>('console-test-hash >>> #hash');
  expect(hash.validationMessage).toBe('Give a hash or a token.');
  type(await screen.find<HTMLInputElement>('console-test-hash >>> #token'), 'a.b.c');
  (await screen.find('console-test-hash >>> button.primary')).click();
  await expect.poll(() => textIn(screen, 'console-test-hash')).toContain('Refused');
});

test('a key found in the website is named with its place, and leads to the key', async () => {
  const screen = await open((world, bot) => {
    const key_id = (world.keys.get(bot) ?? [])[0]?.key.id ?? '';
    world.keySearch = {
      ...world.keySearch,
      found: [{ url: 'https://kedaisenja.example/app.js', key_id, form: 'base64' }],
      complete: false,
      unread: [{ url: 'https://kedaisenja.example/x.js', why: 'too_large' }],
    };
  });
  buttonIn(screen, 'console-find-key', 'Search the website')?.click();
  await expect
    .poll(() => textIn(screen, 'console-find-key'))
    .toContain('https://kedaisenja.example/app.js (in Base64)');
  const said = textIn(screen, 'console-find-key');
  for (const part of ['Mark it as compromised', 'A limit ended the search', 'too large']) expect(said).toContain(part);
  buttonIn(screen, 'console-find-key', 'Go to the key')?.click();
  await expect.poll(() => screen.all('#key')[0]?.matches(':focus')).toBe(true);
});

test('a key that verifies nothing any more is no alarm', async () => {
  const screen = await open((world, bot) => {
    const key_id = (world.keys.get(bot) ?? []).find(({ key }) => key.state === 'compromised')?.key.id ?? '';
    world.keySearch = { ...world.keySearch, found: [{ url: 'https://kedaisenja.example/', key_id, form: 'plain' }] };
  });
  buttonIn(screen, 'console-find-key', 'Search the website')?.click();
  await expect.poll(() => textIn(screen, 'console-find-key')).toContain('A key that no longer verifies');
  expect(textIn(screen, 'console-find-key')).not.toContain('Anybody can sign in');
});

test.each([
  ['signs_for_anyone', 'verifies', 'It signs for anyone'],
  ['refuses', 'refused', 'It refuses strangers'],
  ['unsure', 'unclear', 'We cannot tell'],
] as const)('an endpoint of the verdict %s is told in words', async (verdict, finding, words) => {
  const screen = await open((world) => {
    world.endpoint = { verdict, finding, status: 200 };
  });
  type(await screen.find<HTMLInputElement>('console-check-endpoint >>> #url'), 'https://kedaisenja.example/sign');
  buttonIn(screen, 'console-check-endpoint', 'Ask without a session')?.click();
  await expect.poll(() => textIn(screen, 'console-check-endpoint')).toContain(words);
});
