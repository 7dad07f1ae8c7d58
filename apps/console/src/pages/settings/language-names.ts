import { languageCode } from '@chatku/schemas';
import { LOCALES } from '../../locale/words.js';

/** What the reader calls a language; its code where nobody has a name for it. */
export const nameOfLanguage = (code: string, reader: string): string =>
  code in LOCALES ? LOCALES[code as keyof typeof LOCALES] : (knownName(code, reader) ?? code);

const knownName = (code: string, reader: string): string | undefined =>
  new Intl.DisplayNames(reader, { type: 'language', fallback: 'none' }).of(code);

/** Languages that are offered by name; any other is added by its code. */
export const OFFERED = [
  ...['ar', 'bn', 'de', 'es', 'fa', 'fil', 'fr', 'he', 'hi', 'id', 'it', 'ja', 'km', 'ko', 'lo', 'my', 'ne', 'nl'],
  ...['pl', 'pt', 'ru', 'si', 'ta', 'te', 'th', 'tr', 'uk', 'ur', 'vi', 'zh-Hant'],
] as const;

/** What was typed as the code of a language, in its one spelling; null where nobody knows such a language. */
export const readLanguage = (typed: string): string | null => {
  try {
    const [code = ''] = Intl.getCanonicalLocales(typed.trim().replaceAll('_', '-'));
    const result = languageCode['~standard'].validate(code);
    return !(result instanceof Promise) && !result.issues && knownName(code, 'en') !== undefined ? code : null;
  } catch {
    return null;
  }
};
