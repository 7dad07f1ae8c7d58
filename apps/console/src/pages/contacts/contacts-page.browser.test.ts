import { afterEach, expect, test } from 'vitest';
import { closeConsole, openConsole } from '../../../far-end/open-console.js';

afterEach(closeConsole);

const type = (input: HTMLInputElement, text: string): void => {
  input.focus();
  input.value = text;
  input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
};
const FILTERS = ['search', 'tag', 'kind'];
const asked = (name: string) => new URLSearchParams(location.search).get(name);

test('a pause between two words keeps the space, until the field is left', async () => {
  const { find } = await openConsole('/console/contacts');
  const search = await find<HTMLInputElement>('input[name="search"]');
  type(search, 'mary ');
  await expect.poll(() => asked('search')).toBe('mary');
  const page = await find<HTMLElementTagNameMap['console-contacts-page']>('console-contacts-page');
  await page.updateComplete;
  expect(search.value).toBe('mary ');
  type(search, 'mary ann ');
  await expect.poll(() => asked('search')).toBe('mary ann');
  search.blur();
  await expect.poll(() => search.value).toBe('mary ann');
});

test('a render while somebody types takes nothing away', async () => {
  const { find } = await openConsole('/console/contacts');
  const search = await find<HTMLInputElement>('input[name="search"]');
  const page = await find<HTMLElementTagNameMap['console-contacts-page']>('console-contacts-page');
  type(search, 'kum');
  page.requestUpdate();
  await page.updateComplete;
  expect(search.value).toBe('kum');
});

test('what is typed in one field is not lost by typing in the other, nor by choosing a kind', async () => {
  const { find } = await openConsole('/console/contacts');
  const tag = await find<HTMLInputElement>('input[name="tag"]');
  type(await find<HTMLInputElement>('input[name="search"]'), 'kumar');
  type(tag, 'vip');
  await expect.poll(() => [asked('search'), asked('tag')]).toEqual(['kumar', 'vip']);
  tag.blur();
  type(tag, 'wholesale');
  const kind = await find<HTMLSelectElement>('console-contacts-page >>> select');
  kind.value = 'known';
  kind.dispatchEvent(new Event('change'));
  await expect.poll(() => FILTERS.map(asked)).toEqual(['kumar', 'wholesale', 'known']);
});

test('an address that changes by itself is what the fields show', async () => {
  const { find } = await openConsole('/console/contacts');
  const search = await find<HTMLInputElement>('input[name="search"]');
  type(search, 'nobody at all');
  await expect.poll(() => asked('search')).toBe('nobody at all');
  (await find('.card a.button[href="/console/contacts"]')).click();
  await expect.poll(() => search.value).toBe('');
  expect(asked('search')).toBeNull();
});
