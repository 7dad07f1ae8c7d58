import { may } from '@chatku/schemas';
import { consume } from '@lit/context';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { contactName } from '../../contact/contact-name.js';
import { inboxContext, type Notices, noticesContext, sessionContext, wordsContext } from '../../contexts/contexts.js';
import type { ConversationSummary } from '../../data/conversations.js';
import { asProblem } from '../../data/problem.js';
import type { Me } from '../../data/session.js';
import '../../elements/console-presence.js';
import '../../elements/console-problem.js';
import '../../elements/console-verified.js';
import { iconArrowDown, iconBack, iconCheck, iconPause, iconPerson, iconPlay } from '../../elements/icons.js';
import type { InboxFilter } from '../../inbox/inbox-state.js';
import type { InboxStore } from '../../inbox/inbox-store.js';
import type { Thread } from '../../inbox/thread.js';
import { explainProblem } from '../../locale/explain-problem.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';
import { conversationThreadStyles } from './conversation-thread.styles.js';
import { inboxHref } from './inbox-address.js';
import './reply-composer.js';
import { renderMessage, renderOutgoing } from './render-message.js';
import { firstUnreadSeq, threadRows } from './thread-rows.js';

/** How near to its end a thread counts as being read at the end. */
const NEAR_END_PX = 80;

/**
 * One conversation: its messages, what can be done with it, and the composer.
 *
 * @summary A thread.
 * @tag console-conversation-thread
 * @fires show-contact - The contact's panel is wanted.
 */
