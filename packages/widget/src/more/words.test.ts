import { Behaviour, DEFAULT_BEHAVIOUR, WIDGET_LOCALES } from '@chatku/schemas';
import { expect, it } from 'vitest';
import en from '../i18n/en.js';
import { isAmong, isOneOf } from './places.js';
import { words } from './words.js';

const isTaken = (texts: object): boolean => {
  const result = Behaviour['~standard'].validate({ ...DEFAULT_BEHAVIOUR, texts });
  return !(result instanceof Promise) && !result.issues;
};

it('every word of the widget may be said differently by a bot', () => {
  const keys = [...Object.keys(en), ...Object.keys(words.en)];
  for (const locale of WIDGET_LOCALES) {
    const texts = { [locale]: Object.fromEntries(keys.map((key) => [key, 'x'])) };
    expect(isTaken(texts)).toBe(true);
    expect(Object.keys(words[locale])).toEqual(Object.keys(words.en));
  }
  expect(isTaken({ en: { 'not a key': 'x' } })).toBe(false);
});

it.each([
  ['/checkout', '/checkout', true],
  ['/checkout', '/checkout/pay', false],
  ['/blog/*', '/blog/tea', true],
  ['/blog/*', '/blog', false],
  ['/*/pay', '/shop/tea/pay', true],
  ['/*/pay', '/pay', false],
  ['/a*b*c', '/a-b-b-c', true],
  ['/a*a', '/a', false],
  ['/*', '/', true],
  ['/a.c', '/abc', false],
])('the pattern %s, held against %s: %s', (pattern, path, fits) => {
  expect(isOneOf([pattern], path)).toBe(fits);
});

it('no page named means all where something shows, and none where it is hidden', () => {
  expect(isAmong([], '/')).toBe(true);
  expect(isOneOf([], '/')).toBe(false);
});

it('a pattern of many stars takes no time', () => {
  expect(isOneOf([`/${'a*'.repeat(99)}b`], `/${'a'.repeat(5000)}`)).toBe(false);
});
