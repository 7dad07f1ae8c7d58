import * as v from 'valibot';
import { record, shape } from './shape.js';
import { line } from './text.js';

/** Forms a language may have for a number. @see https://www.unicode.org/reports/tr35/tr35-numbers.html#Language_Plural_Rules */
export const PLURAL_FORMS = ['zero', 'one', 'two', 'few', 'many', 'other'] as const;
export type PluralForm = (typeof PLURAL_FORMS)[number];

/**
 * Every string the widget says to a visitor, by its key. A test of the widget holds these lists against its dictionaries, so
 * a new string cannot be forgotten here. First those that say one thing.
 */
export const PLAIN_TEXTS = [
  ...['open', 'close', 'mute', 'log', 'you', 'agent', 'newTab'],
  ...['today', 'yesterday', 'unread', 'toNewest', 'older', 'loading', 'typing', 'replies'],
  ...['queued', 'sending', 'sent', 'seen', 'failed', 'retry', 'asGuest'],
  ...['emptyTitle', 'emptyText', 'settling', 'reconnecting', 'reconnectingSafe'],
  ...['origin_not_allowed', 'guests_not_allowed', 'protocol_too_old', 'browser_too_old', 'bot_disabled', 'reload'],
  ...['linkTitle', 'linkNo', 'linkYes', 'write', 'send'],
  ...['agent_joined', 'agent_left', 'conversation_done', 'conversation_reopened'],
  ...['starters', 'menu', 'back', 'dismiss'],
  ...['preChat', 'startChat', 'required', 'fillIn', 'fillInRight', 'tick', 'readMore'],
] as const;
/** Those that say a number, with a form for each that their language has. */
export const COUNTING_TEXTS = ['newCount', 'linkText', 'left', 'over'] as const;
export type WidgetTextKey = (typeof PLAIN_TEXTS)[number] | (typeof COUNTING_TEXTS)[number];

/** What a text is filled in with, by its key; texts that are not here hold nothing in braces. */
export const NAMES_IN_TEXTS: Readonly<Partial<Record<WidgetTextKey, readonly string[]>>> = {
  typing: ['name'],
  newCount: ['count'],
  linkText: ['count', 'time'],
  left: ['count'],
  over: ['count'],
};

/** Longest text of the widget, in UTF-16 units. */
export const WIDGET_TEXT_MAX = 300;
/** Most languages of a bot that says something in words of its own. */
const LANGUAGES_MAX = 20;

/** A language by its code: `ar`, `pt-BR`, `zh-Hant`. Letters as BCP 47 writes them. */
export const languageCode = v.pipe(
  v.string(),
  v.regex(
    /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$/,
    'must be the code of a language, such as ar or pt-BR',
  ),
);

/** The forms a language has for a number, in one order; `other` alone where nobody knows the language. */
export const pluralFormsOf = (code: string): PluralForm[] => {
  const known = Intl.PluralRules.supportedLocalesOf(code).length > 0;
  const forms = known ? new Intl.PluralRules(code).resolvedOptions().pluralCategories : ['other'];
  return PLURAL_FORMS.filter((form) => forms.includes(form));
};

/** Does a form stand for one number alone, as *one* does in English and *two* in Arabic? It need not say the number. */
const saysItself = (code: string, form: PluralForm): boolean => {
  const rules = new Intl.PluralRules(code);
  return Array.from({ length: 200 }, (_, n) => rules.select(n)).filter((one) => one === form).length === 1;
};

/** What is wrong in a text: a name in braces that must be there, or one that nothing fills in. */
export type TextFault = { readonly kind: 'missing' | 'unknown'; readonly name: string };

/**
 * What is wrong in a text of the widget, said in a language.
 *
 * @param form of a text that says a number; null for one that does not
 */
