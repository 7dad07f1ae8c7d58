import { describe, expect, it } from 'vitest';
import en from './en.js';
import { createI18n, type Dictionary, dayNumber, loadI18n, matchLocale, type Plural } from './i18n.js';
import ms from './ms.js';
import zhHans from './zh-hans.js';

const languages: [tag: 'en' | 'ms' | 'zh-Hans', words: Dictionary][] = [
  ['en', en],
  ['ms', ms],
  ['zh-Hans', zhHans],
];
const namesIn = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string).sort();
const formsOf = (phrase: string | Plural): string[] => (typeof phrase === 'string' ? [phrase] : Object.values(phrase));

describe.each(languages)('%s', (tag, words) => {
  it('has every phrase of English, with the same names to fill in', () => {
    expect(Object.keys(words)).toEqual(Object.keys(en));
    for (const [key, phrase] of Object.entries(en)) {
      for (const form of formsOf(words[key as keyof typeof en])) {
        expect(namesIn(form), key).toEqual(namesIn(formsOf(phrase).at(-1) as string));
      }
    }
  });

  it('has a form for each plural category of its language', () => {
    const { pluralCategories } = new Intl.PluralRules(tag).resolvedOptions();
    for (const phrase of Object.values<string | Plural>(words)) {
      if (typeof phrase !== 'string') expect(Object.keys(phrase)).toEqual(expect.arrayContaining(pluralCategories));
    }
  });

  it('is loaded by its tag', async () => {
    const i18n = await loadI18n(tag);
    expect(i18n.locale).toBe(tag);
    expect(i18n.t('send')).toBe(words.send);
  });
});

describe('phrases', () => {
  const { t, day, system } = createI18n('en', en);

  it('count in the forms and digits of the language', () => {
    expect(t('newCount', { count: 1 })).toBe('1 new message');
    expect(t('newCount', { count: 1234 })).toBe('1,234 new messages');
  });

  it('fill in a name once, whatever it holds', () => {
    expect(t('typing', { name: '{name} $& {count}' })).toBe('{name} $& {count} is typing');
  });

  it('name the days next to today', () => {
    const now = new Date(2026, 10, 3, 0, 30).getTime();
    expect(day(now - 60_000, now)).toBe('Today');
    expect(day(now - 3_600_000, now)).toBe('Yesterday');
    expect(day(new Date(2026, 9, 31).getTime(), now)).toBe('October 31, 2026');
  });

  it('put a system line in words only if it is one', () => {
    expect(system('agent_joined')).toBe(en.agent_joined);
    for (const text of ['send', 'constructor', '__proto__', 'agent_', 'Hello']) expect(system(text)).toBe('');
  });
});

describe('the language', () => {
  it('is the first of the browser that the widget has', () => {
    expect(matchLocale('auto', ['de-DE', 'ms-MY', 'en'])).toBe('ms');
    expect(matchLocale('auto', ['de', 'fr'])).toBe('en');
    expect(matchLocale('auto', [])).toBe('en');
  });

  it('is the one asked for, in any spelling of its tag', () => {
    expect(matchLocale('zh-CN')).toBe('zh-Hans');
    expect(matchLocale('zh_Hant_TW')).toBe('zh-Hans');
    expect(matchLocale('EN-gb')).toBe('en');
    expect(matchLocale('mst')).toBe('en');
  });

  it('is one of the bot’s own where it says so', async () => {
    const speak = () => ({
      base: 'ms' as const,
      say: (words: Dictionary) => ['ar', words, 'rtl'] as ['ar', Dictionary, 'rtl'],
    });
    const { locale, dir, t } = await loadI18n('auto', speak);
    expect([locale, dir, t('send')]).toEqual(['ar', 'rtl', ms.send]);
    expect((await loadI18n('ms')).dir).toBe('ltr');
  });
});

it('a day begins at midnight of the browser', () => {
  const midnight = new Date(2026, 2, 1).getTime();
  expect(dayNumber(midnight) - dayNumber(midnight - 1)).toBe(1);
  expect(dayNumber(midnight)).toBe(dayNumber(midnight + 3_600_000));
});
