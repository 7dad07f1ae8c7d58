import type { Engine } from '../engine/engine-shape.js';
import type { Launcher } from '../loader/launcher.js';
import type { MountedPanel, Boot as PanelBoot } from '../panel/mount.js';
import { tellPage } from './events.js';
import { createLauncherState } from './launcher-state.js';

/** The widget as its page steers it. */
export type Page = {
  readonly isOpen: boolean;
  open(): void;
  close(): void;
  setLocale(locale: string): void;
  setColorScheme(scheme: 'light' | 'dark' | 'auto'): void;
};

/** Where the panel comes from: the same file, or one that is fetched now. */
export type LoadPanel = () => Promise<(boot: PanelBoot) => MountedPanel>;

/** Leads the page's own events to the engine, and what is unread to the page's title. */
export const followPage = (engine: Engine): void => {
  let shownUnread = 0;
  engine.subscribe(() => {
    const { unread } = engine.view;
    if (unread !== shownUnread)
      document.title = (unread ? `(${unread}) ` : '') + document.title.replace(/^\(\d+\) /, '');
    shownUnread = unread;
  });
  addEventListener('pagehide', ({ persisted }) => persisted && engine.freeze());
  addEventListener('pageshow', ({ persisted }) => persisted && engine.thaw());
  // Gone or back: either way the connection is looked at.
  for (const type of ['online', 'offline']) addEventListener(type, engine.wake);
  document.addEventListener('visibilitychange', () => document.hidden || engine.wake());
};

/** Puts a floating panel behind a launcher. */
export const createPage = (engine: Engine, launcher: Launcher, loadPanel: LoadPanel): Page => {
  let { locale = 'auto', scheme = 'auto' }: { locale?: string; scheme?: PanelBoot['scheme'] } = engine.looks;
  let isOpen = false;
  let isMounting = false;
  let panel: MountedPanel | undefined;
  const drawLauncher = createLauncherState(launcher);
  const draw = () => drawLauncher(isOpen, engine.view.unread, locale);

  const shut = () => {
    if (!isOpen) return;
    isOpen = false;
    engine.closed();
    draw();
    tellPage('closed', {});
  };

  const mount = async () => {
    isMounting = true;
    try {
      const start = await loadPanel();
      const { root: host, button } = launcher;
      panel = (engine.looks.mount?.(start) ?? start)({ host, engine, launcher: button, locale, scheme, onClose: shut });
      if (isOpen) panel.open();
    } catch {
      // The file could not be fetched: the next press asks again.
      isMounting = false;
      shut();
      tellPage('error', { code: 'panel_not_loaded' });
    }
  };

  engine.subscribe(draw);
  followPage(engine);

  return {
    get isOpen() {
      return isOpen;
    },
    open() {
      if (isOpen) return;
      isOpen = true;
      // The session is made while the panel's file is on its way.
      engine.opened();
      draw();
      tellPage('opened', {});
      if (panel) panel.open();
      else if (!isMounting) void mount();
    },
    close() {
      panel?.close();
      shut();
    },
    setLocale(wanted) {
      locale = wanted;
      panel?.setLocale(wanted);
      draw();
    },
    setColorScheme(wanted) {
      scheme = wanted;
      panel?.setColorScheme(wanted);
    },
  };
};
