import { consume } from '@lit/context';
import { html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { setPageTitle } from '../../app/page-title.js';
import { SignedInEvent } from '../../app/session-events.js';
import { type Preferences, preferencesContext, wordsContext } from '../../contexts/contexts.js';
import { ApiProblem, asProblem } from '../../data/problem.js';
import { signIn, signInByLink } from '../../data/session.js';
import { alone } from '../../elements/alone.styles.js';
import '../../elements/console-problem.js';
import { languageRow } from '../../elements/language-row.js';
import { markChatku } from '../../elements/mark.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';

/**
 * Signs in by e-mail and password, or by a link's single-use secret without a question.
 *
 * @summary Sign-in.
 * @tag console-sign-in-page
 * @fires console-signed-in - A session was made.
 */
@customElement('console-sign-in-page')
export class ConsoleSignInPage extends LitElement {
  static override styles = [base, controls, surfaces, alone];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: preferencesContext, subscribe: true }) preferences!: Preferences;
  /** The secret of a link; an empty one stands for a link that was cut off. Null: no link. */
  @property({ attribute: false }) secret: string | null = null;
  @state() private problem: ApiProblem | null = null;
  @state() private busy = false;
  @query('#email') private email!: HTMLInputElement;
  @query('#password') private password!: HTMLInputElement;

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('secret') || this.secret === null) return;
    const { secret } = this;
    if (secret === '') {
      this.problem = new ApiProblem({ code: 'sign_in_link_refused', status: 0, detail: this.words.t.sign_in.link_cut });
    } else void this.#enter(() => signInByLink(secret));
  }

  async #enter(act: () => Promise<unknown>): Promise<void> {
    this.busy = true;
    this.problem = null;
    try {
      await act();
      this.dispatchEvent(new SignedInEvent());
    } catch (reason) {
      this.problem = asProblem(reason);
      this.busy = false;
    }
  }

  #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#enter(() => signIn(this.email.value.trim(), this.password.value));
  };

  override render() {
    const { t } = this.words;
    setPageTitle(t.sign_in.title);
    return html`<div class="sheet">
      <header>
        ${markChatku}
        <h1>${t.sign_in.title}</h1>
      </header>
      <form class="card" @submit=${this.#submit}>
        <console-problem .problem=${this.problem}></console-problem>
        <div class="field">
          <label for="email">${t.sign_in.email}</label>
          <input id="email" type="email" autocomplete="username" required maxlength="254" />
        </div>
        <div class="field">
          <label for="password">${t.sign_in.password}</label>
          <input id="password" type="password" autocomplete="current-password" required maxlength="200" />
        </div>
        <button class="primary" ?disabled=${this.busy}>${this.busy ? t.sign_in.busy : t.sign_in.action}</button>
        <p class="soft small">${t.sign_in.forgotten} <code>npm run chatku -- reset-password</code></p>
      </form>
      ${languageRow(this.preferences, t.shell.language)}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-sign-in-page': ConsoleSignInPage;
  }
}
