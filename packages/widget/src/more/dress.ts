import type { LeanLooks } from '../engine/chat.js';
import type { Launcher } from '../loader/launcher.js';
import { onColour } from '../panel/colour/on-colour.js';
import { css } from '../panel/css.js';

/** Shapes of the launcher beside its own, in a box of 28 by 28. */
const ICONS = {
  question:
    'path(evenodd,"M14 2a13 11 0 1 1-5 21l-7 4 2-7A13 11 0 0 1 14 2M12.6 17h2.8v2.6h-2.8zM10 9.8C10 7.4 11.8 6 14.1 6s4 1.4 4 3.6c0 1.8-1 2.7-2 3.5-.5.4-.7.8-.7 1.5v.6h-2.8v-1c0-1.5.6-2.3 1.6-3.1.7-.5 1-1 1-1.6 0-.7-.5-1.2-1.2-1.2s-1.3.5-1.3 1.5z")',
  wave: 'path("M6 13v-6a1.7 1.7 0 0 1 3.4 0v5h.6v-8a1.7 1.7 0 0 1 3.4 0v8h.6v-7.5a1.7 1.7 0 0 1 3.4 0v8h.6v-5.5a1.7 1.7 0 0 1 3.4 0v10a8 8 0 0 1-8 8c-3.4 0-5.4-1.3-7.2-4.2l-4-6.4c-1.2-2 1.4-3.8 3-2z")',
};

const add = (root: ShadowRoot, text: string): void => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  root.adoptedStyleSheets.push(sheet);
};

/** A font by its name, before what every system has. The name was checked where it came in, and is a string here. */
export const fontFamily = (font: string | undefined): string =>
  `${font ? `${JSON.stringify(font)}, ` : ''}system-ui, sans-serif`;

/** Gives the launcher the bot's icon, and its colour for the dark. */
export const dressLauncher = ({ root, button }: Launcher, looks: LeanLooks): void => {
  const { icon, colour_dark: dark, scheme = 'auto' } = looks;
  if (icon && icon !== 'chat') add(root, `button:before{clip-path:${ICONS[icon]}}`);
  if (!dark || scheme === 'light') return;
  button.style.setProperty('--_dark', dark);
  const rule = 'button{background:var(--chatku-accent,var(--_dark))}';
  add(root, scheme === 'dark' ? rule : `@media(prefers-color-scheme:dark){${rule}}`);
};

const COMMON = css`
.root {
  border-radius: var(--chatku-radius, var(--_radius, 22px));
  font: var(--chatku-font, 15px / 1.45 var(--_font, system-ui, sans-serif));
}
.sheet,
.banner {
  border-radius: min(20px, var(--_radius, 20px)) min(20px, var(--_radius, 20px)) 0 0;
}
`;

const DARK = css`
.dark {
  --_accent: var(--chatku-accent, var(--_looks-dark));
  --_on: var(--chatku-on-accent, var(--_on-dark));
}
`;

const LAYOUTS = {
  window: css`
dialog.root:not(.full) {
  width: min(var(--chatku-width, 480px), 100vw - 40px);
  height: min(var(--chatku-height, 800px), 100dvh - 112px);
}
`,
  drawer: css`
dialog.root:not(.full) {
  inset: 0 0 0 auto;
  width: min(var(--chatku-width, 420px), 100vw);
  height: 100dvh;
  border-radius: 0;
}
dialog.left:not(.full) {
  inset: 0 auto 0 0;
}
`,
  full_screen: '',
};

/** Gives a mounted panel the bot's layout, corners, font and colour for the dark. */
export const dressPanel = (element: HTMLElement, root: ShadowRoot, looks: LeanLooks): void => {
  const { style } = element;
  const { layout, radius, font, colour_dark: dark } = looks;
  if (radius !== undefined) style.setProperty('--_radius', `${radius}px`);
  if (font) style.setProperty('--_font', fontFamily(font));
  if (dark) {
    style.setProperty('--_looks-dark', dark);
    style.setProperty('--_on-dark', onColour(dark));
  }
  add(root, COMMON + (dark ? DARK : '') + (layout ? LAYOUTS[layout] : ''));
};
