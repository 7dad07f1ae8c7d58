import { html, nothing, render, type TemplateResult } from 'lit/html.js';
import type { ChatEngine, ChatMessage, ChatView } from '../../engine/chat.js';
import type { I18n } from '../../i18n/i18n.js';
import { arrivals, isOwn } from '../arrivals.js';
import { downIcon } from '../icons.js';
import { dots, emptyNotice } from '../notice/notice.js';
import { authorName, messageTemplate } from './message-template.js';
import { firstUnread, rowsOf } from './rows.js';

/** Nearer than this to the end, the list follows new messages. */
const NEAR_END_PX = 48;
/** Nearer than this to the beginning, the next page of history is asked for. */
const NEAR_START_PX = 160;
/** More arrivals at once than this are announced by their number. */
const SPOKEN_AT_ONCE = 3;
/** How long spoken words stay in the page for a screen reader to take them up. */
const SPOKEN_FOR_MS = 5000;

/** The messages of a chat, oldest first. */
export type MessageList = {
  template(view: ChatView, i18n: I18n): TemplateResult;
  /** Call after each rendering. */
  rendered(): void;
  destroy(): void;
};

/**
 * Follows the newest message, and keeps its place while history is put above. The log itself is silent
 * (`aria-live="off"`), so neither history nor the visitor's own words are read out; what arrives is said by a live
 * region of its own. `update` is called when the template has changed.
 */
