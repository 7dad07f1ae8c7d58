import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import { contactAvatar } from '../../contact/contact-avatar.js';
import { contactName } from '../../contact/contact-name.js';
import { routerContext, wordsContext } from '../../contexts/contexts.js';
import { fetchBots } from '../../data/bots.js';
import { type ContactSummary, fetchContacts } from '../../data/contacts.js';
import { type ApiProblem, asProblem } from '../../data/problem.js';
import { Remote } from '../../data/remote.js';
import '../../elements/console-problem.js';
import '../../elements/console-time.js';
import '../../elements/console-verified.js';
import { pageHead } from '../../elements/page-head.js';
import type { Words } from '../../locale/words.js';
import { hrefTo } from '../../router/paths.js';
import type { Router } from '../../router/router.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';

/** How long a person may pause in typing before the list is asked. */
const TYPING_PAUSE_MS = 250;

/**
 * Every contact of the workspace, searched and paged.
 *
 * @summary The list of contacts.
 * @tag console-contacts-page
 */
@customElement('console-contacts-page')
export class ConsoleContactsPage extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      .filter {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(8rem, 14rem);
        gap: var(--gap-3);
      }
      .list {
        padding: 0;
        gap: 0;
        overflow: hidden;
      }
      .contact {
        display: grid;
        grid-template-columns: auto minmax(0, 2fr) minmax(0, 2fr) minmax(0, 1fr) 6rem;
        align-items: center;
        gap: var(--gap-1) var(--gap-3);
        padding-block: var(--gap-2);
        padding-inline: var(--gap-4);
        color: inherit;
        text-decoration: none;
      }
      li + li .contact {
        border-block-start: 1px solid var(--line);
      }
      .contact:hover {
        background: var(--hover);
      }
      .contact:focus-visible {
        outline-offset: -2px;
      }
      .contact span {
        min-inline-size: 0;
      }
      .clip {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .name {
        display: flex;
        align-items: center;
        gap: var(--gap-2);
        font-weight: 550;
      }
      .seen {
        text-align: end;
      }
      @media (max-width: 40rem) {
        .filter {
          grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
        }
        .contact {
          grid-template-columns: auto minmax(0, 1fr) auto;
        }
        .contact .avatar {
          grid-row: 1 / 3;
        }
        .bot {
          display: none;
        }
        .email {
          grid-column: 2 / 4;
        }
        .seen {
          grid-row: 1;
          grid-column: 3;
        }
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: routerContext }) router!: Router;
  @property({ attribute: false }) query = new URLSearchParams();
  @state() private problem: ApiProblem | null = null;
  #typingTimer: ReturnType<typeof setTimeout> | undefined;
  private contacts = new Remote(
    this,
    (signal, search: string, botId: string) =>
      fetchContacts({ search: search || undefined, botId: botId || undefined }, null, signal),
    () => [this.query.get('search') ?? '', this.query.get('bot') ?? ''],
  );
  private bots = new Remote(
    this,
    (signal) => fetchBots(null, signal),
    () => [],
  );

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#typingTimer);
  }

  #filter(change: { search?: string; bot?: string }): void {
    const search = change.search ?? this.query.get('search');
    const bot = change.bot ?? this.query.get('bot');
    this.router.go(hrefTo('contacts', undefined, { search: search?.trim() ?? null, bot }), { replace: true });
  }

  #typed = (event: Event): void => {
    const search = (event.target as HTMLInputElement).value;
    clearTimeout(this.#typingTimer);
    this.#typingTimer = setTimeout(() => this.#filter({ search }), TYPING_PAUSE_MS);
  };

  #more = async (): Promise<void> => {
    const known = this.contacts.value;
    if (known === undefined || known.next === null) return;
    const { query } = this;
    try {
      const page = await fetchContacts(
        { search: query.get('search') ?? undefined, botId: query.get('bot') ?? undefined },
        known.next,
      );
      if (this.query === query) this.contacts.set({ items: [...known.items, ...page.items], next: page.next });
    } catch (reason) {
      this.problem = asProblem(reason);
    }
  };

  override render() {
    const { t } = this.words;
    const page = this.contacts.value;
    const bots = this.bots.value?.items ?? [];
    const bot = this.query.get('bot') ?? '';
    return html`<div class="page">
      ${pageHead({ title: t.contacts.title })}
      <div class="filter" role="search">
        <input
          type="search"
          aria-label=${t.contacts.search}
          placeholder=${t.contacts.search}
          maxlength="200"
          .value=${live(this.query.get('search') ?? '')}
          @input=${this.#typed}
        />
        <select aria-label=${t.bots.one} @change=${(event: Event) => this.#filter({ bot: (event.target as HTMLSelectElement).value })}>
          <option value="">${t.bots.all}</option>
          ${bots.map((one) => html`<option value=${one.id} ?selected=${one.id === bot}>${one.name}</option>`)}
        </select>
      </div>
      ${this.contacts.problem ? html`<console-problem .problem=${this.contacts.problem} retryable @retry=${() => this.contacts.reload()}></console-problem>` : nothing}
      <console-problem .problem=${this.problem}></console-problem>
      ${page === undefined ? (this.contacts.loading ? html`<div class="skeleton" aria-busy="true"></div>` : nothing) : this.#list(page.items)}
      ${page !== undefined && page.next !== null ? html`<p><button @click=${this.#more}>${t.common.more}</button></p>` : nothing}
    </div>`;
  }

  #list(contacts: readonly ContactSummary[]) {
    const { t } = this.words;
    if (contacts.length > 0) {
      return html`<ul class="card list" role="list">
        ${repeat(
          contacts,
          (one) => one.id,
          (one) => this.#row(one),
        )}
      </ul>`;
    }
    const filtered = this.query.size > 0;
    return html`<div class="card" role="status">
      <p>${filtered ? t.contacts.none_found : t.contacts.empty}</p>
      <p>
        <a class="button" href=${filtered ? hrefTo('contacts') : hrefTo('bots')}>${filtered ? t.contacts.show_all : t.contacts.empty_action}</a>
      </p>
    </div>`;
  }

  #row(contact: ContactSummary) {
    const { t } = this.words;
    const name = contactName(contact, t);
    const bot = this.bots.value?.items.find((one) => one.id === contact.bot_id);
    return html`<li>
      <a class="contact" href=${hrefTo('contact', { contact_id: contact.id })}>
        ${contactAvatar(contact)}
        <span class="name"
          ><span class="clip"><bdi>${name}</bdi></span><console-verified .contact=${contact}></console-verified>${
            contact.blocked ? html`<span class="chip bad">${t.contact.blocked}</span>` : nothing
          }</span
        >
        <span class="soft clip email">${[contact.custom_user_id, contact.email].filter(Boolean).join(' · ')}</span>
        <span class="soft clip bot">${bot?.name ?? ''}</span>
        <span class="soft small seen">${contact.last_seen_at === null ? '' : html`<console-time .at=${contact.last_seen_at}></console-time>`}</span>
      </a>
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-contacts-page': ConsoleContactsPage;
  }
}
