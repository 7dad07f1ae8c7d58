import { afterEach, expect, test } from 'vitest';
import { closeConsole, openConsole } from '../../../far-end/open-console.js';
import { SCENARIOS } from '../../../far-end/scenarios.js';

afterEach(closeConsole);

const open = async (role: 'owner' | 'agent' = 'owner') => {
  const world = SCENARIOS.full();
  world.me.user.role = role;
  const id = world.contacts[0]?.id ?? '';
  const opened = await openConsole(`/console/contacts/${id}`, { world, size: [1280, 900] });
  const press = async (words: string): Promise<void> => {
    await expect.poll(() => opened.all('button').some((one) => one.textContent?.trim() === words)).toBe(true);
    opened
      .all('button')
      .find((one) => one.textContent?.trim() === words)
      ?.click();
  };
  const confirm = async (): Promise<void> => {
    await expect.poll(() => opened.all('dialog[open] form button:not([type="button"]):not(:disabled)')).toHaveLength(1);
    opened.all('dialog[open] form button:not([type="button"])')[0]?.click();
  };
  const contact = () => {
    const found = world.contacts.find((one) => one.id === id);
    if (found === undefined) throw new Error('the contact is gone');
    return found;
  };
  return { ...opened, press, confirm, contact, id };
};
const type = (input: HTMLInputElement, text: string): void => {
  input.value = text;
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
};

test('only what an agent changed is sent, so the rest keeps its provenance', async () => {
  const { press, confirm, contact, find } = await open();
  await press('Edit fields');
  await find('#order_no');
  type(await find<HTMLInputElement>('#phone'), '+60 11-000');
  await confirm();
  await expect.poll(() => contact().fields.find((one) => one.name === 'phone')?.provenance).toBe('agent');
  expect(contact().fields.find((one) => one.name === 'email')?.provenance).toBe('server');
  expect(contact().fields.find((one) => one.name === 'order_total')?.value).toBe(184.5);
});

test('blocking and unblocking are asked before and shown after', async () => {
  const { press, confirm, contact, text } = await open();
  await press('Block');
  expect(contact().blocked).toBe(false);
  await confirm();
  await expect.poll(() => contact().blocked).toBe(true);
  await expect.poll(text).toContain('Unblock');
  await press('Unblock');
  await confirm();
  await expect.poll(() => contact().blocked).toBe(false);
});

test('sessions ended for cause leave a bar that can be lifted', async () => {
  const { press, confirm, contact, text } = await open();
  await press('End for cause');
  await confirm();
  await expect.poll(text).toContain('Identifier hashes do not verify for this contact any more.');
  await press('Allow again');
  await confirm();
  await expect.poll(() => contact().not_before).toBeNull();
});

test('a user id that is none is refused before it is sent', async () => {
  const { press, confirm, find, text, world } = await open();
  await press('Change user id');
  type(await find<HTMLInputElement>('#custom-user-id'), 'x'.repeat(256));
  const asked = world.requests.length;
  await confirm();
  await expect.poll(text).toContain('A user id has 1 to 255 characters and no control characters.');
  expect(world.requests).toHaveLength(asked);
});

test('a renamed contact is no longer verified', async () => {
  const { press, confirm, find, world, text } = await open();
  world.passwordGivenAt = world.now();
  await press('Change user id');
  type(await find<HTMLInputElement>('#custom-user-id'), 'new id');
  await confirm();
  await expect.poll(text).toContain('Known by a user id, but no proof of it has been verified.');
});

test('a link is undone after a question, and says so', async () => {
  const { press, confirm, contact, text } = await open();
  await press('Undo link');
  await confirm();
  await expect.poll(() => contact().links[0]?.undone_at).not.toBeNull();
  await expect.poll(text).toContain('Undone');
});

test('an erased contact is gone, and so is its page', async () => {
  const { press, confirm, world, id, find } = await open();
  world.passwordGivenAt = world.now();
  await press('Erase');
  type(await find<HTMLInputElement>('dialog[open] #typed'), 'Aisyah binti Rahman');
  await confirm();
  await find('console-contacts-page');
  expect(world.contacts.some((one) => one.id === id)).toBe(false);
});

test('what happens elsewhere is seen here', async () => {
  const { world, id, text } = await open();
  world.changeContact(id, { name: 'Aisyah R.', verified_at: null });
  await expect.poll(text).toContain('Aisyah R.');
  await expect.poll(text).toContain('Known by a user id');
});

test('an agent sees no act of an admin', async () => {
  const { all } = await open('agent');
  await expect.poll(() => all('button').some((one) => one.textContent?.trim() === 'Edit fields')).toBe(true);
  const words = all('button').map((one) => one.textContent?.trim());
  for (const act of ['Block', 'Erase', 'Change user id', 'End sessions', 'End for cause'])
    expect(words).not.toContain(act);
});

