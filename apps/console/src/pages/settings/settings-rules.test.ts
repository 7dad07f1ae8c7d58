import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contrast, inkOn, READABLE } from './contrast.js';
import { readOrigin } from './origin-rule.js';

test.each([
  ['https://shop.my', 'https://shop.my'],
  ['  https://Shop.MY/cart?x=1#y ', 'https://shop.my'],
  ['https://shop.my:8443', 'https://shop.my:8443'],
  ['http://localhost:4000/', 'http://localhost:4000'],
  ['http://127.0.0.1:4000', 'http://127.0.0.1:4000'],
  ['https://*.shop.my', 'https://*.shop.my'],
  ['https://kedai-kopi.例子.cn', 'https://kedai-kopi.xn--fsqu00a.cn'],
])('%s is read as %s', (typed, origin) => {
  expect(readOrigin(typed)).toEqual({ ok: true, origin });
});

test.each([
  ['shop.my', 'not_an_origin'],
  ['', 'not_an_origin'],
  ['ftp://shop.my', 'not_an_origin'],
  ['javascript:alert(1)', 'not_an_origin'],
  ['https://user:secret@shop.my', 'not_an_origin'],
  ['http://shop.my', 'http_only_on_localhost'],
  ['https://*', 'wildcard_place'],
  ['https://*.my', 'wildcard_place'],
  ['https://shop.*.my', 'wildcard_place'],
  ['https://*.*.shop.my', 'wildcard_place'],
])('%s is refused: %s', (typed, problem) => {
  expect(readOrigin(typed)).toEqual({ ok: false, problem });
});

test('what is read as an origin is read as itself again', () => {
  fc.assert(
    fc.property(fc.webUrl({ validSchemes: ['https'] }), (url) => {
      const read = readOrigin(url);
      if (read.ok) expect(readOrigin(read.origin)).toEqual(read);
    }),
  );
});

test('contrast is that of WCAG', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  expect(contrast('#b4472e', '#b4472e')).toBe(1);
});

test('text on any colour is readable', () => {
  const hex = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);
  fc.assert(fc.property(hex, (colour) => contrast(colour, inkOn(colour)) >= READABLE));
});
