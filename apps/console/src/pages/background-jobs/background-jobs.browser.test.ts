import { afterEach, expect, test } from 'vitest';
import { closeConsole, openConsole } from '../../../far-end/open-console.js';
import { SCENARIOS } from '../../../far-end/scenarios.js';

afterEach(closeConsole);

const open = async (world = SCENARIOS.full()) => {
  const opened = await openConsole('/console/background-jobs', { world, size: [1280, 900] });
  const press = (label: string) =>
    opened
      .all('button')
      .find(
        (one) => (one.getAttribute('aria-label') ?? one.textContent?.trim()) === label && one.closest('.page') !== null,
      )
      ?.click();
  return { ...opened, press, world };
};

test('what was given up is said in words, with what to do, and how much waits', async () => {
  const { find, all, text } = await open();
  await find('.jobs li');
  expect(all('.jobs li')).toHaveLength(3);
  for (const said of [
    'The mail server refused user or password.',
    'Enter the password anew.',
    '535 no',
    'Attempts: 1',
  ]) {
    expect(text()).toContain(said);
  }
  // A code of a newer server: as it is, with what always helps.
  expect(text()).toContain('something_new');
  expect(text()).toContain('Look into the server’s log');
  expect(all('.figures dd').map((one) => one.textContent)).toEqual(['12', '1', '3']);
});

test('one is tried again, all are, and one is dropped after a question', async () => {
  const { find, all, text, press, world } = await open();
  await find('.jobs li');
  press('Try again: A mail');
  await expect.poll(() => all('.jobs li')).toHaveLength(2);
  press('Drop: The end of a flow’s wait');
  await expect.poll(text).toContain('Nothing brings it back.');
  expect(all('.jobs li')).toHaveLength(2);
  (await find('console-confirm >>> dialog[open] button.danger')).click();
  await expect.poll(() => all('.jobs li')).toHaveLength(1);
  expect(world.requests.filter((line) => line.startsWith('DELETE'))).toHaveLength(1);
});

test('all are tried again with one press', async () => {
  const { find, all, text, press } = await open();
  await find('.jobs li');
  press('Try all again');
  await expect.poll(text).toContain('Nothing was given up.');
  expect(all('.jobs li')).toHaveLength(0);
});

test('it is not for an agent', async () => {
  const world = SCENARIOS.full();
  world.me.user.role = 'agent';
  const { text } = await open(world);
  await expect.poll(text).toContain('Not for your role');
});
