import {
  COUNTING_TEXTS,
  NAMES_IN_TEXTS,
  PLAIN_TEXTS,
  WIDGET_LOCALES,
  type WidgetTextKey,
  WidgetTexts,
} from '@chatku/schemas';
import { describe, expect, it } from 'vitest';
import en from '../i18n/en.js';
import { createI18n } from '../i18n/i18n.js';
import ms from '../i18n/ms.js';
import zhHans from '../i18n/zh-hans.js';
import type { Launcher } from '../loader/launcher.js';
import { TOO_OLD } from '../loader/too-old.words.js';
import { createLanguages } from './languages.js';
import { isAmong, isOneOf } from './places.js';
import { words } from './words.js';

const DICTIONARIES = { en, ms, 'zh-Hans': zhHans };
const dictionary: Record<string, string | object> = { ...en, ...words.en, browser_too_old: TOO_OLD.en };
const namesIn = (phrase: string | object): string[] =>
  [...Object.values(typeof phrase === 'string' ? [phrase] : phrase)]
    .flatMap((form: string) => [...form.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string))
    .filter((name, at, all) => all.indexOf(name) === at)
    .sort();

describe('every string of the widget', () => {
  it('may be said differently by a bot, with the names it is filled in with', () => {
    const plain = Object.keys(dictionary).filter((key) => typeof dictionary[key] === 'string');
    const counting = Object.keys(dictionary).filter((key) => typeof dictionary[key] !== 'string');
    expect([...PLAIN_TEXTS].sort()).toEqual(plain.sort());
    expect([...COUNTING_TEXTS].sort()).toEqual(counting.sort());
    for (const [key, phrase] of Object.entries(dictionary)) {
      expect([...(NAMES_IN_TEXTS[key as WidgetTextKey] ?? [])].sort(), key).toEqual(namesIn(phrase));
    }
  });

  it.each(WIDGET_LOCALES)('is there in %s, and would be taken as a bot’s own', (locale) => {
    expect(Object.keys(words[locale])).toEqual(Object.keys(words.en));
    const all = { ...DICTIONARIES[locale], ...words[locale], browser_too_old: TOO_OLD[locale] };
    expect(Object.keys(all).sort()).toEqual(Object.keys(dictionary).sort());
    const result = WidgetTexts['~standard'].validate({ [locale]: all });
    expect(result instanceof Promise ? result : result.issues).toBe(undefined);
  });
});

describe('what a bot says differently', () => {
  const said = (wanted: string, texts: WidgetTexts) => {
    const speech = createLanguages(texts).speak(wanted);
    const [code, merged, dir] = speech.say(DICTIONARIES[speech.base]);
    return { code, dir, merged, t: createI18n(code, merged, dir).t };
  };

  it('stands in the place of ours, form by form, and the rest is ours', () => {
    const { code, dir, t } = said('en-GB', { en: { send: 'Go', newCount: { one: 'A new one' } } });
    expect([code, dir]).toEqual(['en', 'ltr']);
    expect([t('send'), t('write')]).toEqual(['Go', en.write]);
    expect([t('newCount', { count: 1 }), t('newCount', { count: 2 })]).toEqual(['A new one', '2 new messages']);
  });

  it('may be in a language we do not have: English for what is missing, right to left where it is written so', () => {
    const texts: WidgetTexts = {
      ar: { send: 'إرسال', newCount: { two: 'رسالتان', few: '{count} رسائل', other: '{count} رسالة' } },
    };
    const { code, dir, t } = said('ar-EG', texts);
    expect([code, dir, t('send'), t('write')]).toEqual(['ar', 'rtl', 'إرسال', en.write]);
    expect(t('newCount', { count: 2 })).toBe('رسالتان');
    expect(t('newCount', { count: 3 })).toMatch(/^\D*\p{Nd} رسائل$/u);
    // Its own word for all numbers stands before an English one for this number.
    expect(t('newCount', { count: 1 })).toMatch(/رسالة$/);
    expect(said('ar', { ar: { newCount: { two: 'رسالتان' } } }).t('newCount', { count: 1 })).toBe('1 new message');
  });

  it('has our words of the nearest language behind it', () => {
    expect(said('zh-TW', { 'zh-Hant': { send: '傳送' } }).merged).toEqual({ ...zhHans, send: '傳送' });
    expect(said('ms-BN', { 'ms-BN': {} }).merged).toEqual(ms);
  });

  it('leaves alone what no string of ours is, and what has another form', () => {
    const texts = { en: { nothing: 'x', left: 'x', send: { other: 'x' } } } as never;
    expect(said('en', texts).t('send')).toBe(en.send);
    expect(said('en', texts).t('left', { count: 2 })).toBe('2 characters left');
  });

  it('is what the launcher is called, and what is around the panel', () => {
    const languages = createLanguages({ ar: { open: 'افتح', dismiss: 'إغلاق' } });
    const launcher = { label: () => 'Open chat' } as unknown as Launcher;
    languages.name(launcher);
    expect([launcher.label('ar'), launcher.label('en')]).toEqual(['افتح', 'Open chat']);
    expect(languages.words('ar')).toEqual({ ...words.en, open: 'افتح', dismiss: 'إغلاق' });
  });
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
