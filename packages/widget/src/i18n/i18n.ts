import type { WidgetLocale } from '@chatku/schemas';
import type en from './en.js';

/** A phrase that counts: one form for each plural category the language has. */
export type Plural = { readonly other: string } & Partial<Readonly<Record<Intl.LDMLPluralRule, string>>>;

/** A key of the dictionary. English names them all. */
export type Key = keyof typeof en;

/** A whole language. A missing or unknown key, or a plural where a plain phrase belongs, does not compile. */
export type Dictionary = { readonly [K in Key]: (typeof en)[K] extends string ? string : Plural };

type Text<P> = P extends { other: infer O } ? O : P;
type NamesIn<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
type Params<K extends Key> = [NamesIn<Text<(typeof en)[K]>>] extends [never]
  ? []
  : [params: Readonly<Record<NamesIn<Text<(typeof en)[K]>>, string | number>>];

/** Says `key` in the language; what stands in braces is filled in once and never expanded again. */
export type Translate = <K extends Key>(key: K, ...params: Params<K>) => string;

/** One language, ready to use. */
export type I18n = {
  /** A BCP 47 tag. */
  readonly locale: string;
  readonly dir: 'ltr' | 'rtl';
  readonly t: Translate;
  /** Time of day, for example "2:05 PM". */
  time(atMs: number): string;
  /** The words of a system message, whose text is a key; empty where this language knows no such line. */
  system(text: string): string;
  /** "Today", "Yesterday" or the date in full. */
  day(atMs: number, nowMs: number): string;
  /** Date and time, for example "3 November 2026 at 14:05". */
  moment(atMs: number): string;
};

const LANGUAGES: Record<WidgetLocale, () => Promise<{ default: Dictionary }>> = {
  en: () => import('./en.js'),
  ms: () => import('./ms.js'),
  'zh-Hans': () => import('./zh-hans.js'),
};

/** Keys that a system message may hold as its text. */
const SYSTEM_LINE = /^(agent_(joined|left)|conversation_(done|reopened))$/;

/**
 * The language of the widget that serves `wanted` best. `auto` asks the browser.
 * All kinds of Chinese are served in simplified characters: nearer to their reader than English.
 */
export const matchLocale = (wanted: string, browser: readonly string[] = navigator.languages): WidgetLocale => {
  for (const tag of wanted === 'auto' ? browser : [wanted]) {
    const language = /^(en|ms|zh)(?![a-z])/i.exec(tag)?.[0].toLowerCase();
    if (language) return language === 'zh' ? 'zh-Hans' : (language as 'en' | 'ms');
  }
  return 'en';
};

/** The calendar day of an instant in the browser's time zone, as a number that grows by one a day. */
export const dayNumber = (atMs: number): number => {
  const date = new Date(atMs);
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000;
};

/** A language from its words. */
export const createI18n = (locale: string, words: Dictionary, dir: I18n['dir'] = 'ltr'): I18n => {
  const plural = new Intl.PluralRules(locale);
  const number = new Intl.NumberFormat(locale);
  const dates = (dateStyle?: 'long', timeStyle?: 'short'): ((atMs: number) => string) => {
    const format = new Intl.DateTimeFormat(locale, { dateStyle, timeStyle });
    return (atMs) => format.format(atMs);
  };
  const date = dates('long');
  const t: Translate = (key, ...[params]) => {
    const values: Readonly<Record<string, string | number>> = params ?? {};
    const phrase: string | Plural = words[key];
    const text =
      typeof phrase === 'string' ? phrase : (phrase[plural.select(values['count'] as number)] ?? phrase.other);
    return text.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name];
      return typeof value === 'number' ? number.format(value) : (value ?? '');
    });
  };
  return {
    locale,
    dir,
    t,
    system: (text) => (SYSTEM_LINE.test(text) ? t(text as 'agent_joined') : ''),
    time: dates(undefined, 'short'),
    day: (atMs, nowMs) => {
      const ago = dayNumber(nowMs) - dayNumber(atMs);
      return ago === 0 ? t('today') : ago === 1 ? t('yesterday') : date(atMs);
    },
    moment: dates('long', 'short'),
  };
};

/** How a bot speaks in words or languages of its own: whose dictionary it begins with, and what it makes of it. */
export type Speech = {
  readonly base: WidgetLocale;
  say(words: Dictionary): Parameters<typeof createI18n>;
};

/**
 * Loads a language, or English where that one cannot be fetched. Rejects where neither can.
 *
 * @param wanted a BCP 47 tag, or `auto` for the browser's languages
 * @param speak what a bot says in its own way
 */
export const loadI18n = async (wanted: string, speak?: (wanted: string) => Speech): Promise<I18n> => {
  const speech = speak?.(wanted);
  const locale = speech?.base ?? matchLocale(wanted);
  try {
    const words = (await LANGUAGES[locale]()).default;
    return createI18n(...(speech?.say(words) ?? [locale, words]));
  } catch (error) {
    if (locale === 'en') throw error;
    return loadI18n('en', speak);
  }
};
