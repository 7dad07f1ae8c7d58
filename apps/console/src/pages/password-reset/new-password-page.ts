import { consume } from '@lit/context';
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { setPageTitle } from '../../app/page-title.js';
import { type Preferences, preferencesContext, wordsContext } from '../../contexts/contexts.js';
import { resetPassword } from '../../data/account.js';
import { type ApiProblem, asProblem } from '../../data/problem.js';
import { alone } from '../../elements/alone.styles.js';
import '../../elements/console-problem.js';
import { languageRow } from '../../elements/language-row.js';
import { markChatku } from '../../elements/mark.js';
import type { Words } from '../../locale/words.js';
import { hrefTo } from '../../router/paths.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';

/**
 * Sets a new password by the single-use link of a mail.
 *
 * @summary New password.
 * @tag console-new-password-page
 */
@customElement('console-new-password-page')
export class ConsoleNewPasswordPage extends LitElement {
  static override styles = [base, controls, surfaces, alone];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: preferencesContext, subscribe: true }) preferences!: Preferences;
  /** The link's secret; null or empty: the link was cut off. */
  @property({ attribute: false }) secret: string | null = null;
  @state() private problem: ApiProblem | null = null;
  @state() private busy = false;
  @state() private done = false;
  @query('#password') private password!: HTMLInputElement;

  #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    this.busy = true;
    this.problem = null;
    try {
      await resetPassword(this.secret ?? '', this.password.value);
      this.done = true;
    } catch (reason) {
      this.problem = asProblem(reason);
    }
    this.busy = false;
  };

  override render() {
    const { t } = this.words;
    setPageTitle(t.staff.reset.title);
    return html`<div class="sheet">
      <header>
        ${markChatku}
        <h1>${t.staff.reset.title}</h1>
      </header>
      ${this.#body()} ${languageRow(this.preferences, t.shell.language)}
    </div>`;
  }

  #body(): TemplateResult {
    const { t } = this.words;
    if (this.done) {
      return html`<div class="card">
        <p role="status">${t.staff.reset.done}</p>
        <p><a class="button primary" href=${hrefTo('sign_in')}>${t.sign_in.title}</a></p>
      </div>`;
    }
    if (this.secret === null || this.secret === '') {
      return html`<div class="card">
        <p>${t.staff.reset.cut}</p>
        <p><a class="button" href=${hrefTo('forgotten')}>${t.staff.reset.again}</a></p>
      </div>`;
    }
    return html`<form class="card" @submit=${this.#submit}>
      <console-problem .problem=${this.problem}></console-problem>
      ${this.problem?.code === 'reset_link_refused' ? html`<p><a href=${hrefTo('forgotten')}>${t.staff.reset.again}</a></p>` : ''}
      <div class="field">
        <label for="password">${t.staff.account.new_password}</label>
        <input id="password" type="password" required minlength="10" maxlength="200" autocomplete="new-password" aria-describedby="password-hint" />
        <span class="hint" id="password-hint">${t.setup.password_hint}</span>
      </div>
      <button class="primary" ?disabled=${this.busy}>${t.staff.reset.action}</button>
    </form>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-new-password-page': ConsoleNewPasswordPage;
  }
}
