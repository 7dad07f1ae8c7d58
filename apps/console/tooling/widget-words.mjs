/**
 * Writes what the widget says, in its three languages, to where the console's tab *Languages* finds it: the widget's own files
 * are no room of the console's. With `--check`, only says whether it is up to date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv, exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const here = dirname(fileURLToPath(import.meta.url));
const widget = join(here, '../../../packages/widget/src');

/** The file that is written. */
export const file = join(here, '../src/pages/settings/widget-words.gen.ts');

/** @param {string} path of a module of the widget */
const read = async (path) => (await runnerImport(join(widget, path), { configFile: false, logLevel: 'error' })).module;

/** @returns {Promise<string>} what it holds */
export async function widgetWords() {
  const [en, ms, zhHans] = await Promise.all(['en', 'ms', 'zh-hans'].map((name) => read(`i18n/${name}.ts`)));
  const { words } = await read('more/words.ts');
  const { TOO_OLD } = await read('loader/too-old.words.ts');
  const all = Object.fromEntries(
    Object.entries({ en, ms, 'zh-Hans': zhHans }).map(([locale, dictionary]) => [
      locale,
      { ...dictionary.default, ...words[locale], browser_too_old: TOO_OLD[locale] },
    ]),
  );
  return `// Written by tooling/widget-words.mjs from the widget's own dictionaries: \`pnpm --filter @chatku/console generate\`.
import type { PluralForm, WidgetLocale, WidgetTextKey } from '@chatku/schemas';

/** A text that says a number: a form for each that its language has. */
export type Forms = Readonly<Partial<Record<PluralForm, string>>>;

/** Every string of the widget, as it says it where a bot says nothing else. */
export const WIDGET_WORDS: Readonly<Record<WidgetLocale, Readonly<Record<WidgetTextKey, string | Forms>>>> = ${JSON.stringify(all, null, 2)};
`;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const text = await widgetWords();
  if (!argv.includes('--check')) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    console.error('widget-words.gen.ts is out of date: pnpm --filter @chatku/console generate');
    exit(1);
  }
}
