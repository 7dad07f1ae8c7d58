import { type Behaviour, directionOf, type Looks } from '@chatku/schemas';
import { createStore } from '../engine/world.js';
import type { Launcher } from '../loader/launcher.js';
import type { Settings } from '../page/boot.js';
import { dressLauncher } from './dress.js';
import { createGreeting } from './greeting.js';
import { createLanguages } from './languages.js';
import { openByItself } from './opens.js';
import { type Quiet, withExtras } from './panel-extras.js';
import { isAmong, isOneOf, watchPath } from './places.js';

/** Phones, as the panel sees them: there it fills the screen. */
export const PHONE = '(max-width: 480px), (max-height: 460px) and (pointer: coarse)';

const PATIENCE_MS = 8000;

export type MoreBoot = {
  settings: Settings;
  /** Null inline, where there is none. */
  launcher: Launcher | null;
};

/** The rest of a bot's settings: what plain bots do without, and the loader therefore does not carry. */
const fetchRest = async ({ api, bot }: Settings): Promise<{ behaviour: Behaviour; looks: Looks }> => {
  const response = await fetch(`${api}/w/${bot}.json`, {
    credentials: 'omit',
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  return response.json();
};

/**
 * `more.js`: what a bot's settings ask for beyond a plain chat. Loaded by the loader only where they do, before engine and
 * panel, which find what they need of it on the looks.
 */
export const start = async (boot: MoreBoot): Promise<void> => {
  try {
    const { behaviour, looks } = await fetchRest(boot.settings);
    applyMore(boot, behaviour, looks);
  } catch {
    // A plain chat is better than none.
    if (boot.launcher) boot.launcher.button.hidden = false;
  }
};

/** What `start` does once it knows the settings. */
export const applyMore = ({ settings, launcher }: MoreBoot, behaviour: Behaviour, full: Looks): void => {
  const chatbot = window.$chatbot!;
  const looks = Object.assign(settings.looks, full);
  const { guest_history: history, greeting, opens, hidden, texts } = behaviour;
  const prefix = `chatku:${settings.bot}:`;
  const tab = createStore(prefix, () => sessionStorage);
  const keep = createStore(prefix, () =>
    history === 'device' ? localStorage : history === 'session' ? sessionStorage : null!,
  );
  const quiet: Quiet = { now: false, closing: false };
  if (looks.layout === 'full_screen') looks.media = 'all';
  const languages = createLanguages(texts);
  looks.speak = languages.speak;
  looks.mount = withExtras(behaviour, looks, keep, quiet);
  if (!launcher) return;

  dressLauncher(launcher, looks);
  languages.name(launcher);
  const { button } = launcher;
  button.textContent = launcher.label(looks.locale);

  const phone = matchMedia(PHONE);
  const isHidden = () => (hidden.on_phones && phone.matches) || isOneOf(hidden.paths, location.pathname);
  const { signal } = new AbortController();

  let isDue = false;
  const code = languages.codeOf(looks.locale);
  const bubble =
    greeting &&
    createGreeting({
      root: launcher.root,
      text: greeting.text,
      position: looks.position,
      font: looks.font,
      dir: directionOf(code),
      words: languages.words(code),
      open: () => chatbot.open(),
      dismissed: () => tab('greeted', '1'),
    });
  const visitor = openByItself({ opens, chatbot, tab, quiet, mayOpen: () => !phone.matches && !isHidden() });
  const draw = () => {
    button.hidden = isHidden();
    const isGreeting = isDue && !button.hidden && !chatbot.isOpen && !tab('greeted') && !visitor.hasOpened();
    if (isGreeting && isAmong(greeting!.paths, location.pathname)) bubble?.show();
    else bubble?.hide();
    visitor.look();
  };
  /** The page or the screen is another: where there is no chat, none stays open. (The page itself may open one.) */
  const moved = () => {
    if (isHidden() && chatbot.isOpen) {
      quiet.closing = true;
      chatbot.close();
      quiet.closing = false;
    }
    draw();
  };
  phone.addEventListener('change', moved, { signal });
  for (const type of ['opened', 'closed']) addEventListener(`chatbot:${type}`, draw, { signal });
  watchPath(moved, signal);
  if (greeting) {
    void chatbot.ready.then(() =>
      setTimeout(() => {
        isDue = true;
        draw();
      }, greeting.after_seconds * 1000),
    );
  }
  draw();
};
