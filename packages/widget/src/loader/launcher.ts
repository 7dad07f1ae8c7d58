import type { LeanLooks } from '../engine/chat.js';

/** The round button in the page's corner. `page/launcher-state.ts` adds the badge and the open state. */
export type Launcher = {
  /** Holds the button, and later the panel. */
  root: ShadowRoot;
  button: HTMLButtonElement;
  /** What the button is called in a language (a BCP 47 tag, or `auto` for the visitor's). */
  label(locale?: string): string;
};

const LABELS: Record<string, string> = { en: 'Open chat', ms: 'Buka sembang', zh: '打开聊天' };

/** In the first of the wanted languages that the widget has. A list of languages is matched as "fr-CA,fr,ms". */
const label = (locale = 'auto'): string =>
  LABELS[/(?:^|,)(en|ms|zh)/.exec(locale === 'auto' ? `${navigator.languages}` : locale)?.[1] ?? 'en']!;

/** Safari 16.4, Chromium 110, Firefox 115. Older ones get `too-old.ts` instead of the engine. */
export const isModern = 'adoptedStyleSheets' in document && 'toSorted' in [];

/**
 * The icon takes the button's colour and turns it into black or white by a filter, whichever has the better contrast
 * (3:1 and more): also where the page sets `--chatku-accent`, or the visitor's system the colours, which also show the
 * border.
 */
const css = ({ colour, position = 'right' }: LeanLooks) =>
  `:host{all:initial!important}button{position:fixed;font-size:0;border:2px solid #0000;z-index:99999999;margin:20px;bottom:env(safe-area-inset-bottom);${position}:env(safe-area-inset-${position});border-radius:28px;width:56px;height:56px;cursor:pointer;background:var(--chatku-accent,${colour});box-shadow:0 4px 16px #0005}button:before{position:absolute;inset:12px;content:"";background:inherit;filter:grayscale()brightness(1.1)contrast(999)invert();clip-path:path("M14 2a13 11 0 1 1-5 21l-7 4 2-7A13 11 0 0 1 14 2")}`;

/** Makes the launcher and puts it into the page. */
export const createLauncher = (looks: LeanLooks, pressed: () => void): Launcher => {
  const host = document.createElement('chatku-chat');
  const root = host.attachShadow({ mode: 'open' });
  const button = document.createElement('button');
  if (isModern) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css(looks));
    root.adoptedStyleSheets = [sheet];
  }
  // Its name for screen readers, and all there is to see in a browser that is too old.
  button.textContent = label(looks.locale);
  button.setAttribute('part', 'launcher');
  button.setAttribute('aria-expanded', 'false');
  button.onclick = pressed;
  root.append(button);
  // A script in the head may run before there is a body.
  (document.body ?? document.documentElement).append(host);
  return { root, button, label };
};
