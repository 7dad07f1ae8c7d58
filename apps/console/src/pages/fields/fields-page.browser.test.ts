import { afterEach, expect, test } from 'vitest';
import { closeConsole, openConsole } from '../../../far-end/open-console.js';
import { SCENARIOS } from '../../../far-end/scenarios.js';

afterEach(closeConsole);

const open = async (role: 'owner' | 'agent' = 'owner') => {
  const world = SCENARIOS.full();
  world.me.user.role = role;
  const bot = world.bots[0]?.id ?? '';
  const opened = await openConsole(`/console/bots/${bot}/fields`, { world, size: [1280, 900] });
  const field = (name: string) => world.fields.get(bot)?.find((one) => one.name === name);
  const submit = async (): Promise<void> => {
    (await opened.find<HTMLButtonElement>('dialog[open] form button:not([type="button"])')).click();
  };
  return { ...opened, field, submit };
};
const type = (input: HTMLInputElement | HTMLTextAreaElement, text: string): void => {
  input.value = text;
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
};

test('a field of contacts is made, with its type, note and who may write it', async () => {
  const { find, submit, field, text } = await open();
  (await find('.add')).click();
  type(await find<HTMLInputElement>('dialog[open] #name'), 'size');
  const kind = await find<HTMLSelectElement>('dialog[open] #type');
  kind.value = 'number';
  kind.dispatchEvent(new Event('change'));
  (await find<HTMLInputElement>('dialog[open] input[name="page_writable"]')).click();
  type(await find<HTMLInputElement>('dialog[open] #folder'), 'Clothes');
  await submit();
  await expect.poll(() => field('size')).toMatchObject({ type: 'number', page_writable: true, folder: 'Clothes' });
  await expect.poll(text).toContain('Clothes');
});

test('a new field does not overwrite one that is there', async () => {
  const { find, submit, field, text, world } = await open();
  (await find('.add')).click();
  type(await find<HTMLInputElement>('dialog[open] #name'), 'ORDER_NO');
  const asked = world.requests.length;
  await submit();
  await expect.poll(text).toContain('The bot has a field of this name.');
  expect(world.requests).toHaveLength(asked);
  expect(field('order_no')?.folder).toBe('Orders');
});

test('the bot’s own field holds a value that is set here', async () => {
  const { find, submit, field } = await open();
  (await find('button[aria-label="Edit the field opening_hours"]')).click();
  type(await find<HTMLTextAreaElement>('dialog[open] #value'), '10 to 6');
  await submit();
  await expect.poll(() => field('opening_hours')?.value).toBe('10 to 6');
});

test('a field in use is neither renamed nor deleted, and the places are named', async () => {
  const { find, submit, field, text } = await open();
  (await find('button[aria-label="Delete the field order_no"]')).click();
  await submit();
  await expect.poll(text).toContain('in the flow "Greet a guest"');
  expect(field('order_no')).toBeDefined();
});

test('a field is renamed', async () => {
  const { find, submit, field } = await open();
  (await find('button[aria-label="Rename the field newsletter"]')).click();
  type(await find<HTMLInputElement>('dialog[open] #name'), 'wants_mail');
  await submit();
  await expect.poll(() => field('wants_mail')).toBeDefined();
});

test('an agent only reads', async () => {
  const { find, all } = await open('agent');
  await find('console-fields-page >>> li');
  expect(all('console-fields-page >>> button')).toHaveLength(0);
});