@customElement('console-conversation-thread')
export class ConsoleConversationThread extends LitElement {
  static override styles = [base, controls, surfaces, conversationThreadStyles];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: inboxContext }) inbox!: InboxStore;
  @consume({ context: sessionContext, subscribe: true }) me!: Me;
  @consume({ context: noticesContext }) notices!: Notices;
  @property({ attribute: false }) conversationId = '';
  @property({ attribute: false }) filter!: InboxFilter;
  /** What a screen reader is told of a message that came in. */
  @state() private announcement = '';
  @state() private behind = false;
  @state() private busy = false;
  @query('.scroll') private scroller?: HTMLElement;
  #unlisten: (() => void) | undefined;
  /** Where unread began when the conversation was opened; the line stays while it is open. */
  #unreadFrom: number | null | undefined;
  #newestSeq = 0;
  #oldestSeq = 0;
  #atEnd = true;
  #fromEnd = 0;
  #observed: Element | undefined;
  /** The composer grows, a phone's keyboard opens, a picture arrives: whoever was at the end stays there. */
  #sizes = new ResizeObserver(() => {
    if (this.#atEnd && this.scroller) this.scroller.scrollTop = this.scroller.scrollHeight;
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unlisten = this.inbox.listen(() => this.requestUpdate());
    document.addEventListener('visibilitychange', this.#read);
    addEventListener('focus', this.#read);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unlisten?.();
    this.#sizes.disconnect();
    this.#observed = undefined;
    document.removeEventListener('visibilitychange', this.#read);
    removeEventListener('focus', this.#read);
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has('conversationId')) {
      this.#unreadFrom = undefined;
      this.#newestSeq = 0;
      this.#oldestSeq = 0;
      this.#atEnd = true;
      this.behind = false;
      this.announcement = '';
    }
    const thread = this.inbox.thread(this.conversationId);
    const conversation = this.inbox.conversation(this.conversationId);
    if (this.#unreadFrom === undefined && thread !== undefined && conversation !== undefined) {
      this.#unreadFrom = firstUnreadSeq(thread.messages, conversation.unread);
    }
    const newest = thread?.messages.at(-1);
    if (newest !== undefined && newest.seq > this.#newestSeq) {
      const known = this.#newestSeq > 0;
      if (known && newest.author === 'visitor' && conversation !== undefined) {
        const name = contactName(conversation.contact, this.words.t);
        this.announcement = `${name}: ${newest.body.text}`;
        if (!this.#atEnd) this.behind = true;
      }
    }
    if (this.scroller) this.#fromEnd = this.scroller.scrollHeight - this.scroller.scrollTop;
  }

  override updated(): void {
    const thread = this.inbox.thread(this.conversationId);
    const { scroller } = this;
    if (scroller !== undefined && scroller !== this.#observed) {
      this.#observed = scroller;
      this.#sizes.observe(scroller);
    }
    if (thread === undefined || scroller === undefined) return;
    const oldest = thread.messages[0]?.seq ?? 0;
    const prepended = this.#oldestSeq > 0 && oldest < this.#oldestSeq;
    if (this.#atEnd) scroller.scrollTop = scroller.scrollHeight;
    // What is being read stays where it is while the page above is put in.
    else if (prepended) scroller.scrollTop = scroller.scrollHeight - this.#fromEnd;
    this.#newestSeq = thread.messages.at(-1)?.seq ?? 0;
    this.#oldestSeq = oldest;
    this.#read();
  }

  #scrolled = (): void => {
    const { scroller } = this;
    if (scroller === undefined) return;
    this.#atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END_PX;
    if (this.#atEnd) {
      this.behind = false;
      this.#read();
    }
    if (scroller.scrollTop < 200) void this.inbox.loadOlder(this.conversationId);
  };

  /** Counts as read what a person can see: the end of the thread, in a window that is looked at. */
  #read = (): void => {
    if (this.#atEnd && document.visibilityState === 'visible' && document.hasFocus()) {
      if (this.#mayReply) void this.inbox.markRead(this.conversationId);
    }
  };

  #toEnd = (): void => {
    this.#atEnd = true;
    this.behind = false;
    this.scroller?.scrollTo({ top: this.scroller.scrollHeight });
  };

  async #do(act: () => Promise<void>, done: string): Promise<void> {
    this.busy = true;
    try {
      await act();
      this.notices.say(done);
    } catch (reason) {
      const problem = asProblem(reason);
      this.notices.say(explainProblem(problem, this.words.t) ?? problem.detail);
    }
    this.busy = false;
  }

  override render() {
    const { t } = this.words;
    const thread = this.inbox.thread(this.conversationId);
    const conversation = this.inbox.conversation(this.conversationId);
    const problem = this.inbox.threadProblem(this.conversationId);
    return html`
      ${conversation === undefined ? this.#bareHeader() : this.#header(conversation)}
      <div class="hidden-visually" role="status">${this.announcement}</div>
      <div class="scroll" @scroll=${this.#scrolled} tabindex="0" role="region" aria-label=${t.inbox.messages}>
        ${
          problem === undefined
            ? nothing
            : html`<console-problem .problem=${problem} retryable @retry=${() => this.inbox.open(this.conversationId)}></console-problem>`
        }
        ${
          thread === undefined
            ? problem === undefined
              ? html`<div class="skeleton" aria-busy="true"></div>`
              : nothing
            : this.#thread(thread, conversation)
        }
      </div>
      ${this.behind ? html`<button class="behind primary compact" @click=${this.#toEnd}>${iconArrowDown}${t.inbox.new_messages}</button>` : nothing}
      ${
        thread === undefined || conversation === undefined || !this.#mayReply
          ? nothing
          : html`<console-reply-composer
              .conversationId=${this.conversationId}
              .name=${contactName(conversation.contact, t)}
              @replied=${this.#toEnd}
            ></console-reply-composer>`
      }
    `;
  }

  get #mayReply(): boolean {
    return may(this.me.user.role, 'conversations.reply');
  }

  #back() {
    const { t } = this.words;
    return html`<a class="button quiet icon-only back" href=${inboxHref(null, this.filter)} aria-label=${t.inbox.back}>${iconBack}</a>`;
  }

  #bareHeader() {
    return html`<header>${this.#back()}</header>`;
  }

  #header(conversation: ConversationSummary) {
    const { t } = this.words;
    const { contact, status, id } = conversation;
    return html`<header>
        ${this.#back()}
        <div class="names">
          <h2 class="clip"><bdi>${contactName(contact, t)}</bdi></h2>
          <console-presence class="clip" .of=${contact}></console-presence>
        </div>
        <console-verified .contact=${contact}></console-verified>
        <span class="push"></span>
        ${
          !this.#mayReply
            ? nothing
            : status === 'open'
              ? html`<button class="compact" ?disabled=${this.busy} @click=${() => this.#do(() => this.inbox.setStatus(id, 'done'), t.inbox.done_said)}>
                ${iconCheck}<span class="word">${t.inbox.mark_done}</span>
              </button>`
              : html`<button class="compact" ?disabled=${this.busy} @click=${() => this.#do(() => this.inbox.setStatus(id, 'open'), t.inbox.reopened_said)}>
                ${t.inbox.reopen}
              </button>`
        }
        <button class="quiet compact icon-only who" aria-label=${t.inbox.show_contact} @click=${() => this.dispatchEvent(new Event('show-contact'))}>
          ${iconPerson}
        </button>
      </header>
      ${status === 'open' ? this.#bot(conversation) : nothing}`;
  }

  #bot(conversation: ConversationSummary) {
    const { t } = this.words;
    const until = conversation.bot_paused_until;
    const paused = until !== null && Date.parse(until) > Date.now();
    const set = () =>
      this.#do(
        () => this.inbox.setBotPaused(conversation.id, !paused),
        paused ? t.inbox.bot_resumed_said : t.inbox.bot_paused_said,
      );
    return html`<div class="responder ${paused ? 'paused' : ''}">
      <span>${paused ? t.inbox.bot_paused_until(this.words.clock(new Date(until))) : t.inbox.bot_answers}</span>
      ${
        this.#mayReply
          ? html`<button class="quiet compact" ?disabled=${this.busy} @click=${set}>
              ${paused ? iconPlay : iconPause}${paused ? t.inbox.resume_bot : t.inbox.pause_bot}
            </button>`
          : nothing
      }
    </div>`;
  }

  #thread(thread: Thread, conversation: ConversationSummary | undefined) {
    const { t } = this.words;
    const rows = threadRows(thread.messages, this.#unreadFrom ?? null, conversation?.visitor_seen_seq ?? 0);
    const now = new Date();
    return html`
      ${
        thread.before === null
          ? html`<p class="begin soft small">${t.inbox.beginning}</p>`
          : html`<p class="begin"><button class="quiet compact" @click=${() => this.inbox.loadOlder(this.conversationId)}>${t.inbox.older}</button></p>`
      }
      <ol role="list">
        ${repeat(
          rows,
          (row) => row.key,
          (row) =>
            row.kind === 'day'
              ? html`<li class="divider"><span>${this.words.day(row.at, now)}</span></li>`
              : row.kind === 'unread'
                ? html`<li class="divider new"><span>${t.inbox.new_from_here}</span></li>`
                : renderMessage(row, this.words),
        )}
        ${repeat(
          thread.outgoing,
          (one) => one.client_id,
          (one) =>
            renderOutgoing(one, this.words, {
              retry: () => void this.inbox.retry(this.conversationId, one.client_id),
              discard: () => this.inbox.discard(this.conversationId, one.client_id),
            }),
        )}
      </ol>
      ${
        this.inbox.isTyping(this.conversationId) && conversation !== undefined
          ? html`<p class="typing"><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>${t.inbox.is_typing(contactName(conversation.contact, t))}</p>`
          : nothing
      }
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-conversation-thread': ConsoleConversationThread;
  }
}
