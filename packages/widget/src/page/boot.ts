/**
 * The seam between the engine's half of the widget (loader, engine, SDK: plain DOM, no Lit) and the panel's half (Lit).
 *
 * The delivered widget has three stages, all but the first under one content-hashed folder:
 *   loader.js   launcher, `window.$chatbot`, its queue            one request, no Lit, no engine
 *   engine.js   sessions, identity, transport, queue              on the first `setUser` or the first press
 *   panel.js    what is seen (`src/panel/mount.ts`) and one locale   on the first opening
 *
 * The engine's half makes the engine, imports `src/panel/mount.js` and calls its `start(boot)`.
 */
import type { Looks, WidgetLocale } from '@chatku/schemas';
import type { ChatEngine } from '../engine/chat.js';

/** What the API writes into the loader, and serves as `/w/<bot>.json` to the npm element. */
export type Settings = {
  /** Base address of the API, without a slash at its end. */
  api: string;
  /** The bot's id. */
  bot: string;
  looks: Looks;
  /** Content-hashed address of `panel.js`; `engine.js` lies beside it. */
  panel: string;
  /** The protocol the API speaks. */
  protocol: number;
};

export type ColorScheme = 'light' | 'dark' | 'auto';

/** The switch for the sound of a new message; remembered for this browser. */
export type SoundSwitch = {
  readonly muted: boolean;
  mute(muted: boolean): void;
};

/** What the panel gets to start with. */
export type Boot = {
  engine: ChatEngine;
  /** The panel appends its element here. Sheets are pushed to `adoptedStyleSheets`, or live in the element's own root. */
  root: ShadowRoot;
  /** `floating`: above the launcher, hidden until `open()`. `inline`: fills its host, always visible. */
  layout: 'floating' | 'inline';
  looks: Looks;
  /** Resolved already: the page's `setLocale`, else the bot's, else the visitor's. */
  locale: WidgetLocale;
  scheme: ColorScheme;
  sound: SoundSwitch;
  /**
   * The visitor asked to close (button, Escape). The page then calls `PanelHandle.close()`, tells the engine, and gives
   * the focus back to the launcher; so the panel calls neither `engine.opened()` nor `engine.closed()` itself.
   */
  close(): void;
};

/** What `start(boot)` resolves to, once the panel can be shown with its words. The page drives the panel by it. */
export type PanelHandle = {
  /** Show the panel and move the focus into it. */
  open(): void;
  /** Hide the panel. The page moves the focus. */
  close(): void;
  setLocale(locale: WidgetLocale): void;
  setColorScheme(scheme: ColorScheme): void;
  /** Takes everything out of `root` again. */
  destroy(): void;
};

/** The shape of `src/panel/mount.ts`. */
export type PanelModule = { start(boot: Boot): Promise<PanelHandle> };

/** Attributes of `<chatku-widget>`, handed to `attachWidget` of `src/page/attach.ts` by its `connectedCallback`. */
export type AttachOptions = {
  /** Root of the element; launcher (floating) and panel are put into it. */
  root: ShadowRoot;
  api: string;
  bot: string;
  layout: 'floating' | 'inline';
};

/** A running widget. */
export type Attachment = { destroy(): void };
