import { may } from '@chatku/schemas';
import { provide } from '@lit/context';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import {
  type Guard,
  guardContext,
  inboxContext,
  type Notices,
  noticesContext,
  type Preferences,
  preferencesContext,
  presenceContext,
  routerContext,
  sessionContext,
  streamContext,
  THEMES,
  type Theme,
  wordsContext,
} from '../contexts/contexts.js';
import { updateAccount } from '../data/account.js';
import { PresenceStore } from '../data/presence-store.js';
import { ApiProblem, asProblem } from '../data/problem.js';
import { currentCsrf, onSessionLost, setCsrf } from '../data/request.js';
import { fetchMe, fetchSetupState, type Me, signOut } from '../data/session.js';
import { WorkspaceStream } from '../data/workspace-stream.js';
import '../elements/console-notices.js';
import type { ConsoleNotices } from '../elements/console-notices.js';
import '../elements/console-problem.js';
import { InboxStore } from '../inbox/inbox-store.js';
import { LOCALES, type Locale, loadWords, matchLocale, type Words } from '../locale/words.js';
import { type LinkSecret, takeLinkSecret } from '../router/link-secret.js';
import { hrefTo, type PageName, type ParamsOf, type Place } from '../router/paths.js';
import { Router, safeNext } from '../router/router.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { recall, remember } from './browser-memory.js';
import { MeChangedEvent } from './me-changed-event.js';
import { PAGES } from './page-table.js';
import { setPageTitle } from './page-title.js';
import { SignedInEvent, SignOutEvent } from './session-events.js';

// The first thing the console does, before anything could look at the address bar.
const linkSecret = takeLinkSecret();

/** What the app knows of the session: not yet, could not ask, nobody, or somebody. */
type Standing = 'asking' | 'unknown' | 'signed_out' | 'signed_in';

/**
 * The console: knows who is signed in, in which language and theme, and which page is shown; gives all of it to the
 * pages through contexts.
 *
 * @summary The whole console.
 * @tag console-app
 */
