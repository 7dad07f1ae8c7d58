import type { Behaviour } from '@chatku/schemas';
import type { LeanLooks } from '../engine/chat.js';
import type { Boot, MountedPanel } from '../panel/mount.js';
import { dressPanel } from './dress.js';
import type { Extra, ExtraEngine, ExtraOptions } from './extra.js';
import { extrasStyles } from './extras.styles.js';
import { createHoursBanner } from './hours-banner.js';
import { createLanguages } from './languages.js';
import { createMenu } from './menu.js';
import { createPreChat } from './pre-chat.js';
import { createStarters } from './starters.js';
import { withTyping } from './typing.js';

type Start = (boot: Boot) => MountedPanel;

export type Quiet = {
  /** The chat is about to open by itself: it takes nobody's focus. */
  now: boolean;
  /** It is closed by itself: the visitor has said nothing against it. */
  closing: boolean;
};

const extrasOf = (behaviour: Behaviour): ((options: ExtraOptions) => Extra)[] => {
  const { starters, menu, hours, pre_chat: form } = behaviour;
  return [
    ...(starters.length ? [createStarters] : []),
    ...(menu.length ? [createMenu] : []),
    ...(hours ? [createHoursBanner] : []),
    ...(form && (form.fields.length || form.consent) ? [createPreChat] : []),
  ];
};

/** Mounts the panel as ever, and puts into it what the bot's behaviour asks for. The panel itself knows nothing of it. */
export const withExtras =
  (behaviour: Behaviour, looks: LeanLooks, keep: ExtraOptions['keep'], quiet: Quiet) =>
  (start: Start): Start =>
  (boot) => {
    const [engine, stopTyping] = withTyping(boot.engine as typeof boot.engine & ExtraEngine, behaviour.typing);
    const panel = start({ ...boot, engine });
    const element = boot.host.lastElementChild as HTMLElement;
    const root = element.shadowRoot as ShadowRoot;
    dressPanel(element, root, looks);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(extrasStyles);
    root.adoptedStyleSheets.push(sheet);

    const languages = createLanguages(behaviour.texts);
    const words = () => languages.words(root.querySelector<HTMLElement>('.root')?.lang ?? '');
    const extras = extrasOf(behaviour).map((make) => make({ root, engine, behaviour, words, keep }));
    const draw = () => {
      for (const extra of extras) extra.draw();
    };
    // The panel paints in a microtask, and so does this, behind it and before anybody sees it.
    const paintings = new MutationObserver(draw);
    if (extras.length) paintings.observe(root, { childList: true, subtree: true });
    const stop = boot.engine.subscribe(() => queueMicrotask(draw));
    draw();

    return {
      ...panel,
      open() {
        const had = quiet.now ? document.activeElement : null;
        quiet.now = false;
        panel.open();
        if (!had || root.querySelector('dialog:modal')) return;
        (root.activeElement as HTMLElement | null)?.blur();
        (had as HTMLElement).focus({ preventScroll: true });
      },
      destroy() {
        paintings.disconnect();
        stop();
        for (const extra of extras) extra.destroy?.();
        panel.destroy();
        stopTyping();
      },
    };
  };
