import { consume } from '@lit/context';
import { html, LitElement, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { setPageTitle } from '../../app/page-title.js';
import { SignedInEvent } from '../../app/session-events.js';
import { type Preferences, preferencesContext, wordsContext } from '../../contexts/contexts.js';
import { type ApiProblem, asProblem } from '../../data/problem.js';
import { Remote } from '../../data/remote.js';
import { fetchSetupState, setUp } from '../../data/session.js';
import { alone } from '../../elements/alone.styles.js';
import '../../elements/console-problem.js';
import { languageRow } from '../../elements/language-row.js';
import { markChatku } from '../../elements/mark.js';
import type { Words } from '../../locale/words.js';
import { hrefTo } from '../../router/paths.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';

/** The browser's time zone by its IANA name. */
const ownTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/**
 * First-run sign-up of the installation's owner, with the code from the server's terminal.
 *
 * @summary First-run sign-up.
 * @tag console-setup-page
 * @fires console-signed-in - The owner was made and is signed in.
 */
@customElement('console-setup-page')
export class ConsoleSetupPage extends LitElement {
  static override styles = [base, controls, surfaces, alone];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: preferencesContext, subscribe: true }) preferences!: Preferences;
  @state() private problem: ApiProblem | null = null;
  @state() private busy = false;
  @query('form') private form!: HTMLFormElement;
  private setup = new Remote(
    this,
    (signal) => fetchSetupState(signal),
    () => [],
  );

  #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const fields = new FormData(this.form);
    const field = (name: string): string => String(fields.get(name) ?? '').trim();
    this.busy = true;
    this.problem = null;
    try {
      await setUp({
        code: field('code'),
        workspace_name: field('workspace_name'),
        name: field('name'),
        email: field('email'),
        password: String(fields.get('password') ?? ''),
        timezone: field('timezone'),
        language: this.preferences.locale,
      });
      this.dispatchEvent(new SignedInEvent());
    } catch (reason) {
      this.problem = asProblem(reason);
      this.busy = false;
    }
  };

  override render() {
    const { t } = this.words;
    setPageTitle(t.setup.title);
    return html`<div class="sheet">
      <header>
        ${markChatku}
        <h1>${t.setup.title}</h1>
        <p class="soft">${t.setup.lead}</p>
      </header>
      ${this.setup.problem ? html`<console-problem .problem=${this.setup.problem} retryable @retry=${() => this.setup.reload()}></console-problem>` : nothing}
      ${this.setup.value === undefined ? nothing : this.setup.value.needed ? this.#form() : this.#done()}
      ${languageRow(this.preferences, t.shell.language)}
    </div>`;
  }

  #done() {
    const { t } = this.words;
    return html`<div class="card">
      <p>${t.setup.already}</p>
      <p><a class="button primary" href=${hrefTo('sign_in')}>${t.sign_in.title}</a></p>
    </div>`;
  }

  #form() {
    const { t } = this.words;
    return html`<form class="card" @submit=${this.#submit}>
      <console-problem .problem=${this.problem}></console-problem>
      <div class="field">
        <label for="code">${t.setup.code}</label>
        <input id="code" name="code" class="mono" required maxlength="40" autocomplete="one-time-code" autocapitalize="none" spellcheck="false" aria-describedby="code-hint" />
        <span class="hint" id="code-hint">${t.setup.code_hint}</span>
      </div>
      <div class="field">
        <label for="workspace">${t.setup.workspace}</label>
        <input id="workspace" name="workspace_name" required maxlength="80" autocomplete="organization" />
      </div>
      <div class="field">
        <label for="name">${t.setup.name}</label>
        <input id="name" name="name" required maxlength="80" autocomplete="name" />
      </div>
      <div class="field">
        <label for="email">${t.sign_in.email}</label>
        <input id="email" name="email" type="email" required maxlength="254" autocomplete="username" />
      </div>
      <div class="field">
        <label for="password">${t.sign_in.password}</label>
        <input id="password" name="password" type="password" required minlength="10" maxlength="200" autocomplete="new-password" aria-describedby="password-hint" />
        <span class="hint" id="password-hint">${t.setup.password_hint}</span>
      </div>
      <div class="field">
        <label for="timezone">${t.setup.timezone}</label>
        <select id="timezone" name="timezone">
          ${timeZones().map((zone) => html`<option ?selected=${zone === ownTimeZone()}>${zone}</option>`)}
        </select>
      </div>
      <button class="primary" ?disabled=${this.busy}>${t.setup.action}</button>
    </form>`;
  }
}

const timeZones = (): string[] => {
  const own = ownTimeZone();
  const all = Intl.supportedValuesOf('timeZone');
  // "UTC" is a browser's answer that its own list may lack.
  return all.includes(own) ? all : [own, ...all];
};

declare global {
  interface HTMLElementTagNameMap {
    'console-setup-page': ConsoleSetupPage;
  }
}
