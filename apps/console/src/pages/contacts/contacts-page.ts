import { may } from '@chatku/schemas';
import { consume } from '@lit/context';
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import { recall, remember } from '../../app/browser-memory.js';
import { contactAvatar } from '../../contact/contact-avatar.js';
import { contactName } from '../../contact/contact-name.js';
import { type Notices, noticesContext, routerContext, sessionContext, wordsContext } from '../../contexts/contexts.js';
import { fetchBots } from '../../data/bots.js';
import {
  type ContactKind,
  type ContactRow,
  type ContactsFilter,
  exportContacts,
  fetchContacts,
} from '../../data/contacts.js';
import { type ApiProblem, asProblem } from '../../data/problem.js';
import { Remote } from '../../data/remote.js';
import type { Me } from '../../data/session.js';
import '../../elements/console-presence.js';
import '../../elements/console-problem.js';
import '../../elements/console-time.js';
import '../../elements/console-verified.js';
import { pageHead } from '../../elements/page-head.js';
import { saveFile } from '../../elements/save-file.js';
import type { Words } from '../../locale/words.js';
import { hrefTo } from '../../router/paths.js';
import type { Router } from '../../router/router.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';

/** How long a person may pause in typing before the list is asked. */
const TYPING_PAUSE_MS = 250;

/** Parts of the address that are typed. */
type TypedFilter = 'search' | 'tag';

/** Parts of the address that narrow the list. */
const FILTERS = ['search', 'bot', 'kind', 'tag'] as const;

// Written out: the contract's own list would bring its schemas into this page.
const CONTACT_KINDS = ['guest', 'known', 'verified', 'blocked'] as const satisfies readonly ContactKind[];

