import { beforeAll, describe, expect, test, vi } from 'vitest';
import { type Locale, loadWords, matchLocale } from './words.js';

beforeAll(() => {
  vi.stubGlobal('navigator', { languages: ['en-GB', 'zh-CN', 'ms-MY'] });
});

const LOCALES: readonly Locale[] = ['en', 'ms', 'zh-Hans'];

/** Every text of a language by its path; functions are called with something recognisable. */
const texts = (value: unknown, path = ''): [string, string][] => {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') return [[path, String(value(7, 8))]];
  return Object.entries(value as object).flatMap(([key, inner]) => texts(inner, `${path}.${key}`));
};

test.each([
  [['zh-TW', 'en'], 'zh-Hans'],
  [['ms-MY'], 'ms'],
  [['id-ID', 'en'], 'ms'],
  [['de', 'fr', 'en-GB'], 'en'],
  [['de'], 'en'],
  [[], 'en'],
])('%j is answered in %s', (wanted, locale) => {
  expect(matchLocale(wanted)).toBe(locale);
});

describe.each(LOCALES)('%s', (locale) => {
  test('has a text for everything, without stray space', async () => {
    const { t } = await loadWords(locale);
    for (const [path, text] of texts(t)) {
      expect(text, path).not.toBe('');
      expect(text.trim(), path).toBe(text);
    }
  });

  test('puts what it is given into its sentences', async () => {
    const { t } = await loadWords(locale);
    expect(t.inbox.reply_to('Aisyah')).toContain('Aisyah');
    expect(t.keys.ask.retire.title('7f3a')).toContain('7f3a');
    expect(t.test_hash.by_key('7f3a', 'X')).toMatch(/7f3a.*X/);
  });

  test('says how long ago, and a date once a week has gone', async () => {
    const words = await loadWords(locale);
    const now = new Date('2026-11-24T12:00:00Z');
    const ago = (seconds: number) => words.ago(new Date(now.getTime() - seconds * 1000), now);
    expect(ago(10)).toBe(words.t.time.now);
    expect(ago(5 * 60)).toContain('5');
    expect(ago(3 * 3600)).toContain('3');
    expect(ago(8 * 86_400)).toContain('2026');
  });
});

test('no language is English where it should not be', async () => {
  const [en, ms, zh] = await Promise.all(LOCALES.map(async (locale) => new Map(texts((await loadWords(locale)).t))));
  const same = [...(en ?? [])].filter(
    ([path, text]) => text.length > 12 && (ms?.get(path) === text || zh?.get(path) === text),
  );
  expect(same).toEqual([]);
});

test('in Chinese a session (登录会话) and a conversation (对话) are two words, and 会话 alone is neither', async () => {
  const [en, zh] = await Promise.all(
    ['en', 'zh-Hans'].map(async (locale) => texts((await loadWords(locale as Locale)).t)),
  );
  const bare = zh?.filter(([, text]) => /(?<!登录)会话/.test(text));
  expect(bare).toEqual([]);
  const english = new Map(en);
  const told = (word: RegExp) => zh?.filter(([path]) => word.test(english.get(path) ?? '')) ?? [];
  const sessions = told(/\bsessions?\b/i).filter(([path]) => path !== '.problems.unauthenticated');
  expect(sessions.length).toBeGreaterThan(20);
  expect(sessions.filter(([, text]) => !text.includes('登录会话'))).toEqual([]);
  const conversations = told(/\bconversations?\b(?! starters)/i);
  expect(conversations.length).toBeGreaterThan(10);
  expect(conversations.filter(([, text]) => !text.includes('对话'))).toEqual([]);
});

test('a day is today, yesterday, a weekday, or a date with its year', async () => {
  const words = await loadWords('en');
  const now = new Date(2026, 10, 24, 12);
  expect(words.day(new Date(2026, 10, 24, 0, 1), now)).toBe('Today');
  expect(words.day(new Date(2026, 10, 23, 23, 59), now)).toBe('Yesterday');
  expect(words.day(new Date(2026, 9, 2), now)).toContain('Friday');
  expect(words.day(new Date(2024, 0, 5), now)).toContain('2024');
});

test('dates are written as the reader’s region writes them', async () => {
  expect((await loadWords('en')).clock(new Date(2026, 10, 24, 15, 5))).toBe('15:05');
});
