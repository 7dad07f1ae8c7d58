import { html, nothing, render } from 'lit/html.js';
import type { ChatView } from '../engine/chat.js';
import { type I18n, loadI18n } from '../i18n/i18n.js';
import { arrivals, isOwn } from './arrivals.js';
import { baseStyles } from './base.styles.js';
import { onColour } from './colour/on-colour.js';
import { type Composer, createComposer } from './composer/composer.js';
import { composerStyles } from './composer/composer.styles.js';
import { headerTemplate } from './header/header.js';
import { headerStyles } from './header/header.styles.js';
import { linkQuestion } from './link-question/link-question.js';
import { linkQuestionStyles } from './link-question/link-question.styles.js';
import { createMessageList, type MessageList } from './message-list/message-list.js';
import { messageListStyles } from './message-list/message-list.styles.js';
import type { Boot, MountedPanel } from './mount.js';
import { dots, refusedNotice, settlingNotice } from './notice/notice.js';
import { noticeStyles } from './notice/notice.styles.js';
import { panelStyles } from './panel.styles.js';
import { PARTS } from './parts.js';
import { showPicture } from './picture.js';
import { createSound } from './sound/sound.js';

/** Phones, and windows so small (or so enlarged) that a card would leave no room for messages. */
const SMALL = '(max-width: 480px), (max-height: 460px)';

/**
 * Puts the visitor's chat into `host`: header, messages, and where to write. Floating it is a closed dialog, which
 * fills small screens and is modal there; inline it fills its box.
 *
 * It renders `engine.view` and holds nothing of its own longer than one generation of it.
 */
