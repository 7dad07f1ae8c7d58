import { afterEach, expect, test } from 'vitest';
import { closeConsole, openConsole } from '../../far-end/open-console.js';
import { SCENARIOS } from '../../far-end/scenarios.js';

afterEach(closeConsole);

const full = () => {
  const world = SCENARIOS.full();
  const person = world.conversations[0]?.contact.id ?? '';
  world.setOnline(person, false);
  return { world, person, chat: world.conversations[0]?.id ?? '' };
};

test('in the inbox a visitor who comes and goes is told of by a dot and a word, in the list and above the chat', async () => {
  const { world, person, chat } = full();
  const { find, all } = await openConsole(`/console/conversations/${chat}`, { world, size: [1280, 800] });
  const row = () => all('.item')[0]?.querySelector('console-presence')?.shadowRoot;
  const head = () => all('header console-presence')[0]?.shadowRoot?.textContent?.trim();
  await find('header console-presence');
  await expect.poll(head).toMatch(/^Last seen/);
  expect(row()?.querySelector('.dot')).toBeNull();
  world.setOnline(person, true);
  await expect.poll(head).toBe('Online now');
  await expect.poll(() => row()?.textContent?.trim()).toBe('Online now');
  expect(row()?.querySelector('.dot')?.getBoundingClientRect().width).toBeGreaterThan(5);
  world.setOnline(person, false);
  await expect.poll(head).toBe('Last seen');
  expect(all('header console-presence >>> time')[0]?.textContent).toBe('just now');
  expect(row()?.querySelector('.dot')).toBeNull();
});

test.each([
  ['en', 'Online now', 'Last seen'],
  ['ms', 'Dalam talian sekarang', 'Terakhir dilihat'],
  ['zh-Hans', '当前在线', '最近出现'],
] as const)('a contact’s page tells it too, in %s', async (locale, online, lastSeen) => {
  const { world, person } = full();
  const { find, text } = await openConsole(`/console/contacts/${person}`, { world, locale });
  const lead = await find('.page-head console-presence');
  await expect.poll(() => lead.shadowRoot?.textContent).toContain(lastSeen);
  world.setOnline(person, true);
  await expect.poll(() => lead.shadowRoot?.textContent?.trim()).toBe(online);
  // Under the facts' own title as well.
  await expect.poll(() => text().split(online).length - 1).toBe(2);
});

test('in the lists the dot is drawn on the picture, whichever is the screen', async () => {
  const { world } = full();
  for (const [path, row] of [
    ['/console/conversations', '.item'],
    ['/console/contacts', '.contact'],
  ] as const) {
    for (const size of [
      [1280, 800],
      [390, 800],
    ] as const) {
      const { find, all } = await openConsole(path, { world, size: [...size] });
      await find(`${row} console-presence >>> .dot`);
      const shown = all(row).find((one) => one.querySelector('console-presence')?.shadowRoot?.querySelector('.dot'));
      const avatar = shown?.querySelector('.avatar')?.getBoundingClientRect();
      const dot = shown?.querySelector('console-presence')?.shadowRoot?.querySelector('.dot')?.getBoundingClientRect();
      if (avatar === undefined || dot === undefined) throw new Error(`no dot on ${path}`);
      const middle = [dot.x + dot.width / 2, dot.y + dot.height / 2] as const;
      expect(middle[0]).toBeGreaterThan(avatar.x + avatar.width / 2);
      expect(middle[0]).toBeLessThan(avatar.right);
      expect(middle[1]).toBeGreaterThan(avatar.y + avatar.height / 2);
      expect(middle[1]).toBeLessThan(avatar.bottom);
      // The name begins where it does for everybody else.
      const names = new Set(all(`${row} .name`).map((one) => Math.round(one.getBoundingClientRect().x)));
      expect(names.size).toBe(1);
    }
  }
});

test('members are online or offline by a filled or an empty dot and a word', async () => {
  const { world } = full();
  const { find, all } = await openConsole('/console/members', { world });
  await find('li console-presence');
  const words = () => all('li console-presence').map((one) => one.shadowRoot?.textContent?.trim());
  await expect.poll(words).toEqual(['Online', 'Online', 'Offline', 'Offline']);
  const farid = world.staff.others.find(({ name }) => name.startsWith('Farid'));
  world.setOnline(farid?.id ?? '', true);
  await expect.poll(words).toEqual(['Online', 'Online', 'Online', 'Offline']);
});
