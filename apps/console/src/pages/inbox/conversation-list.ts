import { consume } from '@lit/context';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { contactAvatar } from '../../contact/contact-avatar.js';
import { contactName } from '../../contact/contact-name.js';
import { inboxContext, routerContext, wordsContext } from '../../contexts/contexts.js';
import { fetchBots } from '../../data/bots.js';
import type { ConversationSummary } from '../../data/conversations.js';
import { Remote } from '../../data/remote.js';
import '../../elements/console-presence.js';
import '../../elements/console-problem.js';
import '../../elements/console-time.js';
import '../../elements/console-verified.js';
import type { InboxFilter } from '../../inbox/inbox-state.js';
import type { InboxStore } from '../../inbox/inbox-store.js';
import type { Words } from '../../locale/words.js';
import { plainText } from '../../markdown/parse-markdown.js';
import { hrefTo } from '../../router/paths.js';
import type { Router } from '../../router/router.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';
import { conversationListStyles } from './conversation-list.styles.js';
import { inboxHref } from './inbox-address.js';
import { systemLine } from './system-line.js';

/**
 * The conversations, newest first, with what is unread.
 *
 * @summary The inbox's list.
 * @tag console-conversation-list
 */
@customElement('console-conversation-list')
export class ConsoleConversationList extends LitElement {
  static override styles = [base, controls, surfaces, conversationListStyles];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: inboxContext }) inbox!: InboxStore;
  @consume({ context: routerContext }) router!: Router;
  @property({ attribute: false }) filter: InboxFilter = { status: 'open', botId: null, unreadOnly: false };
  /** The conversation on the screen. */
  @property({ attribute: false }) openId: string | null = null;
  private bots = new Remote(
    this,
    (signal) => fetchBots(null, signal),
    () => [],
  );
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
    if (!changed.has('filter')) return;
    const state = this.inbox.listState(this.filter);
    if (!state.loaded && !state.loading) void this.inbox.loadList(this.filter);
  }

  #change(change: Partial<InboxFilter>): void {
    this.router.go(inboxHref(this.openId, { ...this.filter, ...change }), { replace: true });
  }

  override render() {
    const { t } = this.words;
    const { filter } = this;
    const items = this.inbox.list(filter, this.openId);
    const { loading, loaded, next, problem } = this.inbox.listState(filter);
    return html`
      <header>
        <h1>${t.shell.conversations}</h1>
        <div class="filters">
          <div class="switch" role="group" aria-label=${t.inbox.status}>
            ${(['open', 'done'] as const).map(
              (status) => html`<button
                class="compact"
                aria-pressed=${status === filter.status}
                @click=${() => this.#change({ status })}
              >
                ${t.inbox.statuses[status]}
              </button>`,
            )}
          </div>
          <button class="compact" aria-pressed=${filter.unreadOnly} @click=${() => this.#change({ unreadOnly: !filter.unreadOnly })}>
            ${t.inbox.unread_only}
          </button>
          ${this.#bots()}
        </div>
      </header>
      <div class="scroll">
        ${problem === null ? nothing : html`<console-problem .problem=${problem} retryable @retry=${() => this.inbox.loadList(filter)}></console-problem>`}
        ${
          items.length > 0
            ? html`<ul role="list" aria-label=${t.shell.conversations}>
                ${repeat(
                  items,
                  (one) => one.id,
                  (one) => this.#row(one),
                )}
              </ul>`
            : loaded
              ? this.#empty()
              : loading
                ? html`<div class="skeleton" aria-busy="true"></div>`
                : nothing
        }
        ${
          next === null
            ? nothing
            : html`<p class="more"><button class="compact" ?disabled=${loading} @click=${() => this.inbox.loadList(filter, true)}>${t.common.more}</button></p>`
        }
      </div>
    `;
  }

  #bots() {
    const { t } = this.words;
    const bots = this.bots.value?.items ?? [];
    // With a single bot there is nothing to choose.
    if (bots.length < 2 && this.filter.botId === null) return nothing;
    return html`<select
      aria-label=${t.bots.one}
      @change=${(event: Event) => this.#change({ botId: (event.target as HTMLSelectElement).value || null })}
    >
      <option value="" ?selected=${this.filter.botId === null}>${t.bots.all}</option>
      ${bots.map((bot) => html`<option value=${bot.id} ?selected=${bot.id === this.filter.botId}>${bot.name}</option>`)}
    </select>`;
  }

  #empty() {
    const { t } = this.words;
    const { status, botId, unreadOnly } = this.filter;
    if (unreadOnly || botId !== null) {
      return html`<div class="empty" role="status">
        <p>${t.inbox.none_found}</p>
        <p><a class="button compact" href=${inboxHref(this.openId, { status, botId: null, unreadOnly: false })}>${t.inbox.show_all}</a></p>
      </div>`;
    }
    if (status === 'done') {
      return html`<div class="empty" role="status">
        <p>${t.inbox.none_done}</p>
        <p><a class="button compact" href=${inboxHref(this.openId, { status: 'open', botId, unreadOnly })}>${t.inbox.show_open}</a></p>
      </div>`;
    }
    return html`<div class="empty" role="status">
      <p>${t.inbox.empty}</p>
      <p><a class="button compact" href=${hrefTo('bots')}>${t.inbox.empty_action}</a></p>
    </div>`;
  }

  #row(one: ConversationSummary) {
    const { t } = this.words;
    const name = contactName(one.contact, t);
    const current = one.id === this.openId;
    return html`<li>
      <a class="item ${one.unread > 0 ? 'unread' : ''}" href=${inboxHref(one.id, this.filter)} aria-current=${current ? 'true' : nothing}>
        ${contactAvatar(one.contact)}
        <console-presence as="dot" .of=${one.contact}></console-presence>
        <span class="top">
          <span class="name clip"><bdi>${name}</bdi></span>
          ${one.contact.verified_at === null ? nothing : html`<console-verified brief .contact=${one.contact}></console-verified>`}
          <span class="when"><console-time .at=${one.last_message?.created_at ?? one.updated_at}></console-time></span>
        </span>
        <span class="bottom">
          <span class="clip said" dir="auto">${this.inbox.isTyping(one.id) ? html`<em>${t.inbox.typing}</em>` : this.#said(one)}</span>
          ${
            one.unread === 0
              ? nothing
              : html`<span class="count" aria-hidden="true">${one.unread > 99 ? '99+' : one.unread}</span
                  ><span class="hidden-visually">${t.shell.unread(one.unread)}</span>`
          }
        </span>
      </a>
    </li>`;
  }

  #said(one: ConversationSummary): string {
    const { t } = this.words;
    const last = one.last_message;
    if (last === null) return t.inbox.no_messages;
    if (last.author === 'system') return systemLine(last.body.text, t);
    if (last.author === 'visitor') return last.body.text;
    const text = plainText(last.body.text);
    return `${last.author === 'bot' ? t.inbox.bot : (last.author_name ?? t.inbox.agent)}: ${text}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-conversation-list': ConsoleConversationList;
  }
}
