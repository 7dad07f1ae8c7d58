import { afterEach, expect, test } from 'vitest';
import { closeConsole, openConsole } from '../../../far-end/open-console.js';
import { SCENARIOS } from '../../../far-end/scenarios.js';

afterEach(closeConsole);

const open = async (verifiedAs: 'placeholder_not_replaced' | null) => {
  const world = SCENARIOS.full();
  const bot = world.bots[0]?.id ?? '';
  for (const minutes of [1, 2]) {
    world.addLogEntry(bot, {
      request_id: `req-${minutes}`,
      verdict: 'verified',
      diagnosis: verifiedAs,
      at: world.at(minutes * 60_000),
    });
  }
  const opened = await openConsole(`/console/bots/${bot}/settings/display-style/custom-user-id`, { world });
  await opened.find('console-identity-log >>> li');
  await expect.poll(() => opened.all('console-identity-log >>> li').length).toBeGreaterThan(5);
  return opened;
};
const verified = ({ all }: Awaited<ReturnType<typeof open>>) =>
  all('console-identity-log >>> li').filter((row) => row.querySelector('.chip')?.textContent === 'Verified');

test('who was verified with a placeholder as the id stands among the refusals, once, with what to change', async () => {
  const screen = await open('placeholder_not_replaced');
  await expect.poll(() => verified(screen)).toHaveLength(1);
  const [row] = verified(screen);
  expect(row?.querySelector('.chip')?.className).toContain('warn');
  expect(row?.querySelector('.title')?.textContent).toBe('A placeholder was not replaced');
  expect(row?.querySelector('console-diagnosis')).not.toBeNull();
  expect(row?.textContent).toContain('req-1');
});

test('who was verified without a warning does not', async () => {
  expect(verified(await open(null))).toEqual([]);
});

test('among the verified every warning is shown', async () => {
  const screen = await open('placeholder_not_replaced');
  const select = await screen.find<HTMLSelectElement>('console-identity-log >>> #verdict');
  select.value = 'verified';
  select.dispatchEvent(new Event('change'));
  await expect.poll(() => verified(screen).length).toBeGreaterThan(2);
  const titles = verified(screen).map((row) => row.querySelector('.title')?.textContent);
  expect(titles.filter((title) => title === 'A placeholder was not replaced')).toHaveLength(2);
  expect(titles).toContain('The hash fits');
});