export const createMessageList = (engine: ChatEngine, root: ShadowRoot, update: () => void): MessageList => {
  let view: ChatView;
  let i18n: I18n;
  /** What the last change of the view added at the newer end. */
  let arrived: readonly ChatMessage[] = [];
  /** True while the end is in sight, and new messages keep it there. */
  let isFollowing = true;
  /** Messages that came while the visitor was reading further up. */
  let below = 0;
  let unreadKey: string | null = null;
  /** True while the rows show less than the view. */
  let isStale = true;
  let isPlaced = false;
  let isOnScreen = false;
  let spoken: readonly string[] = [];
  let spokenTimer = 0;
  /** A row keeps its element, so focus and reading position stay with the message when others come before it. */
  let elements = new Map<string, HTMLElement>();
  /** The first bubble in sight before a rendering, and where it was. */
  let anchor: Element | undefined;
  let anchorTopPx = 0;
  let log: HTMLElement | null = null;

  const topOf = (element: Element): number => element.getBoundingClientRect().top;

  const toEnd = (): void => {
    if (log) log.scrollTop = log.scrollHeight;
  };

  const tellSeen = (): void => {
    if (isPlaced && isFollowing && isOnScreen && !document.hidden && view.unread) engine.seen();
  };

  const loadOlder = (): void => {
    if (!view.hasOlder || view.loadingOlder) return;
    // Who reads on at the top does not follow the end, even where a short list shows both.
    isFollowing = false;
    void engine.loadOlder();
  };

  const scrolled = (): void => {
    if (!log) return;
    const wasFollowing = isFollowing;
    isFollowing = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END_PX;
    if (isFollowing) below = 0;
    else if (log.scrollTop < NEAR_START_PX) loadOlder();
    tellSeen();
    if (wasFollowing !== isFollowing) update();
  };

  const sizes = new ResizeObserver(() => isFollowing && toEnd());
  const sight = new IntersectionObserver((entries) => {
    isOnScreen = entries.some((entry) => entry.isIntersecting);
    tellSeen();
  });
  document.addEventListener('visibilitychange', tellSeen);

  /** Says what arrived, as it reads on the screen. */
  const speak = (): void => {
    const incoming = arrived.filter((message) => !isOwn(message));
    if (!incoming.length) return;
    spoken =
      incoming.length > SPOKEN_AT_ONCE
        ? [i18n.t('newCount', { count: incoming.length })]
        : incoming.map((message) => {
            const row = elements.get(message.key);
            const bubble = row?.querySelector<HTMLElement>('.bubble');
            // As laid out: the words of two paragraphs must not run together.
            // biome-ignore-start lint/performance/useDomNodeTextContent: see above
            return bubble ? `${authorName(message, i18n, engine)}: ${bubble.innerText}` : (row?.innerText ?? '');
            // biome-ignore-end lint/performance/useDomNodeTextContent: see above
          });
    clearTimeout(spokenTimer);
    spokenTimer = window.setTimeout(() => {
      spoken = [];
      update();
    }, SPOKEN_FOR_MS);
    update();
  };

  const renderRows = (list: Element): void => {
    const kept = new Map<string, HTMLElement>();
    let at = list.firstElementChild;
    for (const row of rowsOf(view.messages, unreadKey)) {
      const element = elements.get(row.key) ?? document.createElement('div');
      kept.set(row.key, element);
      elements.delete(row.key);
      if (row.kind === 'message') {
        const { message, first, state } = row;
        element.className = `row ${message.author} ${first ? 'first' : ''} ${state}`;
        element.part.value = 'message';
        if (arrived.includes(message)) element.toggleAttribute('new', true);
        render(messageTemplate(row, i18n, engine), element);
      } else {
        element.className = row.kind;
        render(row.kind === 'day' ? i18n.day(row.atMs, Date.now()) : i18n.t('unread'), element);
      }
      if (element === at) at = at.nextElementSibling;
      else list.insertBefore(element, at);
    }
    for (const gone of elements.values()) gone.remove();
    elements = kept;
    isStale = false;
  };

  /** Where a freshly opened chat starts: at what has not been read, else at the end. */
  const place = (): void => {
    isPlaced = true;
    toEnd();
    const divider = root.querySelector('.unread');
    if (log && divider) log.scrollTop += Math.min(0, topOf(divider) - topOf(log) - 12);
  };

  return {
    template(nextView, nextI18n) {
      // Typing a message paints too: the rows are left alone then.
      isStale ||= view !== nextView || i18n !== nextI18n;
      arrived = view === nextView ? [] : arrivals(view, nextView);
      view = nextView;
      i18n = nextI18n;
      if (arrived.some(isOwn)) isFollowing = true;
      if (!isFollowing) below += arrived.length;
      if (view.loaded && !isPlaced) unreadKey = firstUnread(view.messages, view.unread);
      // The browser's own anchoring is off: it fails at the very top, where pages are added.
      const logTopPx = log ? topOf(log) : 0;
      anchor = isFollowing
        ? undefined
        : [...root.querySelectorAll('.rows .bubble')].find(
            (bubble) => bubble.getBoundingClientRect().bottom > logTopPx,
          );
      anchorTopPx = anchor ? topOf(anchor) : 0;

      const { t } = i18n;
      const { loaded, typing, messages, connection } = view;
      const isIdle = !loaded && connection === 'idle';
      const typist = typing && authorName({ author: typing, authorName: null }, i18n, engine);
      return html`<div class="list"><div
          class="log" part="log" role="log" aria-live="off" aria-label=${t('log')} tabindex="0" @scroll=${scrolled}
        >${
          view.hasOlder
            ? html`<button class="older" aria-disabled=${view.loadingOlder} @click=${loadOlder}
                >${t(view.loadingOlder ? 'loading' : 'older')}</button>`
            : nothing
        }${isIdle || (loaded && !messages.length && !typist) ? emptyNotice(i18n, engine.looks) : nothing}${
          isIdle || loaded
            ? nothing
            : html`<i class="bone"></i><i class="bone"></i><i class="bone"></i><span class="sr">${t('loading')}</span>`
        }<div class="rows"></div>${
          typist
            ? html`<div class="bubble typing">${dots}<span class="sr">${t('typing', { name: typist })}</span></div>`
            : nothing
        }</div>${
          isFollowing
            ? nothing
            : html`<button class="primary latest" @click=${() => {
                toEnd();
                log?.focus();
              }}>${downIcon}${below ? t('newCount', { count: below }) : html`<span class="sr">${t('toNewest')}</span>`}</button>`
        }</div><div class="sr" aria-live="polite">${spoken.map((words) => html`<p>${words}</p>`)}</div>`;
    },

    rendered() {
      if (!log) {
        log = root.querySelector<HTMLElement>('.log');
        if (!log) return;
        sizes.observe(log);
        sight.observe(log);
      }
      if (!view.loaded) return;
      if (isStale) renderRows(root.querySelector('.rows') as Element);
      if (!isPlaced) place();
      else if (isFollowing) toEnd();
      else if (anchor) log.scrollTop += topOf(anchor) - anchorTopPx;
      tellSeen();
      speak();
    },

    destroy() {
      sizes.disconnect();
      sight.disconnect();
      document.removeEventListener('visibilitychange', tellSeen);
      clearTimeout(spokenTimer);
    },
  };
};
