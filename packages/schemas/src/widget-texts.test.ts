import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { bestLocale, directionOf, fullLocale } from './languages.js';
import { COUNTING_TEXTS, faultsOfText, fittingTexts, PLAIN_TEXTS, pluralFormsOf, WidgetTexts } from './widget-texts.js';

const issuesOf = (texts: unknown): string[] => {
  const { issues = [] } = v.safeParse(WidgetTexts, texts);
  return issues.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`);
};

describe('words of a bot’s own', () => {
  test('are taken for every key, in any language, also one the widget has no words for', () => {
    const plain = Object.fromEntries(PLAIN_TEXTS.map((key) => [key, key === 'typing' ? '{name} …' : 'x']));
    expect(issuesOf({ en: plain, ms: plain, 'zh-Hans': plain, ar: plain, 'pt-BR': plain, 'zh-Hant': {} })).toEqual([]);
    for (const key of COUNTING_TEXTS) {
      expect(issuesOf({ en: { [key]: { one: '{time}', other: '{count} {time}' } } })).toEqual(
        key === 'linkText'
          ? []
          : [
              `en.${key}.one: must not contain {time}: nothing fills it in`,
              `en.${key}.other: must not contain {time}: nothing fills it in`,
            ],
      );
    }
  });

  test.each([
    ['a name that is missing', { en: { typing: 'Somebody is typing' } }, 'en.typing: must contain {name}'],
    ['a name nobody knows', { ms: { send: 'Hantar {nama}' } }, 'ms.send: must not contain {nama}: nothing fills it in'],
    ['a number that is missing', { en: { left: { other: 'few left' } } }, 'en.left.other: must contain {count}'],
    // "one" is 0 and 1 in French, 1 and 21 in Russian.
    ['a number that may be several', { fr: { left: { one: 'Un seul' } } }, 'fr.left.one: must contain {count}'],
    ['a number that may be several', { ru: { left: { one: 'Один' } } }, 'ru.left.one: must contain {count}'],
    [
      'a form the language does not have',
      { ms: { left: { one: '{count} lagi' } } },
      'ms.left.one: is no form that ms has for a number: other',
    ],
  ])('%s is named', (_, texts, sentence) => {
    expect(issuesOf(texts)).toEqual([sentence]);
  });

  test('need not say a number that the form says', () => {
    expect(issuesOf({ en: { newCount: { one: 'A new message' } } })).toEqual([]);
    expect(
      issuesOf({ ar: { newCount: { one: 'رسالة جديدة', two: 'رسالتان جديدتان', few: '{count} رسائل' } } }),
    ).toEqual([]);
  });

  test.each([
    ['a key the widget does not have', { en: { hello: 'x' } }],
    ['a plain text in forms', { en: { send: { other: 'x' } } }],
    ['a number in one text', { en: { left: '{count}' } }],
    ['a form there is none of', { en: { left: { several: '{count}' } } }],
    ['nothing', { en: { send: '' } }],
    ['more than fits', { en: { send: 'x'.repeat(301) } }],
    ['two lines', { en: { send: 'a\nb' } }],
    ['what is no language', { English: {} }],
    ['what could be none', { x: {} }],
    ['a language in other letters', { AR: {} }],
    ['too many languages', Object.fromEntries([...'abcdefghijklmnopqrstu'].map((letter) => [`x${letter}`, {}]))],
    ['a list', []],
  ])('%s is refused', (_, texts) => {
    expect(v.safeParse(WidgetTexts, texts).success).toBe(false);
  });

  test('a text is fine exactly where it holds its names and no others', () => {
    fc.assert(
      fc.property(fc.subarray(['count', 'time', 'name', 'x']), fc.string(), (names, between) => {
        const text = names.map((name) => `{${name}}`).join(between.replace(/[{}]/g, ''));
        const faults = faultsOfText('en', 'linkText', 'other', text);
        expect(faults.length === 0).toBe([...names].sort().join() === 'count,time');
      }),
    );
  });
});

test('a language has the forms of CLDR for a number, and one where nobody knows it', () => {
  expect(pluralFormsOf('ms')).toEqual(['other']);
  expect(pluralFormsOf('en')).toEqual(['one', 'other']);
  expect(pluralFormsOf('ar')).toEqual(['zero', 'one', 'two', 'few', 'many', 'other']);
  expect(pluralFormsOf('qqq')).toEqual(['other']);
});

describe('languages', () => {
  test.each(['ar', 'he', 'fa', 'ur', 'ps', 'sd', 'ug', 'yi', 'dv', 'ckb', 'az-Arab', 'ar-EG', 'pa-PK'])(
    '%s runs from right to left',
    (code) => expect(directionOf(code)).toBe('rtl'),
  );
  test.each(['en', 'ms', 'zh-Hans', 'pa', 'az', 'ar-Latn', 'nothing of the kind', ''])('%s does not', (code) =>
    expect(directionOf(code)).toBe('ltr'),
  );

  const own = ['en', 'ms', 'zh-Hans'];
  test.each([
    [['ar-SA', 'en'], [...own, 'ar'], 'ar'],
    [['ar-SA', 'ms'], own, 'ms'],
    [['zh-TW'], [...own, 'zh-Hant'], 'zh-Hant'],
    [['zh-TW'], own, 'zh-Hans'],
    [['zh_Hant_TW'], own, 'zh-Hans'],
    [['zh-CN'], [...own, 'zh-Hant'], 'zh-Hans'],
    [['pt-BR'], [...own, 'pt', 'pt-BR'], 'pt-BR'],
    [['pt-PT'], [...own, 'pt', 'pt-BR'], 'pt'],
    [['en-GB'], [...own, 'ar'], 'en'],
    [['iw'], [...own, 'he'], 'he'],
    [['mst', 'fr'], own, 'en'],
    [['!', 'x_', 'ms'], own, 'ms'],
    [[], own, 'en'],
  ])('whoever wants %j of %j gets %s', (wanted, codes, best) => {
    expect(bestLocale(wanted, codes)).toBe(best);
  });

  test('what is no code has no full form', () => expect(fullLocale('not a code')).toBeUndefined());
});

describe('what an older version stored', () => {
  test('is kept where it fits, key by key and form by form', () => {
    expect(
      fittingTexts({
        en: {
          write: 'Say it',
          typing: 'Writing',
          hello: 'x',
          newCount: 'new',
          left: { other: '{count} left', two: '{count}' },
        },
        ms: { typing: 'Menulis' },
        English: { write: 'x' },
        ar: { write: 'اكتب' },
        zh: null,
      }),
    ).toEqual({ en: { write: 'Say it', left: { other: '{count} left' } }, ar: { write: 'اكتب' } });
  });

  test('may be anything, and what fits is left as it is', () => {
    for (const stored of [null, undefined, 3, 'x', [], {}]) expect(fittingTexts(stored)).toEqual({});
    const texts = { ms: { write: 'Tulis' } };
    expect(fittingTexts(texts)).toEqual(texts);
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('en', 'ar', 'x'),
          fc.object({ key: fc.constantFrom('write', 'left', 'other', 'x') }),
        ),
        (stored) => v.is(WidgetTexts, fittingTexts(stored)),
      ),
    );
  });
});
