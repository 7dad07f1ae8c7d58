import type { Behaviour, Looks } from '@chatku/schemas';
import type { Engine } from '../engine/engine-shape.js';
import { type Chatbot, provideChatbot } from '../loader/chatbot.js';
import { createLauncher, type Launcher } from '../loader/launcher.js';
import { nobody } from '../loader/nobody.js';
import type { MountedPanel } from '../panel/mount.js';
import { PARTS } from '../panel/parts.js';
import { createApp } from '../sdk/app.js';
import type { App, Settings } from './boot.js';
import { followPage } from './page.js';
import { startEngine, startWith } from './start-with.js';

/** `floating`: a launcher in the corner and the panel above it. `inline`: the panel fills its host, always open. */
export type Layout = 'floating' | 'inline';

export type AttachOptions = {
  /** Base address of the API, with or without a slash at its end. */
  api: string;
  bot: string;
  layout: Layout;
};

/** The page's one widget. It outlives the element that shows it: an element that comes back finds it as it was. */
let attached: { key: string; chatbot: Chatbot; node: Promise<HTMLElement> } | null = null;

const loadPanel = async () => (await import('../panel/mount.js')).start;

const AGAIN_MS = 4000;

/** The settings as `/w/<bot>.json` has them. */
type WholeSettings = Settings & { enabled: boolean; looks: Looks; behaviour: Behaviour };

/** Asks until the API answers. @throws Error in plain words, when the bot cannot be had. */
const fetchSettings = async (api: string, bot: string): Promise<WholeSettings> => {
  const url = `${api}/w/${encodeURIComponent(bot)}.json`;
  const response = await fetch(url, { credentials: 'omit' }).catch(() => null);
  if (!response || response.status >= 500) {
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    return fetchSettings(api, bot);
  }
  if (!response.ok) throw new Error(`the API answered ${response.status}`);
  const settings: WholeSettings = await response.json();
  if (!settings.enabled) throw new Error('the bot is unknown or switched off');
  return settings;
};

/** The SDK of an inline panel: it cannot be closed, and opening it moves the focus into it. */
const inlineApp = (engine: Engine, host: HTMLElement): App => {
  let { locale = 'auto', scheme = 'auto' }: { locale?: string; scheme?: 'light' | 'dark' | 'auto' } = engine.looks;
  let panel: MountedPanel | undefined;
  followPage(engine);
  void loadPanel().then((start) => {
    panel = (engine.looks.mount?.(start) ?? start)({
      host,
      engine,
      layout: 'inline',
      launcher: null,
      locale,
      scheme,
      onClose() {},
    });
  });
  return createApp(
    {
      isOpen: true,
      open: () => panel?.open(),
      close() {},
      setLocale(wanted) {
        locale = wanted;
        panel?.setLocale(wanted);
      },
      setColorScheme(wanted) {
        scheme = wanted;
        panel?.setColorScheme(wanted);
      },
    },
    engine,
  );
};

/**
 * Gives the page's widget for the npm element: fetches the bot's looks (`GET <api>/w/<bot>.json`), provides
 * `window.$chatbot`, and makes what is to be put on the page. Null, with a warning, where the page has another chat.
 *
 * @returns the node with launcher or panel; rejects in plain words when the bot cannot be had
 */
export const attachWidget = ({ api, bot, layout }: AttachOptions): Promise<HTMLElement> | null => {
  const key = [api, bot, layout].join(' ');
  if (attached?.key === key && window.$chatbot === attached.chatbot) return attached.node;
  if (window.$chatbot) {
    console.warn('Chatku: this page has a chat already; the second one does nothing.');
    return null;
  }
  const settings = fetchSettings(api.replace(/\/+$/, ''), bot);
  const begun = settings.then(async (found): Promise<{ app: App; node: HTMLElement }> => {
    const { ready } = chatbot;
    const addMore = async (launcher: Launcher | null) => {
      if (!found.more) return;
      const { applyMore } = await import('../more/more.js');
      applyMore({ settings: found, launcher }, found.behaviour, found.looks);
    };
    if (layout === 'inline') {
      await addMore(null);
      const node = document.createElement('div');
      node.setAttribute('part', 'inline');
      return { app: inlineApp(startEngine({ settings: found, ready }), node), node };
    }
    const launcher = createLauncher(found.looks, () => (chatbot.isOpen ? chatbot.close() : chatbot.open()));
    launcher.root.host.setAttribute('exportparts', `launcher, ${PARTS}`);
    await addMore(launcher);
    const app = startWith({ settings: found, launcher, ready }, loadPanel);
    return { app, node: launcher.root.host as HTMLElement };
  });
  const chatbot = provideChatbot(() =>
    begun.then(
      ({ app }) => app,
      () => nobody('bot_disabled'),
    ),
  );
  // Inline the visitor comes in without a press: what the page said so far, and says from now on, must reach the engine.
  if (layout === 'inline') chatbot.open();
  attached = { key, chatbot, node: begun.then(({ node }) => node) };
  return attached.node;
};
