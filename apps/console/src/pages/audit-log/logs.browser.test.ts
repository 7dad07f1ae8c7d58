import { afterEach, expect, test } from 'vitest';
import { closeConsole, openConsole } from '../../../far-end/open-console.js';
import { SCENARIOS } from '../../../far-end/scenarios.js';

afterEach(closeConsole);

test('the audit log says each act in words, by whom, and more of it is asked for', async () => {
  const { find, text, all } = await openConsole('/console/audit-log', { size: [1280, 900] });
  await find('.acts');
  for (const said of ['Looked at a special key', 'Nobody who was signed in', 'thing.unheard-of', 'Nurul Izzati']) {
    expect(text()).toContain(said);
  }
  expect(all('.acts li')).toHaveLength(50);
  all('button')
    .find((one) => one.closest('.page') !== null && one.textContent?.trim() === 'Show more')
    ?.click();
  await expect.poll(() => all('.acts li')).toHaveLength(65);
});

test('the audit log is narrowed, the address says so, and what fits nothing is said', async () => {
  const { find, all, text } = await openConsole('/console/audit-log', { size: [1280, 900] });
  const what = await find<HTMLSelectElement>('#what');
  what.value = 'field.defined';
  what.dispatchEvent(new Event('change'));
  await expect.poll(() => location.search).toBe('?what=field.defined');
  await expect.poll(() => all('.acts li')).toHaveLength(1);
  const from = await find<HTMLInputElement>('#from');
  from.value = '2099-01-01';
  from.dispatchEvent(new Event('change'));
  await expect.poll(text).toContain('Nothing fits.');
});

test('the audit log is not for an agent', async () => {
  const world = SCENARIOS.full();
  world.me.user.role = 'agent';
  const { text } = await openConsole('/console/audit-log', { world });
  await expect.poll(text).toContain('Not for your role');
});

test('the error log is grouped by code, says what to do, and shows the places of one', async () => {
  const world = SCENARIOS.full();
  const { find, text, all } = await openConsole(`/console/bots/${world.bots[0]?.id}/error-log`, {
    world,
    size: [1280, 900],
  });
  await find('.codes li');
  expect(all('.codes li')).toHaveLength(3);
  expect(text()).toContain('Define the field under Fields');
  expect(text()).toContain('something_new');
  const show = all('button').filter((one) => one.textContent?.trim() === 'Show places');
  show[1]?.click();
  await expect.poll(() => all('console-error-places >>> li')).toHaveLength(20);
  const places = all('console-error-places >>> li');
  expect(places[0]?.textContent).toContain('Flow: Your order · step: Which order?');
  expect(places[1]?.textContent).toContain('step: again-1');
  (await find('console-error-places >>> button')).click();
  await expect.poll(() => all('console-error-places >>> li')).toHaveLength(22);
  const [whole, gone] = all('console-error-places >>> li').slice(20);
  expect(whole?.textContent).not.toContain('step:');
  expect(gone?.textContent).toContain('Flow: one that is gone');
  expect(gone?.querySelector('a')).toBeNull();
});

test('a place leads to its step in the flow; one that is gone from it is told', async () => {
  const world = SCENARIOS.full();
  const path = `/console/bots/${world.bots[0]?.id}/error-log`;
  const { find, text, all } = await openConsole(path, { world, size: [1280, 900] });
  await find('.codes li');
  all('button')
    .filter((one) => one.textContent?.trim() === 'Show places')[1]
    ?.click();
  const links = () => all<HTMLAnchorElement>('console-error-places >>> a');
  await expect.poll(links).toHaveLength(20);
  const away = links()[5]?.getAttribute('href') ?? '';
  links()[0]?.click();
  const step = await find('console-flow-page >>> li[aria-current]');
  expect(step.textContent).toContain('Which order?');
  expect(all('console-flow-page >>> .steps > li')).toHaveLength(4);
  expect(text()).toContain('Published version 7');
  closeConsole();
  const again = await openConsole(away, { world });
  await expect.poll(again.text).toContain('not in the published version any more');
  expect(again.all('console-flow-page >>> li[aria-current]')).toEqual([]);
});

test('a flow that is not published says so', async () => {
  const world = SCENARIOS.full();
  const bot = world.bots[0]?.id ?? '';
  const { text } = await openConsole(`/console/bots/${bot}/flows/${world.flows.get(bot)?.[2]?.id}`, { world });
  await expect.poll(text).toContain('This flow is not published.');
});

test('a bot in which nothing went wrong says so', async () => {
  const world = SCENARIOS.full();
  const { text } = await openConsole(`/console/bots/${world.bots[1]?.id}/error-log`, { world });
  await expect.poll(text).toContain('Nothing has gone wrong.');
});