export const start = ({ host, engine, layout, launcher, locale, scheme, onClose }: Boot): MountedPanel => {
  const { looks } = engine;
  const isInline = layout === 'inline';
  const element = document.createElement('chatku-panel');
  const root = element.attachShadow({ mode: 'open' });
  const sound = createSound();
  const small = matchMedia(looks.media ?? SMALL);
  const darkPage = matchMedia('(prefers-color-scheme: dark)');
  const touch = matchMedia('(pointer: coarse)');

  /** What is shown; undefined for the moment in which one person's chat goes and another's comes. */
  let view: ChatView | undefined = engine.view;
  /** Undefined until the first language is here. */
  let i18n: I18n | undefined;
  /** What lives as long as one person's messages are on screen. */
  let chat: { list: MessageList; composer: Composer } | undefined;
  let isOpen = isInline;
  let isTold = false;
  let isModal = false;
  let isQueued = false;

  const find = <E extends HTMLElement>(selector: string): E | null => root.querySelector<E>(selector);
  const dialog = (): HTMLDialogElement | null => find('dialog');
  const hasFocus = (): boolean => element.matches(':focus-within');

  const tellOpened = (): void => {
    if (isTold) return;
    isTold = true;
    sound.arm();
    engine.opened();
  };

  const open = (): void => {
    if (isOpen && !isInline) return;
    isOpen = true;
    if (!i18n) speak();
    tellOpened();
    if (isInline) focus('h2');
    paint();
  };

  const close = (): void => {
    if (!isOpen || isInline) return;
    const hadFocus = hasFocus();
    isOpen = isTold = false;
    dialog()?.close();
    if (hadFocus) launcher?.focus();
    paint();
    engine.closed();
    onClose();
  };

  const cancel = (event: Event): void => {
    event.preventDefault();
    event.stopPropagation();
    close();
  };

  const focus = (selector: string): void => find(selector)?.focus({ preventScroll: true });

  /** Keeps a full screen panel above a touch keyboard, which covers the page instead of shrinking it. */
  const stayAboveKeyboard = (): void => {
    const seen = visualViewport;
    const style = dialog()?.style;
    if (!seen || !style) return;
    // Who zooms in wants to see a part of the panel, not a smaller one.
    const isFitted = isModal && seen.scale < 1.01;
    style.setProperty('--_height', isFitted ? `${seen.height}px` : '');
    style.setProperty('--_top', isFitted ? `${seen.offsetTop}px` : '');
  };

  const body = (): unknown => {
    if (!view || !i18n) return nothing;
    if (view.settling) return settlingNotice(i18n);
    if (view.refused) return refusedNotice(view.refused, i18n);
    const isSafe = view.messages.some(({ state }) => state === 'queued' || state === 'sending');
    chat ??= { list: createMessageList(engine, root, update), composer: createComposer(engine, root, update) };
    return html`<div role="status">${
      view.connection === 'reconnecting'
        ? html`<p class="banner" part="banner">${dots} ${i18n.t(isSafe ? 'reconnectingSafe' : 'reconnecting')}</p>`
        : nothing
    }</div>${chat.list.template(view, i18n)}<div aria-live="polite">${
      view.linkQuestion ? linkQuestion(view.linkQuestion, i18n, engine) : nothing
    }</div>${chat.composer.template(i18n)}`;
  };

  const template = (): unknown => {
    const isDark = scheme === 'auto' ? darkPage.matches : scheme === 'dark';
    const toggleMute = () => {
      sound.toggle();
      update();
    };
    const classes = `root ${isDark ? 'dark' : ''} ${looks.position ?? ''} ${isModal ? 'full' : ''}`;
    const content =
      isOpen &&
      html`${headerTemplate(looks, i18n, sound.isMuted, toggleMute, isInline ? null : close)}<div class="sheet">${body()}</div>`;
    return isInline
      ? // In sight from the start: here touching it is what counts as opening.
        html`<section
          class=${classes} part="panel" lang=${i18n?.locale} dir=${i18n?.dir} aria-labelledby="title"
          @focusin=${tellOpened} @pointerdown=${tellOpened}
        >${content}</section>`
      : html`<dialog
          class=${classes} part="panel" lang=${i18n?.locale} dir=${i18n?.dir} aria-labelledby="title"
          @cancel=${cancel} @keydown=${(event: KeyboardEvent) => {
            if (event.key === 'Escape' && !event.isComposing) cancel(event);
          }}
        >${content || nothing}</dialog>`;
  };

  /** Lets go of a chat that is no longer shown. */
  const drop = (): void => {
    chat?.list.destroy();
    chat = undefined;
  };

  const paint = (): void => {
    isQueued = false;
    const hadFocus = hasFocus();
    const isMoved = isModal !== small.matches;
    isModal = small.matches;
    if (!isOpen || !view || view.settling || view.refused) drop();
    render(template(), root);
    const box = dialog();
    if (box && isOpen && (!box.open || isMoved)) {
      box.close();
      if (isModal) box.showModal();
      else box.show();
      stayAboveKeyboard();
      focus('h2');
    }
    // Only what is shown can be measured and scrolled; the list has what room the field leaves.
    chat?.composer.rendered();
    chat?.list.rendered();
    // An element that went may have taken the focus along: the messages get it, or the head.
    if (hadFocus && !hasFocus()) focus(chat ? '.log' : 'h2');
    // The head keeps it until there is a field. A touch keyboard would cover the greeting: there it stays.
    if (root.activeElement?.id === 'title' && !touch.matches) focus('textarea');
  };

  const update = (): void => {
    if (isQueued) return;
    isQueued = true;
    queueMicrotask(() => isQueued && paint());
  };

  const viewChanged = (): void => {
    const before = view;
    const next = engine.view;
    if (before?.generation !== next.generation) {
      // Another person may be before the screen: all elements go, and with them what they hold, before anything new
      // is made. At once, not with the next frame.
      view = undefined;
      paint();
    }
    view = next;
    if (view.settling) paint();
    else update();
    if (!(isOpen && document.hasFocus()) && arrivals(before, next).some((message) => !isOwn(message))) sound.play();
  };

  const speak = (): void => {
    const wanted = locale;
    loadI18n(wanted, looks.speak).then(
      (loaded) => {
        if (wanted !== locale) return;
        i18n = loaded;
        update();
      },
      // Without words there is nothing to show; the next opening asks again.
      () => {},
    );
  };

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    baseStyles + panelStyles + headerStyles + noticeStyles + messageListStyles + linkQuestionStyles + composerStyles,
  );
  root.adoptedStyleSheets = [sheet];
  element.setAttribute('exportparts', PARTS);
  element.style.setProperty('--_looks', looks.colour);
  element.style.setProperty('--_on-looks', onColour(looks.colour));

  const gone = new AbortController();
  const { signal } = gone;
  for (const media of [small, darkPage]) media.addEventListener('change', update, { signal });
  for (const type of ['resize', 'scroll']) visualViewport?.addEventListener(type, stayAboveKeyboard, { signal });
  const stop = engine.subscribe(viewChanged);
  host.append(element);
  if (engine.picture) showPicture(engine.picture, element, signal).catch(() => {});
  speak();
  paint();

  return {
    open,
    close,
    setLocale(wanted) {
      locale = wanted;
      speak();
    },
    setColorScheme(wanted) {
      scheme = wanted;
      update();
    },
    destroy() {
      gone.abort();
      stop();
      drop();
      sound.close();
      element.remove();
    },
  };
};
