import {
  type Behaviour,
  bestLocale,
  directionOf,
  isWidgetLocale,
  WIDGET_LOCALES,
  type WidgetLocale,
} from '@chatku/schemas';
import type { Dictionary, Key, Plural, Speech } from '../i18n/i18n.js';
import type { Launcher } from '../loader/launcher.js';
import { type Words, words } from './words.js';

/** The languages of one bot: the widget's own, with the bot's words above them, and what the bot speaks beside them. */
export type Languages = {
  /** The code of the language that serves `wanted` best. `auto` asks the browser. */
  codeOf(wanted?: string): string;
  /** What the panel asks for its words. */
  speak(wanted: string): Speech;
  /** What `more.js` says itself. */
  words(code: string): Words;
  /** Gives a launcher its name in these languages. */
  name(launcher: Launcher): void;
};

const baseOf = (code: string): WidgetLocale => bestLocale([code], WIDGET_LOCALES) as WidgetLocale;

/** A text that counts, form by form. A language of the bot's own has no use for English forms once it has one for all. */
const forms = (standard: Plural, own: Partial<Plural> | undefined, code: string): Plural =>
  own?.other && !isWidgetLocale(code) ? { ...own, other: own.other } : { ...standard, ...own };

/** Which of the widget's languages and a bot's own serves `wanted` best. `auto` asks the browser. */
export const codeAmong = (texts: Behaviour['texts'], wanted = 'auto'): string =>
  bestLocale(wanted === 'auto' ? navigator.languages : [wanted], [...WIDGET_LOCALES, ...Object.keys(texts)]);

export const createLanguages = (texts: Behaviour['texts']): Languages => {
  const codeOf = (wanted?: string): string => codeAmong(texts, wanted);
  return {
    codeOf,
    speak(wanted) {
      const code = codeOf(wanted);
      const own = texts[code] ?? {};
      const said = (key: Key, standard: string | Plural): string | Plural => {
        const text = own[key];
        return typeof standard === 'string'
          ? typeof text === 'string'
            ? text
            : standard
          : forms(standard, text as Partial<Plural>, code);
      };
      const merged = (standard: Dictionary) =>
        Object.fromEntries(
          (Object.entries(standard) as [Key, string | Plural][]).map(([key, phrase]) => [key, said(key, phrase)]),
        ) as unknown as Dictionary;
      return { base: baseOf(code), say: (standard) => [code, merged(standard), directionOf(code)] };
    },
    words: (code) => ({ ...words[baseOf(code)], ...(texts[code] as Partial<Words>) }),
    name(launcher) {
      const { label } = launcher;
      launcher.label = (wanted) => texts[codeOf(wanted)]?.open ?? label(wanted);
    },
  };
};
