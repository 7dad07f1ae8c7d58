import { may, ROLES, type Role } from '@chatku/schemas';
import { afterEach, describe, expect, test } from 'vitest';
import { closeConsole, openConsole } from '../../far-end/open-console.js';
import { SCENARIOS } from '../../far-end/scenarios.js';

afterEach(closeConsole);

const open = async (role: Role, path: (botId: string, contactId: string, conversationId: string) => string) => {
  const world = SCENARIOS.full();
  world.me.user.role = role;
  const conversation = world.conversations[0];
  const at = path(world.bots[0]?.id ?? '', conversation?.contact.id ?? '', conversation?.id ?? '');
  return openConsole(at, { world, size: [1280, 900] });
};

// What is drawn is held against the table, and the far end refuses whatever a role may not.
describe.each(ROLES)('%s', (role) => {
  test('finds the buttons of a bot by the table', async () => {
    const { all, find, text } = await open(role, (bot) => `/console/bots/${bot}`);
    await find('#snippet');
    const words = all('button').map((one) => one.textContent?.trim());
    expect(words.includes('Duplicate')).toBe(may(role, 'bots.write'));
    expect(text().includes('Set Custom User ID')).toBe(may(role, 'keys.manage'));
  });

  test('opens settings by the table, and is told whom to ask otherwise', async () => {
    const { text } = await open(role, (bot) => `/console/bots/${bot}/settings/behaviour`);
    await expect.poll(() => text().includes('Not for your role')).toBe(!may(role, 'bots.write'));
  });

  test('finds the acts on a contact by the table', async () => {
    const { all, find } = await open(role, (_, contact) => `/console/contacts/${contact}`);
    await find('console-contact-facts');
    const words = all('button').map((one) => one.textContent?.trim());
    expect(words.includes('Edit fields')).toBe(may(role, 'contacts.write'));
    expect(words.includes('Block')).toBe(may(role, 'contacts.block'));
    expect(words.includes('Erase')).toBe(may(role, 'contacts.erase'));
    expect(words.includes('Change user id')).toBe(may(role, 'contacts.rename'));
  });

  test('may write an answer, or only reads', async () => {
    const { all, find, world } = await open(
      role,
      (_bot, _contact, conversation) => `/console/conversations/${conversation}`,
    );
    await find('console-conversation-thread >>> h2');
    expect(all('console-reply-composer').length > 0).toBe(may(role, 'conversations.reply'));
    if (!may(role, 'conversations.reply')) expect(world.requests.filter((line) => line.endsWith('/seen'))).toEqual([]);
  });
});
