/**
 * Languages as the widget and its settings know them: by their code alone. Nothing in here needs a schema, so the widget's
 * own files may carry it.
 */

/** Languages the widget has words of its own for. */
export const WIDGET_LOCALES = ['en', 'ms', 'zh-Hans'] as const;
export type WidgetLocale = (typeof WIDGET_LOCALES)[number];

/** Is it a language the widget has words of its own for? Every other one is a bot's own, and English until it says more. */
export const isWidgetLocale = (code: string): code is WidgetLocale => WIDGET_LOCALES.some((one) => one === code);

/** Scripts that run from right to left, of those a living language is written in. */
const RIGHT_TO_LEFT: readonly string[] = ['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm', 'Rohg', 'Mand', 'Samr'];

/**
 * A code with all that goes without saying: `ar` is `ar-Arab-EG`, `zh-TW` is `zh-Hant-TW`. Undefined for what is none.
 *
 * @see https://www.unicode.org/reports/tr35/#Likely_Subtags
 */
export const fullLocale = (code: string): Intl.Locale | undefined => {
  try {
    return new Intl.Locale(code.replace(/_/g, '-')).maximize();
  } catch {
    return undefined;
  }
};

/** Which way a language is written, by its script: `ar`, `he`, `fa`, `ur` and more run from right to left, `az-Arab` too. */
export const directionOf = (code: string): 'ltr' | 'rtl' =>
  RIGHT_TO_LEFT.includes(fullLocale(code)?.script ?? '') ? 'rtl' : 'ltr';

/**
 * The first wanted language that is among `codes`, by the code that says most about it: with `zh-Hans` and `zh-Hant` at hand
 * `zh-TW` gets `zh-Hant`, and `ar-SA` gets `ar`. All kinds of Chinese are served in simplified characters before English:
 * nearer to their reader. English where there is nothing.
 */
export const bestLocale = (wanted: readonly string[], codes: readonly string[]): string => {
  for (const tag of wanted) {
    const full = fullLocale(tag);
    const parts = full?.toString().split('-') ?? [];
    const fits = (code: string): boolean =>
      code.split('-').every((part, at) => (at ? parts.includes(part) : part === parts[0]));
    const most = (one: string, other: string): number => other.length - one.length;
    const [best] = codes.filter(fits).sort(most);
    if (best !== undefined) return best;
    if (parts[0] === 'zh') return 'zh-Hans';
  }
  return 'en';
};
