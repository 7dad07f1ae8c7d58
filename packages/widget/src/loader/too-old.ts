import type { Behaviour } from '@chatku/schemas';
import { matchLocale } from '../i18n/i18n.js';
import { codeAmong } from '../more/languages.js';
import type { App, Boot } from '../page/boot.js';
import { nobody } from './nobody.js';
import { TOO_OLD } from './too-old.words.js';

/** What a browser that is too old gets in the engine's place: a plain message where the launcher is. */
export const start = ({ launcher: { button }, settings: { api, bot, more, looks } }: Boot): App => {
  const { locale = 'auto' } = looks;
  let own: string | undefined;
  const say = () => {
    button.textContent = own ?? TOO_OLD[matchLocale(locale)];
  };
  const ask = async () => {
    const response = await fetch(`${api}/w/${bot}.json`, { credentials: 'omit' });
    const { texts }: Behaviour = (await response.json()).behaviour;
    own = texts[codeAmong(texts, locale)]?.browser_too_old;
    if (own) say();
  };
  return nobody('browser_too_old', () => {
    say();
    // Settings that cannot be had leave what is said.
    if (more) ask().catch(() => {});
  });
};
