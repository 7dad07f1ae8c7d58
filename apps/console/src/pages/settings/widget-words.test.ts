import { readFileSync } from 'node:fs';
import { COUNTING_TEXTS, PLAIN_TEXTS } from '@chatku/schemas';
import { expect, test } from 'vitest';
import { file, widgetWords } from '../../../tooling/widget-words.mjs';
import { formsWithNumbers, TEXT_GROUPS } from './text-groups.js';
import { WIDGET_WORDS } from './widget-words.gen.js';

test('the standard words are those the widget says', async () => {
  expect(readFileSync(file, 'utf8')).toBe(await widgetWords());
});

test('every string of the widget can be written differently, once', () => {
  const keys = Object.values(TEXT_GROUPS).flat();
  expect([...keys].sort()).toEqual([...PLAIN_TEXTS, ...COUNTING_TEXTS].sort());
  for (const words of Object.values(WIDGET_WORDS)) expect(Object.keys(words).sort()).toEqual([...keys].sort());
});

test('forms are told by the numbers that are said so', () => {
  expect(formsWithNumbers('en')).toEqual([
    { form: 'one', numbers: [1], isMore: false },
    { form: 'other', numbers: [0, 2, 3], isMore: true },
  ]);
  expect(formsWithNumbers('ar').map(({ form, numbers }) => [form, numbers[0]])).toEqual([
    ['zero', 0],
    ['one', 1],
    ['two', 2],
    ['few', 3],
    ['many', 11],
    ['other', 100],
  ]);
  expect(formsWithNumbers('fr').at(1)).toEqual({ form: 'many', numbers: [1_000_000], isMore: false });
  // Said of fractions alone.
  expect(formsWithNumbers('cs').map(({ form }) => form)).toEqual(['one', 'few', 'other']);
  expect(formsWithNumbers('ms').map(({ form }) => form)).toEqual(['other']);
});
