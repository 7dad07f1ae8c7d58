import type { Dictionary } from './dictionary.js';

/** Languages of the console, in their own names. */
export const LOCALES = { en: 'English', ms: 'Bahasa Melayu', 'zh-Hans': '简体中文' } as const;
export type Locale = keyof typeof LOCALES;

const loaders: { readonly [L in Locale]: () => Promise<Dictionary> } = {
  en: async () => (await import('./en.js')).en,
  ms: async () => (await import('./ms.js')).ms,
  'zh-Hans': async () => (await import('./zh-hans.js')).zhHans,
};

/** The best of the console's languages for a list of BCP 47 tags, most wanted first. */
export const matchLocale = (wanted: readonly string[]): Locale => {
  for (const tag of wanted) {
    const language = tag.toLowerCase().split('-')[0];
    if (language === 'zh') return 'zh-Hans';
    // Indonesian readers are served better by Malay than by English.
    if (language === 'ms' || language === 'id') return 'ms';
    if (language === 'en') return 'en';
  }
  return 'en';
};

/** One language: its sentences and its ways of writing dates and numbers. */
export class Words {
  readonly #clock: Intl.DateTimeFormat;
  readonly #day: Intl.DateTimeFormat;
  readonly #dayOfYear: Intl.DateTimeFormat;
  readonly #full: Intl.DateTimeFormat;
  readonly #relative: Intl.RelativeTimeFormat;
  readonly #number: Intl.NumberFormat;

  constructor(
    readonly locale: Locale,
    /** The sentences. */
    readonly t: Dictionary,
  ) {
    const written = waysOf(locale);
    this.#clock = new Intl.DateTimeFormat(written, { hour: '2-digit', minute: '2-digit' });
    this.#day = new Intl.DateTimeFormat(written, { weekday: 'long', day: 'numeric', month: 'long' });
    this.#dayOfYear = new Intl.DateTimeFormat(written, { day: 'numeric', month: 'short', year: 'numeric' });
    this.#full = new Intl.DateTimeFormat(written, { dateStyle: 'long', timeStyle: 'medium' });
    this.#relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
    this.#number = new Intl.NumberFormat(written);
  }

  number(value: number): string {
    return this.#number.format(value);
  }

  /** Hour and minute. */
  clock(at: Date): string {
    return this.#clock.format(at);
  }

  /** A day as a separator says it: today, yesterday, the weekday and date, or with the year when it is another. */
  day(at: Date, now: Date): string {
    const days = daysBetween(at, now);
    if (days === 0 || days === 1)
      return capital(new Intl.RelativeTimeFormat(this.locale, { numeric: 'auto' }).format(-days, 'day'));
    return at.getFullYear() === now.getFullYear() ? this.#day.format(at) : this.#dayOfYear.format(at);
  }

  /** Date and time to the second. */
  full(at: Date): string {
    return this.#full.format(at);
  }

  /** How long ago, in the largest unit that fits; a date once it is more than a week. */
  ago(at: Date, now: Date, justNow: string = this.t.time.now): string {
    const seconds = Math.round((at.getTime() - now.getTime()) / 1000);
    const size = Math.abs(seconds);
    if (size < 45) return justNow;
    if (size < 3600) return this.#relative.format(Math.round(seconds / 60), 'minute');
    if (size < 86_400) return this.#relative.format(Math.round(seconds / 3600), 'hour');
    if (size < 7 * 86_400) return this.#relative.format(Math.round(seconds / 86_400), 'day');
    return this.#dayOfYear.format(at);
  }
}

/** The language as the reader's region writes it (en-GB and not en-US), where the browser names such a region. */
const waysOf = (locale: Locale): string =>
  navigator.languages.find((tag) => tag.includes('-') && matchLocale([tag]) === locale && !tag.startsWith('id')) ??
  locale;

const daysBetween = (earlier: Date, later: Date): number => {
  const midnight = (at: Date) => Date.UTC(at.getFullYear(), at.getMonth(), at.getDate());
  return Math.round((midnight(later) - midnight(earlier)) / 86_400_000);
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Loads a language. */
export const loadWords = async (locale: Locale): Promise<Words> => new Words(locale, await loaders[locale]());
