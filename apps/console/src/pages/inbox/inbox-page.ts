import { consume } from '@lit/context';
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { setPageTitle } from '../../app/page-title.js';
import { contactName } from '../../contact/contact-name.js';
import { inboxContext, wordsContext } from '../../contexts/contexts.js';
import { iconChat } from '../../elements/icons.js';
import type { InboxFilter } from '../../inbox/inbox-state.js';
import type { InboxStore } from '../../inbox/inbox-store.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import './contact-panel.js';
import './conversation-list.js';
import './conversation-thread.js';

/**
 * The inbox: list, thread, contact. On a phone one of the three at a time.
 *
 * @summary Conversations, live.
 * @tag console-inbox-page
 */
@customElement('console-inbox-page')
export class ConsoleInboxPage extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(16rem, 20rem) minmax(0, 1fr);
        grid-template-rows: minmax(0, 1fr);
        min-block-size: 0;
        overflow: hidden;
        background: var(--surface);
      }
      :host([chatting]) {
        grid-template-columns: minmax(15rem, 20rem) minmax(0, 1fr) minmax(15rem, 19rem);
      }
      console-conversation-list {
        border-inline-end: 1px solid var(--line);
      }
      console-contact-panel {
        border-inline-start: 1px solid var(--line);
      }
      .none {
        display: grid;
        place-content: center;
        justify-items: center;
        gap: var(--gap-2);
        padding: var(--gap-6);
        background: var(--ground);
        color: var(--ink-soft);
        text-align: center;
      }
      .none svg.icon {
        inline-size: 2.5rem;
        block-size: 2.5rem;
      }
      @media (max-width: 75rem) {
        :host([chatting]) {
          grid-template-columns: minmax(14rem, 18rem) minmax(0, 1fr);
        }
        :host([chatting]) console-contact-panel:not([drawn]) {
          display: none;
        }
        :host([chatting]) console-contact-panel[drawn] {
          position: fixed;
          inset-block: 0;
          inset-inline-end: 0;
          z-index: 15;
          inline-size: min(22rem, 100vw);
          background: var(--surface);
          box-shadow: var(--shadow-2);
        }
      }
      @media (max-width: 52rem) {
        :host,
        :host([chatting]) {
          grid-template-columns: minmax(0, 1fr);
        }
        :host([chatting]) console-conversation-list,
        .none {
          display: none;
        }
        console-conversation-list {
          border-inline-end: 0;
        }
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: inboxContext }) inbox!: InboxStore;
  @property({ attribute: false }) conversationId: string | null = null;
  @property({ attribute: false }) query = new URLSearchParams();
  /** A conversation is on the screen. */
  @property({ type: Boolean, reflect: true }) chatting = false;
  /** The contact's panel is drawn over the thread, where there is no room beside it. */
  @state() private drawn = false;
  #unlisten: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unlisten = this.inbox.listen(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unlisten?.();
  }

  override willUpdate(changed: PropertyValues): void {
    if (!changed.has('conversationId')) return;
    this.chatting = this.conversationId !== null;
    this.drawn = false;
    if (this.conversationId !== null) void this.inbox.open(this.conversationId);
  }

  get #filter(): InboxFilter {
    return {
      status: this.query.get('status') === 'done' ? 'done' : 'open',
      botId: this.query.get('bot'),
      unreadOnly: this.query.get('unread') === '1',
    };
  }

  override render() {
    const { t } = this.words;
    const id = this.conversationId;
    const conversation = id === null ? undefined : this.inbox.conversation(id);
    setPageTitle(conversation === undefined ? t.shell.conversations : contactName(conversation.contact, t));
    return html`
      <console-conversation-list .filter=${this.#filter} .openId=${id}></console-conversation-list>
      ${
        id === null
          ? html`<div class="none">${iconChat}<p>${t.inbox.choose}</p></div>`
          : html`<console-conversation-thread
              .conversationId=${id}
              .filter=${this.#filter}
              @show-contact=${() => (this.drawn = true)}
            ></console-conversation-thread>`
      }
      ${
        conversation === undefined
          ? nothing
          : html`<console-contact-panel
              ?drawn=${this.drawn}
              .contactId=${conversation.contact.id}
              @hide-contact=${() => (this.drawn = false)}
            ></console-contact-panel>`
      }
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-inbox-page': ConsoleInboxPage;
  }
}
