import fc from 'fast-check';
import { beforeAll, expect, test, vi } from 'vitest';
import { BASE, hrefTo, PATHS, type PageName, placeAt } from './paths.js';
import { safeNext } from './router.js';

beforeAll(() => {
  vi.stubGlobal('location', { origin: 'http://console.test' });
});

const url = (href: string) => new URL(href, 'http://console.test');
const pages = Object.keys(PATHS) as PageName[];
const anyHref = hrefTo as (page: PageName, params: Record<string, string>, query?: Record<string, string>) => string;
const paramsOf = (page: PageName): string[] => [...PATHS[page].matchAll(/:(\w+)/g)].map((match) => match[1] ?? '');

// Lone surrogates are no text a browser could put into an address.
const segment = fc
  .string({ minLength: 1, unit: 'binary' })
  .filter((text) => !/\p{Cs}/u.test(text) && !/^\.{1,2}$/.test(text));

test('an address leads back to the page, parameters and query it was made from', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...pages),
      fc.array(segment, { minLength: 2, maxLength: 2 }),
      fc.dictionary(
        fc.string({ minLength: 1 }).filter((name) => name !== '__proto__'),
        fc.string({ minLength: 1 }),
      ),
      (page, values, query) => {
        const params = Object.fromEntries(paramsOf(page).map((name, i) => [name, values[i] ?? '']));
        const place = placeAt(url(anyHref(page, params, query)));
        expect(place?.page).toBe(page);
        expect(place?.params).toEqual(params);
        expect(Object.fromEntries(place?.query ?? [])).toEqual(query);
      },
    ),
  );
});

test('no address is understood as two pages: the first that fits is the one it was made for', () => {
  const sample = Object.fromEntries(['bot_id', 'conversation_id', 'contact_id', 'flow_id'].map((name) => [name, 'x']));
  expect(new Set(pages.map((page) => anyHref(page, sample))).size).toBe(pages.length);
});

test('any address is a page or none, and never throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      placeAt({ pathname: `${BASE}/${text}`, search: '' });
      expect(placeAt({ pathname: `/elsewhere/${text}`, search: '' })).toBeNull();
    }),
  );
});

test.each([
  ['/console', 'home'],
  ['/console/', 'home'],
  ['/console/bots/', 'bots'],
  ['/console/nothing', null],
  ['/console/bots/%E0%A4%A', null],
  ['/console/bots/a/settings', null],
  ['/consoles/bots', null],
  ['/console//bots', null],
])('%s is %s', (pathname, page) => {
  expect(placeAt({ pathname, search: '' })?.page ?? null).toBe(page);
});

test.each(['', '.', '..'])('a parameter %j has no address', (value) => {
  expect(() => hrefTo('bot', { bot_id: value })).toThrow(TypeError);
});

test.each([
  ['/console/bots?x=1', '/console/bots?x=1'],
  ['/console/contacts/7', '/console/contacts/7'],
  ['//evil.example/console/bots', null],
  ['https://evil.example/console/bots', null],
  ['/console/../admin', null],
  ['/console/nothing', null],
  ['javascript:alert(1)', null],
  [null, null],
])('after signing in, %s leads to %s', (next, to) => {
  expect(safeNext(next)).toBe(to);
});

test('after signing in nobody is led out of the console', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.constantFrom('', '/console/', '/console/bots/', '//', '/\\', 'https:'),
      (text, start) => {
        const next = safeNext(start + text);
        if (next !== null) expect(url(next).href.startsWith('http://console.test/console/')).toBe(true);
      },
    ),
  );
});
