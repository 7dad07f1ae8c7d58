import { directionOf, type PreviewMessage, type PreviewReply } from '@chatku/schemas';
import type { LeanLooks } from '../engine/chat.js';
import { createLauncher, type Launcher } from '../loader/launcher.js';
import { dressLauncher } from '../more/dress.js';
import { createGreeting } from '../more/greeting.js';
import { createLanguages } from '../more/languages.js';
import { type Quiet, withExtras } from '../more/panel-extras.js';
import { createLauncherState } from '../page/launcher-state.js';
import { type MountedPanel, start as startPanel } from '../panel/mount.js';
import { createSampleEngine } from './sample-engine.js';

/** What stands on the page for one state of the form. */
type Shown = {
  launcher: Launcher;
  panel: MountedPanel;
  draw(): void;
  destroy(): void;
};

const tell = (reply: PreviewReply): void => parent.postMessage(reply, self.origin);

/**
 * Whoever fills in a form beside this frame shall not lose the focus to it: nothing here takes it unless the visitor is in
 * here already. (Dialogs take it by themselves where they are shown.)
 */
const leaveTheFocus = (): void => {
  const { focus } = HTMLElement.prototype;
  HTMLElement.prototype.focus = function (options) {
    if (document.hasFocus()) focus.call(this, options);
  };
  const { show, showModal } = HTMLDialogElement.prototype;
  const shows = (way: () => void) =>
    function (this: HTMLDialogElement): void {
      if (document.hasFocus()) way.call(this);
      else this.open = true;
    };
  HTMLDialogElement.prototype.show = shows(show);
  HTMLDialogElement.prototype.showModal = shows(showModal);
};

/** Changes are seen as they are: nothing rises again with each letter of a title. */
const still = (root: ShadowRoot): void => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('*{animation:none!important}');
  root.adoptedStyleSheets.push(sheet);
};

const pageSheet = new CSSStyleSheet();

/** Listens to the page that frames this one, and shows what it says. */
export const startPreview = (): void => {
  leaveTheFocus();
  document.adoptedStyleSheets.push(pageSheet);
  const engineLooks = {} as LeanLooks;
  const engine = createSampleEngine(engineLooks);
  const kept = new Map<string, string | null>();
  const quiet: Quiet = { now: false, closing: false };
  let shown: Shown | undefined;
  let last = '';
  let isOpen = false;

  const setOpen = (wanted: boolean, isTold: boolean): void => {
    if (wanted === isOpen) return;
    isOpen = wanted;
    if (wanted) shown?.panel.open();
    else shown?.panel.close();
    shown?.draw();
    if (isTold) tell({ type: 'chatku-preview-open', open: isOpen });
  };

  const build = ({ bot_id, looks, behaviour, locale, scheme, scene = 'talk' }: PreviewMessage): Shown => {
    const languages = createLanguages(behaviour.texts);
    const language = languages.codeOf(locale);
    for (const name of Object.keys(engineLooks)) Reflect.deleteProperty(engineLooks, name);
    engine.picture = looks.avatar === undefined ? undefined : `/w/a/${encodeURIComponent(bot_id)}/${looks.avatar}`;
    Object.assign(engineLooks, looks, { scheme, locale, speak: languages.speak });
    if (looks.layout === 'full_screen') engineLooks.media = 'all';
    // What is offered before a chat is seen where there is none yet.
    const isNew = scene === 'talk' && (behaviour.starters.length || behaviour.pre_chat);
    engine.begin(isNew ? 'empty' : scene, language);
    const launcher = createLauncher(engineLooks, () => setOpen(!isOpen, true));
    dressLauncher(launcher, engineLooks);
    languages.name(launcher);
    const keep = (key: string, value?: string | null) => {
      if (value !== undefined) kept.set(key, value);
      return kept.get(key) ?? null;
    };
    const { root: host, button } = launcher;
    const panel = withExtras(behaviour, engineLooks, keep, quiet)(startPanel)({
      host,
      engine,
      launcher: button,
      locale,
      scheme,
      onClose: () => setOpen(false, true),
    });
    still((host.querySelector('chatku-panel') as Element).shadowRoot as ShadowRoot);
    const { greeting } = behaviour;
    const bubble =
      greeting &&
      createGreeting({
        root: host,
        text: greeting.text,
        position: looks.position,
        font: looks.font,
        dir: directionOf(language),
        words: languages.words(language),
        open: () => setOpen(true, true),
        dismissed() {},
      });
    const drawLauncher = createLauncherState(launcher);
    const draw = () => {
      drawLauncher(isOpen, 0, locale);
      if (isOpen) bubble?.hide();
      else bubble?.show();
    };
    if (isOpen) panel.open();
    draw();
    return {
      launcher,
      panel,
      draw,
      destroy() {
        bubble?.destroy();
        panel.destroy();
        host.host.remove();
      },
    };
  };

  addEventListener('message', ({ origin, source, data }: MessageEvent) => {
    if (origin !== self.origin || source !== parent || parent === window) return;
    const message = data as Partial<PreviewMessage> | null;
    if (message?.type !== 'chatku-preview') return;
    const { looks, behaviour, locale = 'auto', scheme = 'auto', scene, open = false } = message as PreviewMessage;
    const now = JSON.stringify([looks, behaviour, locale, scheme, scene]);
    if (now === last) return setOpen(open, false);
    last = now;
    pageSheet.replaceSync(`html{height:100%;background:${scheme === 'dark' ? '#101216' : '#eef0f3'}}`);
    // What was open is built open: it does not close and open again before the eye.
    shown?.destroy();
    isOpen = open;
    shown = build(message as PreviewMessage);
  });
  tell({ type: 'chatku-preview-ready' });
};
