import type { App, Boot } from '../page/boot.js';
import { nobody } from './nobody.js';

const WORDS: Record<string, string> = {
  'Open chat': 'Please update your browser to chat with us.',
  'Buka sembang': 'Sila kemas kini pelayar anda untuk bersembang.',
  打开聊天: '请更新浏览器后再聊天。',
};

/** What a browser that is too old gets in the engine's place: a plain message where the launcher is. */
export const start = ({ launcher: { button, label }, settings: { looks } }: Boot): App =>
  nobody('browser_too_old', () => {
    button.textContent = WORDS[label(looks.locale)] ?? '';
  });
