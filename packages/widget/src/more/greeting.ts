import { fontFamily } from './dress.js';
import { greetingStyles } from './extras.styles.js';
import { h } from './h.js';
import type { Words } from './words.js';

export type GreetingOptions = {
  /** The launcher's shadow root. */
  root: ShadowRoot;
  text: string;
  position: 'left' | 'right';
  font?: string | undefined;
  /** Which way the language runs in which its button is named. */
  dir: 'ltr' | 'rtl';
  words: Words;
  /** The visitor pressed it. */
  open(): void;
  /** The visitor sent it away. */
  dismissed(): void;
};

/**
 * The bubble beside the launcher. It is told to a screen reader as a status, takes no focus, and goes with Escape or its
 * button.
 */
export const createGreeting = ({ root, text, position, font, dir, words, open, dismissed }: GreetingOptions) => {
  const host = h('div', {});
  const shadow = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(greetingStyles);
  shadow.adoptedStyleSheets = [sheet];
  // In the page before there is something to say, or it would not be said.
  const status = h('div', { role: 'status' });
  shadow.append(status);
  root.append(host);

  /** Sent away by an Escape that may have been meant for something else: for this page view. */
  let isAway = false;
  const hide = () => {
    status.replaceChildren();
    removeEventListener('keydown', pressed);
  };
  const dismiss = () => {
    const hadFocus = root.activeElement === host;
    hide();
    if (hadFocus) root.querySelector('button')?.focus();
    dismissed();
  };
  function pressed({ key, defaultPrevented, isComposing }: KeyboardEvent): void {
    if (key !== 'Escape' || defaultPrevented || isComposing) return;
    if (root.activeElement) dismiss();
    else {
      isAway = true;
      hide();
    }
  }
  return {
    show() {
      if (isAway || status.firstChild) return;
      const bubble = h(
        'div',
        { className: `greeting ${position}`, dir },
        h('button', { type: 'button', dir: 'auto', onclick: open }, text),
        h('button', { type: 'button', className: 'dismiss', 'aria-label': words.dismiss, onclick: dismiss }, '×'),
      );
      bubble.style.setProperty('font-family', fontFamily(font));
      status.append(bubble);
      addEventListener('keydown', pressed);
    },
    hide,
    destroy() {
      hide();
      host.remove();
    },
  };
};