@customElement('console-app')
export class ConsoleApp extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        min-block-size: 100dvh;
      }
      .alone {
        display: grid;
        place-content: center;
        min-block-size: 100dvh;
        padding: var(--gap-4);
      }
    `,
  ];

  @provide({ context: wordsContext }) @state() private words!: Words;
  @provide({ context: sessionContext }) @state() private me!: Me;
  @provide({ context: preferencesContext }) @state() private preferences!: Preferences;
  @provide({ context: routerContext }) private router = new Router((how) => void this.#show(how));
  @provide({ context: streamContext }) private stream = new WorkspaceStream({
    csrf: currentCsrf,
    sessionExpired: () => this.#signedOut(),
  });
  @provide({ context: inboxContext }) private inbox = new InboxStore(this.stream);
  @provide({ context: presenceContext }) private presence = new PresenceStore(this.stream);
  @provide({ context: noticesContext }) private notices: Notices = {
    say: (text, action) => this.noticeArea?.add(text, action),
  };
  @provide({ context: guardContext }) protected guard: Guard = { run: (action) => this.#guarded(action) };

  @state() private standing: Standing = 'asking';
  @state() private problem: ApiProblem | null = null;
  /** The place whose page is on the screen; lags behind the router while code is fetched. */
  @state() private shown: Place | null | 'failed' | undefined;
  @state() private loading = false;
  /** The secret of a single-use link, until its page has used it. */
  @state() private linkSecret: LinkSecret | null = linkSecret;
  @query('console-notices') private noticeArea?: ConsoleNotices;
  // Fetched with the first page behind the sign-in: until then it is an element without its methods.
  @query('console-shell') private shell?: HTMLElement & { focusMain?(): void };

  override connectedCallback(): void {
    super.connectedCallback();
    this.linkSecret ??= takeLinkSecret();
    this.addEventListener(SignedInEvent.type, this.#signedIn);
    this.addEventListener(SignOutEvent.type, this.#signOut);
    this.addEventListener(MeChangedEvent.type, this.#meChanged);
    addEventListener('hashchange', this.#fragmentChanged);
    onSessionLost({ signedOut: () => this.#signedOut(), renew: () => this.#renew() });
    this.router.start();
    void this.#begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener(SignedInEvent.type, this.#signedIn);
    this.removeEventListener(SignOutEvent.type, this.#signOut);
    this.removeEventListener(MeChangedEvent.type, this.#meChanged);
    removeEventListener('hashchange', this.#fragmentChanged);
    this.router.stop();
    this.inbox.stop();
    this.presence.stop();
    this.stream.stop();
  }

  async #begin(): Promise<void> {
    const theme = THEMES.find((one) => one === recall('theme')) ?? 'auto';
    const stored = recall('locale');
    const locale = (Object.keys(LOCALES) as Locale[]).find((one) => one === stored);
    this.#applyTheme(theme);
    await Promise.all([this.#applyLocale(locale ?? matchLocale(navigator.languages), theme), this.#askSession()]);
    await this.#speakTheirs();
    await this.#show('link');
  }

  // ── language and theme ──

  async #applyLocale(locale: Locale, theme: Theme = this.preferences.theme): Promise<void> {
    this.words = await loadWords(locale);
    document.documentElement.lang = locale;
    this.#prefer(theme, locale);
  }

  #applyTheme(theme: Theme): void {
    if (theme === 'auto') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }

  #prefer(theme: Theme, locale: Locale): void {
    this.preferences = {
      theme,
      locale,
      setTheme: (next) => {
        remember('theme', next);
        this.#applyTheme(next);
        this.#prefer(next, this.preferences.locale);
      },
      setLocale: (next) => {
        remember('locale', next);
        void this.#applyLocale(next);
        if (this.standing === 'signed_in') void this.#storeLocale(next);
      },
    };
  }

  /** Whoever is signed in reads their own language, on whatever browser. */
  async #speakTheirs(): Promise<void> {
    if (this.standing !== 'signed_in' || this.me.user.language === this.preferences.locale) return;
    remember('locale', this.me.user.language);
    await this.#applyLocale(this.me.user.language);
  }

  async #storeLocale(language: Locale): Promise<void> {
    try {
      this.me = await updateAccount({ language });
    } catch (reason) {
      this.notices.say(asProblem(reason).detail);
    }
  }

  #meChanged = (event: Event): void => {
    if (!(event instanceof MeChangedEvent)) return;
    this.me = event.me;
    void this.#speakTheirs();
  };

  // ── session ──

  async #askSession(): Promise<void> {
    this.problem = null;
    this.standing = 'asking';
    try {
      this.#enter(await fetchMe());
    } catch (reason) {
      if (!(reason instanceof ApiProblem)) throw reason;
      if (reason.status === 401) {
        this.standing = 'signed_out';
        await this.#offerSetup();
      } else {
        this.problem = reason;
        this.standing = 'unknown';
      }
    }
  }

  /** A new installation has nobody who could sign in: it begins with its owner. */
  async #offerSetup(): Promise<void> {
    const page = this.router.place?.page;
    if (page === 'setup') return;
    const setup = await fetchSetupState().catch(() => ({ needed: false }));
    if (setup.needed) this.router.stand(hrefTo('setup'));
  }

  #enter(me: Me): void {
    setCsrf(me.csrf);
    this.me = me;
    this.standing = 'signed_in';
    this.presence.start();
    this.stream.start();
    this.inbox.start();
  }

  #signedIn = async (event: Event): Promise<void> => {
    if (!(event instanceof SignedInEvent)) return;
    const next = safeNext(new URLSearchParams(location.search).get('next'));
    this.linkSecret = null;
    // Whoever was signed in before in this tab leaves nothing behind.
    this.inbox.stop();
    this.presence.stop();
    this.stream.stop();
    await this.#askSession();
    await this.#speakTheirs();
    this.router.go(next ?? hrefTo('home'), { replace: true });
  };

  #signOut = async (): Promise<void> => {
    try {
      await signOut();
    } catch (reason) {
      const problem = asProblem(reason);
      // A session the server no longer knows is what was wanted.
      if (problem.code !== 'unauthenticated') return this.notices.say(problem.detail);
    }
    this.router.stand(hrefTo('sign_in'));
    this.#signedOut();
  };

  #signedOut(): void {
    if (this.standing === 'signed_out') return;
    setCsrf(null);
    this.standing = 'signed_out';
    this.inbox.stop();
    this.presence.stop();
    this.stream.stop();
    void this.#show('link');
  }

  /** The cookie belongs to a newer session: learn its token, unless it is somebody else's. */
  async #renew(): Promise<boolean> {
    const me = await fetchMe().catch(() => null);
    if (me === null || me.user.id !== this.me?.user.id) {
      location.reload();
      return false;
    }
    setCsrf(me.csrf);
    return true;
  }

  async #guarded<T>(action: () => Promise<T>): Promise<{ value: T } | null> {
    try {
      return { value: await action() };
    } catch (reason) {
      if (!(reason instanceof ApiProblem) || reason.code !== 'password_required') throw reason;
    }
    await import('../elements/console-password-dialog.js');
    const dialog = document.createElement('console-password-dialog');
    this.renderRoot.append(dialog);
    const given = await dialog.ask();
    dialog.remove();
    return given ? { value: await action() } : null;
  }

  // ── pages ──

  #fragmentChanged = (): void => {
    const secret = takeLinkSecret();
    if (secret !== null) this.linkSecret = secret;
  };

  async #show(how: 'link' | 'back'): Promise<void> {
    if (this.standing === 'asking' || this.standing === 'unknown') return;
    let place = this.router.place;
    const wanted = place === null ? 'member' : PAGES[place.page].audience;
    if (this.standing === 'signed_out' && wanted === 'member') {
      const here = location.pathname + location.search;
      this.router.stand(hrefTo('sign_in', undefined, { next: here === hrefTo('home') ? null : here }));
      place = this.router.place;
    } else if (
      this.standing === 'signed_in' &&
      place !== null &&
      wanted === 'anyone' &&
      this.linkSecret?.page !== place.page
    ) {
      this.router.go(hrefTo('home'), { replace: true });
      return;
    }
    const before = this.shown;
    const slow = setTimeout(() => {
      this.loading = true;
    }, 200);
    try {
      if (place !== null) await PAGES[place.page].load();
    } catch {
      // Offline, or a new release has replaced the files this page was built with.
      if (this.router.place === place) this.shown = 'failed';
      return;
    } finally {
      clearTimeout(slow);
      this.loading = false;
    }
    if (this.router.place !== place) return;
    this.shown = place;
    await this.updateComplete;
    if (how === 'link' && before !== undefined && !sameView(before, place)) {
      scrollTo(0, 0);
      this.shell?.focusMain?.();
    }
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has('standing') && this.standing === 'signed_in') void import('../shell/console-shell.js');
  }

  override render(): TemplateResult | typeof nothing {
    if (this.words === undefined) return nothing;
    const { t } = this.words;
    if (this.standing === 'unknown' && this.problem !== null) {
      return html`<main class="alone stack">
        <console-problem .problem=${this.problem}></console-problem>
        <button class="primary" @click=${() => void this.#retry()}>${t.shell.retry}</button>
      </main>`;
    }
    if (this.shown === undefined) return html`<main class="alone soft" aria-busy="true">${t.shell.loading}</main>`;
    const place = this.shown;
    const alone = place !== null && place !== 'failed' && PAGES[place.page].audience === 'anyone';
    // Between the end of a session and the sign-in page: nothing of the last person's is drawn once more.
    if (!alone && place !== 'failed' && this.standing !== 'signed_in') {
      return html`<main class="alone soft" aria-busy="true">${t.shell.loading}</main>`;
    }
    const page = place === 'failed' ? this.#failed() : this.#page(place);
    return html`
      ${
        alone || this.standing !== 'signed_in'
          ? html`<main>${page}</main>`
          : html`<console-shell .section=${place === null || place === 'failed' ? undefined : PAGES[place.page].section} ?loading=${this.loading}
              ?immersive=${place !== null && place !== 'failed' && place.page === 'conversation'}
            >${page}</console-shell
          >`
      }
      <console-notices></console-notices>
    `;
  }

  #page(place: Place | null): unknown {
    if (place === null) {
      const { t } = this.words;
      return html`<div class="alone stack">
        <h1>${t.not_found.title}</h1>
        <p>${t.not_found.sentence}</p>
        <p><a class="button" href=${hrefTo('home')}>${t.not_found.action}</a></p>
      </div>`;
    }
    const secret = this.linkSecret?.page === place.page ? this.linkSecret.secret : null;
    if (place.page === 'sign_in') return html`<console-sign-in-page .secret=${secret}></console-sign-in-page>`;
    if (place.page === 'join') return html`<console-join-page .secret=${secret}></console-join-page>`;
    if (place.page === 'new_password') {
      return html`<console-new-password-page .secret=${secret}></console-new-password-page>`;
    }
    const { permission } = PAGES[place.page];
    if (permission !== undefined && !may(this.me.user.role, permission)) return this.#forbidden();
    // The row of the table belongs to the place's own page; the compiler cannot follow a lookup by union.
    const view = PAGES[place.page].view as (params: ParamsOf<PageName>, query: URLSearchParams) => TemplateResult;
    return keyed(keyOf(place), view(place.params, place.query));
  }

  #forbidden(): TemplateResult {
    const { t } = this.words;
    setPageTitle(t.staff.forbidden.title);
    return html`<div class="alone stack">
      <h1>${t.staff.forbidden.title}</h1>
      <p>${t.staff.forbidden.sentence(t.staff.roles[this.me.user.role])}</p>
      <p><a class="button" href=${hrefTo('conversations')}>${t.staff.forbidden.action}</a></p>
    </div>`;
  }

  #failed(): TemplateResult {
    const { t } = this.words;
    return html`<div class="alone stack">
      <h1>${t.page_failed.title}</h1>
      <p>${t.page_failed.sentence}</p>
      <p><button @click=${() => location.reload()}>${t.page_failed.action}</button></p>
    </div>`;
  }

  async #retry(): Promise<void> {
    await this.#askSession();
    await this.#show('link');
  }
}

/** Pages of one bot or contact are made anew for another; the inbox lives on while conversations change. */
const keyOf = (place: Place): string => {
  if (place.page === 'conversation' || place.page === 'conversations') return 'inbox';
  return JSON.stringify(place.params);
};

const sameView = (before: Place | null | 'failed' | undefined, after: Place | null): boolean =>
  before !== undefined &&
  before !== null &&
  before !== 'failed' &&
  after !== null &&
  (before.page === after.page || (keyOf(before) === 'inbox' && keyOf(after) === 'inbox')) &&
  keyOf(before) === keyOf(after);

declare global {
  interface HTMLElementTagNameMap {
    'console-app': ConsoleApp;
  }
}
