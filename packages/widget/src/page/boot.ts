/**
 * The seams of the delivered widget. It comes in stages, all but the first under one content-hashed folder:
 *
 *   loader.js     launcher, `window.$chatbot`, its queue              one request; no engine, no Lit
 *   engine.js     sessions, identity, transport, queue                on the first `setUser`
 *   panel.js      what is seen (`src/panel/mount.ts`)                 when such a page's chat is opened
 *   chat.js       both in one                                         when a press or `open()` comes first
 *   more.js       what a bot's settings ask for beyond that        before either, where they do (`src/more/`)
 *   en ms zh      the words of one language                           with the panel
 *   preview.js    the widget beside the console's form              in the page `/w/preview`
 *   full-page.js  a page that is nothing but the chat               in the page `/chat/<bot>`
 *   too-old.js    a plain message                                     in a browser that is too old
 */
import type { ChatbotSdk, LeanLooks } from '../engine/chat.js';
import type { Launcher } from '../loader/launcher.js';

/** What the API writes into the loader, and serves as `/w/<bot>.json` to the npm element. */
export type Settings = {
  /** Base address of the API, without a slash at its end. */
  api: string;
  /** The bot's id. */
  bot: string;
  looks: LeanLooks;
  /** The content hash of the build, which names the folder of its files. */
  build: string;
  /** The bot's settings ask for `more.js`; nothing shows before it is here. */
  more?: 1;
  /** How long a guest is remembered, where that is not as long as the browser remembers. */
  guests?: 'session' | 'none';
};

/** What the loader hands over. */
export type Boot = {
  settings: Settings;
  launcher: Launcher;
  /** Resolves when the page is ready (`chatbot:ready`), to the time of it on the clock of `performance.now()`. */
  ready: Promise<number>;
};

/** The members of `window.$chatbot` that need the engine; the loader's own object stays and passes calls on. */
export type App = Pick<
  ChatbotSdk,
  | 'isOpen'
  | 'setUser'
  | 'reset'
  | 'logout'
  | 'open'
  | 'close'
  | 'toggle'
  | 'send'
  | 'setCustomAttributes'
  | 'deleteCustomAttribute'
  | 'startFlow'
  | 'trackEvent'
  | 'addTag'
  | 'setLocale'
  | 'setColorScheme'
  | 'getIdentity'
>;

/** The shape of `engine.js` and `chat.js`. */
export type EngineModule = { start(boot: Boot): App };
