import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalise } from './normalise.js';

test.each([
  ['  Hello \t\n World ', 'hello world'],
  ['ＨＥＬＬＯ', 'hello'],
  ['he\u200bl\u200dlo\ufeff', 'hello'],
  ['Straße STRAẞE', 'strasse strasse'],
  ['ΣΊΣΥΦΟΣ', 'σίσυφοσ'],
  ['cafe\u200b\u0301', 'café'],
  ['ﬁne', 'fine'],
  ['a\u3000b', 'a b'],
  ['\u202eabc\u202c', 'abc'],
])('%j is compared as %j', (text, compared) => {
  expect(normalise(text)).toBe(compared);
});

test('no character changes any more once it is normalised', () => {
  const restless: string[] = [];
  for (let code = 0; code < 0x20000; code++) {
    const once = normalise(String.fromCodePoint(code));
    if (normalise(once) !== once) restless.push(code.toString(16));
  }
  expect(restless).toEqual([]);
});

test('no text does either, and spaces at its edges make no difference', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const once = normalise(text);
      expect(normalise(once)).toBe(once);
      expect(normalise(` \u200b${text} \u3000`)).toBe(once);
    }),
  );
});
