import { consume } from '@lit/context';
import { html, LitElement } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { setPageTitle } from '../../app/page-title.js';
import { type Preferences, preferencesContext, wordsContext } from '../../contexts/contexts.js';
import { askPasswordReset } from '../../data/account.js';
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
 * Asks for a link by mail. What it says afterwards is the same for every address.
 *
 * @summary Forgotten password.
 * @tag console-forgotten-page
 */
@customElement('console-forgotten-page')
export class ConsoleForgottenPage extends LitElement {
  static override styles = [base, controls, surfaces, alone];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: preferencesContext, subscribe: true }) preferences!: Preferences;
  @state() private problem: ApiProblem | null = null;
  @state() private busy = false;
  @state() private asked = false;
  @query('#email') private email!: HTMLInputElement;

  #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    this.busy = true;
    this.problem = null;
    try {
      await askPasswordReset(this.email.value.trim());
      this.asked = true;
    } catch (reason) {
      this.problem = asProblem(reason);
    }
    this.busy = false;
  };

  override render() {
    const { t } = this.words;
    const words = t.staff.forgotten;
    setPageTitle(words.title);
    return html`<div class="sheet">
      <header>
        ${markChatku}
        <h1>${words.title}</h1>
        <p class="soft">${words.lead}</p>
      </header>
      <div class="card">
        <div role="status">${this.asked ? html`<div class="note good"><div>${words.sent}</div></div>` : ''}</div>
        ${
          this.asked
            ? ''
            : html`<form @submit=${this.#submit}>
                <console-problem .problem=${this.problem}></console-problem>
                <div class="field">
                  <label for="email">${t.sign_in.email}</label>
                  <input id="email" type="email" autocomplete="username" required maxlength="254" />
                </div>
                <button class="primary" ?disabled=${this.busy}>${words.action}</button>
              </form>`
        }
        <p class="soft small">${words.no_mail} <code>npm run chatku -- reset-password</code></p>
        <p><a href=${hrefTo('sign_in')}>${words.back}</a></p>
      </div>
      ${languageRow(this.preferences, t.shell.language)}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-forgotten-page': ConsoleForgottenPage;
  }
}