test('a search asks once a person pauses, stands in the address, and says when nothing fits', async () => {
  const opened = await openConsole('/console/contacts');
  const { find, text, world, all } = opened;
  const search = await find<HTMLInputElement>('input[type="search"]');
  const asked = () => world.requests.filter((line) => line === 'GET /v1/console/contacts').length;
  const before = asked();
  for (const part of ['k', 'ku', 'kum', 'kumar']) type(search, part);
  await expect.poll(() => location.search).toBe('?search=kumar');
  await expect.poll(() => all('.contact')).toHaveLength(1);
  expect(asked()).toBe(before + 1);
  type(search, 'nobody at all');
  await expect.poll(text).toContain('No contact fits the search.');
});

test('erasing waits for the name to be typed', async () => {
  const { press, find, contact, all } = await open();
  await press('Erase');
  const typed = await find<HTMLInputElement>('dialog[open] #typed');
  const act = () => all<HTMLButtonElement>('dialog[open] form button:not([type="button"])')[0];
  expect(act()?.disabled).toBe(true);
  type(typed, 'Aisyah');
  await expect.poll(() => act()?.disabled).toBe(true);
  type(typed, 'Aisyah binti Rahman');
  await expect.poll(() => act()?.disabled).toBe(false);
  expect(contact().name).toBe('Aisyah binti Rahman');
});

test('one session is ended, and the others go on', async () => {
  const { press, confirm, contact } = await open();
  expect(contact().sessions).toHaveLength(2);
  const last = contact().sessions[1];
  await press('End');
  await confirm();
  await expect.poll(() => contact().sessions).toEqual([last]);
});

test('tags are added and taken away', async () => {
  const { find, all, contact } = await open();
  const input = await find<HTMLInputElement>('console-contact-tags >>> input');
  type(input, 'VIP');
  input.form?.requestSubmit();
  await expect.poll(() => contact().tags).toEqual(['regular', 'KL', 'VIP']);
  await expect.poll(() => all('button[aria-label="Take away the tag KL"]')).toHaveLength(1);
  all('button[aria-label="Take away the tag KL"]')[0]?.click();
  await expect.poll(() => contact().tags).toEqual(['regular', 'VIP']);
});

test('events of pages are shown, and more of them asked for', async () => {
  const { find, all } = await open();
  await find('console-contact-events >>> li');
  expect(all('console-contact-events >>> li')).toHaveLength(20);
  (await find('console-contact-events >>> button')).click();
  await expect.poll(() => all('console-contact-events >>> li')).toHaveLength(25);
});

test('the mark says what was verified, and leads an admin to the key', async () => {
  const { text, find } = await open();
  await expect.poll(text).toContain('with an identifier hash');
  const link = await find<HTMLAnchorElement>('console-contact-facts >>> a');
  expect(link.pathname).toMatch(/custom-user-id$/);
});

test('the list is narrowed by kind and tag, and the address says so', async () => {
  const { find, all, text } = await openConsole('/console/contacts', { size: [1280, 900] });
  const kind = await find<HTMLSelectElement>('console-contacts-page >>> select');
  kind.value = 'blocked';
  kind.dispatchEvent(new Event('change'));
  await expect.poll(() => location.search).toBe('?kind=blocked');
  await expect.poll(() => all('.contact')).toHaveLength(1);
  kind.value = '';
  kind.dispatchEvent(new Event('change'));
  await expect.poll(() => all('.contact').length).toBeGreaterThan(3);
  type(await find<HTMLInputElement>('input.tag'), 'kl');
  await expect.poll(() => location.search).toBe('?tag=kl');
  await expect.poll(() => all('.contact')).toHaveLength(3);
  expect(text()).not.toContain('Free iPhone');
});

test('the columns somebody chose are shown, and remembered', async () => {
  const first = await openConsole('/console/contacts', { size: [1280, 900] });
  await first.find('.contact');
  expect(first.all('.cell.phone')).toHaveLength(0);
  (await first.find<HTMLInputElement>('input[name="phone"]')).click();
  await expect.poll(() => first.all('.cell.phone').length).toBeGreaterThan(0);
  const again = await openConsole('/console/contacts', { size: [1280, 900] });
  await again.find('.cell.phone');
  localStorage.removeItem('chatku.console.contact-columns');
});

test('who may takes the list away as a file', async () => {
  const opened = await openConsole('/console/contacts', { size: [1280, 900] });
  await opened.find('.contact');
  opened
    .all('button')
    .find((one) => one.textContent?.trim() === 'Download CSV')
    ?.click();
  await expect.poll(opened.text).toContain('Contacts in the file: 6.');
});
