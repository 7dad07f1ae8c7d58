import { css } from './css.js';

/**
 * The frame, and what the page may change by custom properties:
 * `--chatku-accent` the bot's colour, and with it `--chatku-on-accent` for text on it; `--chatku-surface` behind the
 * messages; `--chatku-text` and `--chatku-muted` on the surface; `--chatku-font`, a shorthand; `--chatku-radius` of the
 * card and `--chatku-bubble-radius`; `--chatku-width` and `--chatku-height`, the most the floating card takes;
 * `--chatku-bottom`, what it leaves under it for the launcher.
 */
export const panelStyles = css`
:host {
  all: initial;
}
.root {
  --_accent: var(--chatku-accent, var(--_looks));
  --_on: var(--chatku-on-accent, var(--_on-looks));
  --_surface: var(--chatku-surface, #fff);
  --_text: var(--chatku-text, #191c20);
  --_muted: var(--chatku-muted, #59616c);
  --_danger: #b3261e;
  --_gray: #f3f4f6;
  --_tint: color-mix(in srgb, var(--_accent) 5%, var(--_gray));
  --_line: color-mix(in srgb, var(--_muted) 20%, var(--_tint));
  --_round: var(--chatku-bubble-radius, 18px);
  display: flex;
  flex-direction: column;
  height: 100%;
  padding: 0;
  border: 0 solid;
  overflow: hidden;
  border-radius: var(--chatku-radius, 22px);
  background: linear-gradient(var(--_accent) 50%, #0000 0) var(--_surface);
  color: var(--_text);
  color-scheme: light;
  font: var(--chatku-font, 15px / 1.45 system-ui, sans-serif);
}
.dark {
  --_surface: var(--chatku-surface, #16181d);
  --_text: var(--chatku-text, #eceef1);
  --_muted: var(--chatku-muted, #a8b0bc);
  --_danger: #ffb4ab;
  --_gray: #262a31;
  color-scheme: dark;
}
section.root {
  min-height: 320px;
}
dialog.root {
  position: fixed;
  z-index: 2147483647;
  inset: auto 20px var(--chatku-bottom, 92px) auto;
  width: min(var(--chatku-width, 400px), 100vw - 40px);
  height: min(var(--chatku-height, 640px), 100dvh - 112px);
  max-width: none;
  max-height: none;
  box-shadow: 0 10px 44px #0005;
}
dialog.left {
  inset: auto auto var(--chatku-bottom, 92px) 20px;
}
dialog.full {
  inset: var(--_top, 0) 0 auto;
  width: 100%;
  height: var(--_height, 100dvh);
  border-radius: 0;
  padding-top: env(safe-area-inset-top);
  --_bottom: env(safe-area-inset-bottom);
}
dialog.root:not([open]) {
  display: none;
}
.sheet {
  display: flex;
  flex-direction: column;
  flex: 1;
  min-height: 0;
  border-top: 1px solid #0000;
  border-radius: 20px 20px 0 0;
  background: var(--_surface);
}
@media (forced-colors: active) {
  .root {
    border-width: 1px;
  }
}
@media (prefers-reduced-motion: no-preference) {
  dialog,
  [new] {
    animation: rise 0.2s ease-out;
  }
}
@keyframes rise {
  0% {
    translate: 0 12px;
    opacity: 0;
  }
}
`;
