import type { WidgetTexts } from '@chatku/schemas';
import { expect, test } from 'vitest';
import { storedTexts } from './stored-texts.js';

const of = (write: string, typing = 'Writing'): WidgetTexts => ({ en: { write, typing } });

test('what fits is looked for once, however often a bot is read', () => {
  const first = storedTexts(of('Say it'));
  expect(first).toEqual({ en: { write: 'Say it' } });
  expect(storedTexts(of('Say it'))).toBe(first);
  expect(storedTexts(of('Say something'))).toEqual({ en: { write: 'Say something' } });
  for (let at = 0; at < 150; at += 1) storedTexts({ en: { write: `${at}` } });
  expect(storedTexts(of('Say it'))).toBe(first);
  // Not for good: memory has an end.
  for (let at = 0; at < 200; at += 1) storedTexts({ en: { write: `other ${at}` } });
  const anew = storedTexts(of('Say it'));
  expect([anew === first, anew]).toEqual([false, { en: { write: 'Say it' } }]);
});