export const faultsOfText = (code: string, key: WidgetTextKey, form: PluralForm | null, text: string): TextFault[] => {
  const wanted = NAMES_IN_TEXTS[key] ?? [];
  const found = [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const mayGo = (name: string): boolean => name === 'count' && form !== null && saysItself(code, form);
  return [
    ...[...new Set(found)].filter((name) => !wanted.includes(name)).map((name) => ({ kind: 'unknown' as const, name })),
    ...wanted
      .filter((name) => !found.includes(name) && !mayGo(name))
      .map((name) => ({ kind: 'missing' as const, name })),
  ];
};

const entriesOf = <K extends string, S extends v.GenericSchema>(keys: readonly K[], schema: S) =>
  Object.fromEntries(keys.map((key) => [key, v.optional(schema)])) as { [key in K]: v.OptionalSchema<S, undefined> };

const said = line(WIDGET_TEXT_MAX, 1);
const TextsOfLanguage = shape({
  ...entriesOf(PLAIN_TEXTS, said),
  ...entriesOf(COUNTING_TEXTS, shape(entriesOf(PLURAL_FORMS, said))),
});
/** What a bot says differently in one language. A form that is absent is said as the widget says it. */
export type TextsOfLanguage = v.InferOutput<typeof TextsOfLanguage>;

const SENTENCES: Readonly<Record<TextFault['kind'], (name: string) => string>> = {
  missing: (name) => `must contain {${name}}`,
  unknown: (name) => `must not contain {${name}}: nothing fills it in`,
};

type Wrong = { readonly path: readonly [WidgetTextKey, ...PluralForm[]]; readonly message: string };

const wrongsOf = (code: string, texts: TextsOfLanguage): Wrong[] => {
  const inText = (key: WidgetTextKey, form: PluralForm | null, text: string): Wrong[] =>
    faultsOfText(code, key, form, text).map(({ kind, name }) => ({
      path: form === null ? [key] : [key, form],
      message: SENTENCES[kind](name),
    }));
  const forms = pluralFormsOf(code);
  return [
    ...PLAIN_TEXTS.flatMap((key) => {
      const text = texts[key];
      return text === undefined ? [] : inText(key, null, text);
    }),
    ...COUNTING_TEXTS.flatMap((key) =>
      PLURAL_FORMS.flatMap((form): Wrong[] => {
        const text = texts[key]?.[form];
        if (text === undefined) return [];
        if (forms.includes(form)) return inText(key, form, text);
        return [{ path: [key, form], message: `is no form that ${code} has for a number: ${forms.join(', ')}` }];
      }),
    ),
  ];
};

/**
 * Words of the widget that a bot says differently, by language and key; and languages it speaks beside the widget's own: what
 * they do not say is said in English.
 */
export const WidgetTexts = v.pipe(
  record(languageCode, TextsOfLanguage),
  v.maxEntries(LANGUAGES_MAX),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    for (const [code, texts] of Object.entries(dataset.value)) {
      // It has been refused already, and no rule of plurals can be asked for it.
      if (!v.is(languageCode, code)) continue;
      for (const { path, message } of wrongsOf(code, texts)) {
        let input: unknown = dataset.value;
        const steps = [code, ...path].map((key) => {
          const step = {
            type: 'object' as const,
            origin: 'value' as const,
            input: input as Record<string, unknown>,
            key,
          };
          input = step.input[key];
          return { ...step, value: input };
        });
        addIssue({ message, input, path: steps as [v.ObjectPathItem, ...v.ObjectPathItem[]] });
      }
    }
  }),
);
export type WidgetTexts = v.InferOutput<typeof WidgetTexts>;

/**
 * What of stored texts still fits, key by key: an older version took keys, sentences and languages that this one refuses, and
 * what it stored must keep nobody from saving.
 *
 * @param stored as it lies in the database; anything at all
 */
export const fittingTexts = (stored: unknown): WidgetTexts => {
  const parsed = v.safeParse(WidgetTexts, stored);
  if (parsed.success) return parsed.output;
  const fitting: Record<string, Record<string, unknown>> = {};
  let languages = 0;
  for (const [code, texts] of entriesOfAny(stored)) {
    if (!v.is(languageCode, code) || languages === LANGUAGES_MAX) continue;
    const kept = entriesOfAny(texts).flatMap(([key, text]) => {
      const whole = v.safeParse(WidgetTexts, { [code]: { [key]: text } });
      if (whole.success) return [[key, text] as const];
      const forms = entriesOfAny(text).filter(([form, said]) =>
        v.is(WidgetTexts, { [code]: { [key]: { [form]: said } } }),
      );
      return forms.length === 0 ? [] : [[key, Object.fromEntries(forms)] as const];
    });
    if (kept.length === 0) continue;
    fitting[code] = Object.fromEntries(kept);
    languages += 1;
  }
  return fitting as WidgetTexts;
};

const entriesOfAny = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];