const COLUMNS = ['custom_user_id', 'email', 'phone', 'bot', 'tags', 'last_seen', 'first_seen'] as const;
type Column = (typeof COLUMNS)[number];

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
        grid-template-columns: minmax(0, 2fr) repeat(3, minmax(0, 1fr));
        gap: var(--gap-3);
      }
      .list {
        padding: 0;
        gap: 0;
        overflow: hidden;
      }
      .line {
        display: grid;
        grid-template-columns: 2.25rem minmax(0, 2fr);
        grid-auto-flow: column;
        grid-auto-columns: minmax(0, 1.3fr);
        align-items: center;
        gap: var(--gap-1) var(--gap-3);
        padding-block: var(--gap-2);
        padding-inline: var(--gap-4);
        color: inherit;
        text-decoration: none;
      }
      .line + ul li .line,
      li + li .line {
        border-block-start: 1px solid var(--line);
      }
      .titles {
        color: var(--ink-soft);
        font-size: var(--text-s);
        font-weight: 550;
      }
      .titles :first-child {
        grid-column: 1 / 3;
      }
      a.line:hover {
        background: var(--hover);
      }
      a.line:focus-visible {
        outline-offset: -2px;
      }
      .line span {
        min-inline-size: 0;
      }
      .line :is(.avatar, console-presence[as='dot']) {
        grid-area: 1 / 1;
      }
      .line console-presence[as='dot'] {
        place-self: center end;
        translate: 0 0.8125rem;
      }
      a.line:hover {
        --presence-ring: var(--hover);
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
      .columns {
        position-area: block-end span-inline-start;
        inset: auto;
        margin: 0;
        padding: var(--gap-4);
        border: 1px solid var(--line);
        border-radius: var(--round-m);
        background: var(--surface);
        color: var(--ink);
        box-shadow: var(--shadow-2);
      }
      .columns fieldset {
        display: grid;
        gap: var(--gap-2);
        border: 0;
      }
      @supports not (position-area: block-end) {
        .columns {
          inset: 0;
          margin: auto;
        }
      }
      @media (max-width: 56rem) {
        .filter {
          grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        }
        .filter input[type='search'] {
          grid-column: 1 / -1;
        }
        .filter .tag {
          grid-column: 1 / -1;
        }
        .cell:empty,
        .titles {
          display: none;
        }
        .line {
          grid-auto-flow: row;
          grid-template-columns: 2.25rem minmax(0, 1fr);
        }
        .line :is(.avatar, console-presence[as='dot']) {
          grid-row: 1 / 3;
        }
        .line .cell {
          grid-column: 2;
        }
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: routerContext }) router!: Router;
  @consume({ context: sessionContext, subscribe: true }) me!: Me;
  @consume({ context: noticesContext }) notices!: Notices;
  @property({ attribute: false }) query = new URLSearchParams();
  @state() private problem: ApiProblem | null = null;
  @state() private columns: readonly Column[] = columnsOf(recall('contact-columns'));
  @state() private busy = false;
  /** What is typed where the focus is, or not told to the address yet. The address has it without the white space around it. */
  @state() private typed: Partial<Record<TypedFilter, string>> = {};
  #typingTimer: ReturnType<typeof setTimeout> | undefined;
  /** What this page has last told the address. */
  #told = '';
  private contacts = new Remote(
    this,
    (signal, ..._narrowed: string[]) => fetchContacts(this.#narrowed, null, signal),
    () => FILTERS.map((name) => this.query.get(name) ?? ''),
  );
  private bots = new Remote(
    this,
    (signal) => fetchBots(null, signal),
    () => [],
  );

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopTimer();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const told = toldBy((name) => this.#address.get(name));
    if (!changed.has('query') || told === this.#told) return;
    this.#told = told;
    // A link, or the browser's back: what was typed before is not meant any more.
    this.#stopTimer();
    this.typed = {};
  }

  #stopTimer(): void {
    clearTimeout(this.#typingTimer);
    this.#typingTimer = undefined;
  }

  /** What the address says; a kind that is none is everybody. */
  get #narrowed(): ContactsFilter {
    const { query } = this;
    return {
      search: query.get('search') || undefined,
      botId: query.get('bot') || undefined,
      kind: CONTACT_KINDS.find((kind) => kind === query.get('kind')),
      tag: query.get('tag') || undefined,
    };
  }

  /** What the address says at this moment; `query` comes a moment later. */
  get #address(): URLSearchParams {
    const { place } = this.router;
    return place?.page === 'contacts' ? place.query : this.query;
  }

  #filter(change: Partial<Record<(typeof FILTERS)[number], string>>): void {
    this.#stopTimer();
    const wanted = { ...Object.fromEntries(this.#address), ...this.typed, ...change };
    const query = Object.fromEntries(FILTERS.map((name) => [name, wanted[name]?.trim()]));
    this.#told = toldBy((name) => query[name]);
    this.router.go(hrefTo('contacts', undefined, query), { replace: true });
    const focused = this.shadowRoot?.activeElement?.getAttribute('name');
    this.typed = Object.fromEntries(Object.entries(this.typed).filter(([name]) => name === focused));
  }

  #type(name: TypedFilter, event: Event): void {
    this.typed = { ...this.typed, [name]: (event.target as HTMLInputElement).value };
    this.#stopTimer();
    this.#typingTimer = setTimeout(() => this.#filter({}), TYPING_PAUSE_MS);
  }

  /** A field that is left shows what the address says, unless its text is still on the way there. */
  #left(name: TypedFilter): void {
    if (this.#typingTimer !== undefined) return;
    const { [name]: _, ...others } = this.typed;
    this.typed = others;
  }

  #choose(column: Column, chosen: boolean): void {
    this.columns = COLUMNS.filter((one) => (one === column ? chosen : this.columns.includes(one)));
    remember('contact-columns', this.columns.join(' '));
  }

  #export = async (): Promise<void> => {
    const { t } = this.words;
    this.busy = true;
    this.problem = null;
    try {
      const { csv, rows, complete } = await exportContacts(this.#narrowed);
      saveFile('contacts.csv', csv, 'text/csv');
      this.notices.say(complete ? t.records.contacts.exported(rows) : t.records.contacts.cut(rows));
    } catch (reason) {
      this.problem = asProblem(reason);
    }
    this.busy = false;
  };

  #more = async (): Promise<void> => {
    const known = this.contacts.value;
    if (known === undefined || known.next === null) return;
    const { query } = this;
    try {
      const page = await fetchContacts(this.#narrowed, known.next);
      if (this.query === query) this.contacts.set({ items: [...known.items, ...page.items], next: page.next });
    } catch (reason) {
      this.problem = asProblem(reason);
    }
  };

  override render() {
    const { t } = this.words;
    const words = t.records.contacts;
    const page = this.contacts.value;
    const bots = this.bots.value?.items ?? [];
    const bot = this.query.get('bot') ?? '';
    return html`<div class="page">
      ${pageHead({ title: t.contacts.title, actions: this.#actions() })}
      <div class="filter" role="search">
        <input
          type="search"
          name="search"
          aria-label=${t.contacts.search}
          placeholder=${t.contacts.search}
          maxlength="200"
          .value=${live(this.typed.search ?? this.query.get('search') ?? '')}
          @input=${(event: Event) => this.#type('search', event)}
          @blur=${() => this.#left('search')}
        />
        <select aria-label=${words.kind} @change=${(event: Event) => this.#filter({ kind: (event.target as HTMLSelectElement).value })}>
          <option value="">${words.kinds.all}</option>
          ${CONTACT_KINDS.map((kind) => html`<option value=${kind} ?selected=${kind === this.query.get('kind')}>${words.kinds[kind]}</option>`)}
        </select>
        <select aria-label=${t.bots.one} @change=${(event: Event) => this.#filter({ bot: (event.target as HTMLSelectElement).value })}>
          <option value="">${t.bots.all}</option>
          ${bots.map((one) => html`<option value=${one.id} ?selected=${one.id === bot}>${one.name}</option>`)}
        </select>
        <input
          class="tag"
          name="tag"
          aria-label=${words.tag}
          title=${words.tag_hint}
          placeholder=${words.tag}
          maxlength="50"
          autocomplete="off"
          .value=${live(this.typed.tag ?? this.query.get('tag') ?? '')}
          @input=${(event: Event) => this.#type('tag', event)}
          @blur=${() => this.#left('tag')}
        />
      </div>
      ${this.contacts.problem ? html`<console-problem .problem=${this.contacts.problem} retryable @retry=${() => this.contacts.reload()}></console-problem>` : nothing}
      <console-problem .problem=${this.problem}></console-problem>
      ${page === undefined ? (this.contacts.loading ? html`<div class="skeleton" aria-busy="true"></div>` : nothing) : this.#list(page.items)}
      ${page !== undefined && page.next !== null ? html`<p><button @click=${this.#more}>${t.common.more}</button></p>` : nothing}
    </div>`;
  }

  #actions() {
    const { t } = this.words;
    const words = t.records.contacts;
    return html`<button class="compact" id="columns-button" popovertarget="columns">${words.columns}</button>
      <div id="columns" class="columns" popover aria-label=${words.columns}>
        <fieldset>
          <legend class="hidden-visually">${words.columns}</legend>
          ${COLUMNS.map(
            (column) => html`<label class="check">
              <input
                type="checkbox"
                name=${column}
                .checked=${this.columns.includes(column)}
                @change=${(event: Event) => this.#choose(column, (event.target as HTMLInputElement).checked)}
              />
              ${words.column[column]}
            </label>`,
          )}
        </fieldset>
      </div>
      ${
        may(this.me.user.role, 'contacts.export')
          ? html`<button class="compact" @click=${this.#export} ?disabled=${this.busy}>${words.export}</button>`
          : nothing
      }`;
  }

  #list(contacts: readonly ContactRow[]) {
    const { t } = this.words;
    if (contacts.length > 0) {
      return html`<div class="card list">
        <div class="line titles" aria-hidden="true">
          <span>${t.contact.attributes.name}</span>
          ${this.columns.map((column) => html`<span class="clip">${t.records.contacts.column[column]}</span>`)}
        </div>
        <ul role="list">
          ${repeat(
            contacts,
            (one) => one.id,
            (one) => this.#row(one),
          )}
        </ul>
      </div>`;
    }
    const filtered = this.query.size > 0;
    return html`<div class="card" role="status">
      <p>${filtered ? t.contacts.none_found : t.contacts.empty}</p>
      <p>
        <a class="button" href=${filtered ? hrefTo('contacts') : hrefTo('bots')}>${filtered ? t.contacts.show_all : t.contacts.empty_action}</a>
      </p>
    </div>`;
  }

  #row(contact: ContactRow) {
    const { t } = this.words;
    const name = contactName(contact, t);
    return html`<li>
      <a class="line contact" href=${hrefTo('contact', { contact_id: contact.id })}>
        ${contactAvatar(contact)}
        <console-presence as="dot" .of=${contact}></console-presence>
        <span class="name"
          ><span class="clip"><bdi>${name}</bdi></span><console-verified .contact=${contact}></console-verified>${
            contact.blocked ? html`<span class="chip bad">${t.contact.blocked}</span>` : nothing
          }</span
        >
        ${this.columns.map((column) => {
          const cell = this.#cell(contact, column);
          return cell === ''
            ? html`<span class="cell ${column}"></span>`
            : html`<span class="cell soft small clip ${column}"
              ><span class="hidden-visually">${t.records.contacts.column[column]}: </span>${cell}</span
            >`;
        })}
      </a>
    </li>`;
  }

  #cell(contact: ContactRow, column: Column): unknown {
    switch (column) {
      case 'custom_user_id':
      case 'email':
      case 'phone':
        return contact[column] === null ? '' : html`<bdi>${contact[column]}</bdi>`;
      case 'bot':
        return this.bots.value?.items.find((one) => one.id === contact.bot_id)?.name ?? '';
      case 'tags':
        return contact.tags.join(', ');
      case 'last_seen':
        return contact.last_seen_at === null && !contact.online
          ? ''
          : html`<console-presence as="cell" .of=${contact}></console-presence>`;
      case 'first_seen':
        return html`<console-time .at=${contact.created_at}></console-time>`;
    }
  }
}

/** The narrowing parts of an address, to compare with those of another. */
function toldBy(read: (name: (typeof FILTERS)[number]) => string | null | undefined): string {
  return JSON.stringify(FILTERS.map((name) => read(name) ?? ''));
}

/** The columns somebody chose, in their order; unless they did, those that fit most screens. */
function columnsOf(chosen: string | null): readonly Column[] {
  const names = (chosen ?? 'custom_user_id email bot last_seen').split(' ');
  return COLUMNS.filter((column) => names.includes(column));
}

declare global {
  interface HTMLElementTagNameMap {
    'console-contacts-page': ConsoleContactsPage;
  }
}
