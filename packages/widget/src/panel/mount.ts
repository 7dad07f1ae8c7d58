import type { ChatEngine } from '../engine/chat.js';

export type ColorScheme = 'light' | 'dark' | 'auto';

/** What is handed over when the panel is first needed. */
export type Boot = {
  /**
   * Where the panel is put, as the last child: the launcher's shadow root, or for an inline panel the element it fills.
   * It must not be hidden, transformed or clipped.
   */
  host: ShadowRoot | HTMLElement;
  engine: ChatEngine;
  /** `floating` (unless told) starts closed, over the page; `inline` fills `host` and is always open. */
  layout?: 'floating' | 'inline';
  /** Gets the focus back when the panel closes. Null: whatever had it before gets it. */
  launcher: HTMLElement | null;
  /** A BCP 47 tag, or `auto` for the browser's languages. */
  locale: string;
  scheme: ColorScheme;
  /** Called after each closing, whoever asked for it (Escape, the close button, `close()`). */
  onClose: () => void;
};

/**
 * The hold on a mounted panel. The panel itself calls `engine.opened()` when it is opened (inline: when it is first
 * touched) and `engine.closed()` when it is closed.
 */
export type MountedPanel = {
  /** Shows the panel and moves the focus into it (inline: only that). Nothing happens where it is open. */
  open(): void;
  /** Hides the panel; if it had the focus, the launcher gets it. Nothing happens where it is closed or inline. */
  close(): void;
  /** As `Boot.locale`. The words change when the language has arrived. */
  setLocale(locale: string): void;
  setColorScheme(scheme: ColorScheme): void;
  /** Takes the panel out of the page and lets go of the engine. Does not call `onClose`. */
  destroy(): void;
};

export { start } from './panel.js';
