import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WIDGET_WORDS } from './widget-words.js';

const DICTIONARIES = join(import.meta.dirname, '../../../../../packages/widget/src/i18n');

test.each(Object.entries(WIDGET_WORDS))('the standard words in %s are those the widget says', (locale, words) => {
  const dictionary = readFileSync(join(DICTIONARIES, `${locale.toLowerCase()}.ts`), 'utf8');
  for (const [key, text] of Object.entries(words)) expect(dictionary, key).toContain(`\n  ${key}: '${text}',`);
  expect(Object.keys(words)).toEqual(Object.keys(WIDGET_WORDS.en));
});
