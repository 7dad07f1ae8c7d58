import { may } from '@chatku/schemas';
import { consume } from '@lit/context';
import { html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { setUnreadInTitle } from '../app/page-title.js';
import { SignOutEvent } from '../app/session-events.js';
import {
  inboxContext,
  type Preferences,
  preferencesContext,
  sessionContext,
  streamContext,
  THEMES,
  type Theme,
  wordsContext,
} from '../contexts/contexts.js';
import type { Me } from '../data/session.js';
import type { WorkspaceStream } from '../data/workspace-stream.js';
import { iconBot, iconChat, iconPeople, iconWarning } from '../elements/icons.js';
import { initials } from '../elements/initials.js';
import { markChatku } from '../elements/mark.js';
import type { InboxStore } from '../inbox/inbox-store.js';
import { LOCALES, type Locale, type Words } from '../locale/words.js';
import { hrefTo } from '../router/paths.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { surfaces } from '../styles/surfaces.js';
import { shellStyles } from './console-shell.styles.js';

/** A connection that comes back sooner is not worth a banner. */
const BANNER_AFTER_MS = 4_000;

/**
 * The frame around every page for members: navigation, account, connection.
 *
 * @summary Navigation rail, or a bar at the bottom of a phone.
 * @tag console-shell
 * @slot - The page.
 */
@customElement('console-shell')
export class ConsoleShell extends LitElement {
  static override styles = [base, controls, surfaces, shellStyles];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: sessionContext, subscribe: true }) me!: Me;
  @consume({ context: preferencesContext, subscribe: true }) preferences!: Preferences;
  @consume({ context: inboxContext }) inbox!: InboxStore;
  @consume({ context: streamContext }) stream!: WorkspaceStream;
  @property({ reflect: true }) section: 'conversations' | 'contacts' | 'bots' | undefined;
  @property({ type: Boolean }) loading = false;
  /** On a phone the page has the whole screen. */
  @property({ type: Boolean, reflect: true }) immersive = false;
  @state() private unread = 0;
  @state() private cutOff: 'offline' | 'reconnecting' | null = null;
  @query('main') private main!: HTMLElement;
  @query('.account') private account!: HTMLElement;
  #unlisten: (() => void)[] = [];
  #bannerTimer: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unlisten = [
      this.inbox.listen(() => this.#count()),
      this.stream.listen({ state: () => this.#watchConnection() }),
    ];
    addEventListener('online', this.#watchConnection);
    addEventListener('offline', this.#watchConnection);
    this.#count();
    this.#watchConnection();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.#unlisten) stop();
    removeEventListener('online', this.#watchConnection);
    removeEventListener('offline', this.#watchConnection);
    clearTimeout(this.#bannerTimer);
    setUnreadInTitle(0);
  }

  /** Moves focus to the page, as a browser does after following a link. */
  focusMain(): void {
    this.main.focus({ preventScroll: true });
  }

  #count(): void {
    this.unread = this.inbox.unread;
    setUnreadInTitle(this.unread);
  }

  #watchConnection = (): void => {
    clearTimeout(this.#bannerTimer);
    if (!navigator.onLine) this.cutOff = 'offline';
    else if (this.stream.state !== 'down') this.cutOff = null;
    else if (this.cutOff === null) {
      this.#bannerTimer = setTimeout(() => {
        this.cutOff = 'reconnecting';
      }, BANNER_AFTER_MS);
    } else this.cutOff = 'reconnecting';
  };

  #hide = (): void => this.account.hidePopover();

  #skip = (event: Event): void => {
    event.preventDefault();
    this.focusMain();
  };

  override render() {
    const { t } = this.words;
    const { user, workspace } = this.me;
    return html`
      ${this.loading ? html`<div class="progress"></div>` : nothing}
      <div class="rail" role="banner">
        <a class="skip" href="#main" @click=${this.#skip}>${t.shell.skip}</a>
        <a class="brand" href=${hrefTo('bots')} title=${workspace.name}>${markChatku}<span>${workspace.name}</span></a>
        <nav aria-label=${t.shell.navigation}>
          <ul role="list">
            ${this.#entry('conversations', hrefTo('conversations'), iconChat, t.shell.conversations, this.unread)}
            ${this.#entry('contacts', hrefTo('contacts'), iconPeople, t.shell.contacts)}
            ${this.#entry('bots', hrefTo('bots'), iconBot, t.shell.bots)}
          </ul>
        </nav>
        <div class="foot">
          <button class="entry" popovertarget="account" title=${user.name}>
            <span class="avatar" aria-hidden="true">${initials(user.name)}</span><span class="who">${user.name}</span><span class="you">${t.shell.you}</span>
            <span class="hidden-visually">${t.shell.account}</span>
          </button>
        </div>
        ${this.#account()}
      </div>
      <main id="main" tabindex="-1">
        <div role="status">
          ${
            this.cutOff === null
              ? nothing
              : html`<p class="banner">${iconWarning}${this.cutOff === 'offline' ? t.shell.offline : t.shell.reconnecting}</p>`
          }
        </div>
        <slot></slot>
      </main>
    `;
  }

  #entry(section: ConsoleShell['section'], href: string, icon: unknown, word: string, count = 0) {
    const { t } = this.words;
    return html`<li>
      <a class="entry" href=${href} title=${word} aria-current=${this.section === section ? 'true' : nothing}>
        ${icon}<span class="word">${word}</span>
        ${
          count === 0
            ? nothing
            : html`<span class="count" aria-hidden="true">${count > 99 ? '99+' : count}</span
              ><span class="hidden-visually">${t.shell.unread(count)}</span>`
        }
      </a>
    </li>`;
  }

  #account() {
    const { t } = this.words;
    const { user } = this.me;
    const { theme, locale } = this.preferences;
    return html`<div class="account" id="account" popover role="dialog" aria-label=${t.shell.account}>
      <div class="stack">
        <p class="break"><strong>${user.name}</strong><br /><span class="soft small">${user.email}</span></p>
        <ul role="list" class="stack small">
          <li><a href=${hrefTo('account')} @click=${this.#hide}>${t.staff.account.title}</a></li>
          ${may(user.role, 'members.read') ? html`<li><a href=${hrefTo('members')} @click=${this.#hide}>${t.staff.members.title}</a></li>` : nothing}
          ${may(user.role, 'audit.read') ? html`<li><a href=${hrefTo('audit_log')} @click=${this.#hide}>${t.records.audit.title}</a></li>` : nothing}
          ${may(user.role, 'jobs.manage') ? html`<li><a href=${hrefTo('background_jobs')} @click=${this.#hide}>${t.records.jobs.title}</a></li>` : nothing}
          ${may(user.role, 'workspace.write') ? html`<li><a href=${hrefTo('workspace')} @click=${this.#hide}>${t.staff.workspace.title}</a></li>` : nothing}
        </ul>
        <div class="field">
          <label for="locale">${t.shell.language}</label>
          <select
            id="locale"
            @change=${(event: Event) => this.preferences.setLocale((event.target as HTMLSelectElement).value as Locale)}
          >
            ${Object.entries(LOCALES).map(
              ([tag, name]) => html`<option value=${tag} lang=${tag} ?selected=${tag === locale}>${name}</option>`,
            )}
          </select>
        </div>
        <div class="field">
          <label for="theme">${t.shell.theme}</label>
          <select
            id="theme"
            @change=${(event: Event) => this.preferences.setTheme((event.target as HTMLSelectElement).value as Theme)}
          >
            ${THEMES.map((one) => html`<option value=${one} ?selected=${one === theme}>${t.shell.themes[one]}</option>`)}
          </select>
        </div>
        <button
          @click=${() => {
            this.account.hidePopover();
            this.dispatchEvent(new SignOutEvent());
          }}
        >
          ${t.shell.sign_out}
        </button>
      </div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-shell': ConsoleShell;
  }
}
