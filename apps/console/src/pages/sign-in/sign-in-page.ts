import { consume } from '@lit/context';
import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { setPageTitle } from '../../app/page-title.js';
import { SignedInEvent } from '../../app/session-events.js';
import { type Preferences, preferencesContext, wordsContext } from '../../contexts/contexts.js';
import { ApiProblem, asProblem } from '../../data/problem.js';
import { signIn, signInByLink, signInBySecondStep } from '../../data/session.js';
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
  /** The password was right: what the code goes with. */
  @state() private ticket: string | null = null;
  @query('#email') private email!: HTMLInputElement;
  @query('#password') private password!: HTMLInputElement;
  @query('#code') private code!: HTMLInputElement;

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

  #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    this.busy = true;
    this.problem = null;
    try {
      const answer = await signIn(this.email.value.trim(), this.password.value);
      if ('second_step' in answer) {
        this.ticket = answer.second_step.ticket;
        this.busy = false;
      } else this.dispatchEvent(new SignedInEvent());
    } catch (reason) {
      this.problem = asProblem(reason);
      this.busy = false;
    }
  };

  #submitCode = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { ticket } = this;
    if (ticket === null) return;
    await this.#enter(() => signInBySecondStep(ticket, this.code.value.trim()));
    // The ticket is of no use any more: begin with the password, and keep the reason on the screen.
    if (this.problem?.code === 'second_step_expired') this.ticket = null;
    else this.code?.select();
  };

  override updated(changed: PropertyValues): void {
    if (changed.has('ticket') && this.ticket !== null) this.code.focus();
  }

  override render() {
    const { t } = this.words;
    setPageTitle(t.sign_in.title);
    return html`<div class="sheet">
      <header>
        ${markChatku}
        <h1>${t.sign_in.title}</h1>
      </header>
      ${this.ticket === null ? this.#first() : this.#second()} ${languageRow(this.preferences, t.shell.language)}
    </div>`;
  }

  #second(): TemplateResult {
    const words = this.words.t.staff.two_step;
    return html`<form class="card" @submit=${this.#submitCode}>
      <h2>${words.title}</h2>
      <console-problem .problem=${this.problem}></console-problem>
      <div class="field">
        <label for="code">${words.code_or_recovery}</label>
        <input id="code" class="mono" required maxlength="40" autocomplete="one-time-code" autocapitalize="none" spellcheck="false" aria-describedby="code-hint" />
        <span class="hint" id="code-hint">${words.ask}</span>
      </div>
      <button class="primary" ?disabled=${this.busy}>${words.go_on}</button>
      <button
        type="button"
        class="quiet"
        @click=${() => {
          this.ticket = null;
          this.problem = null;
        }}
      >
        ${words.start_over}
      </button>
    </form>`;
  }

  #first(): TemplateResult {
    const { t } = this.words;
    return html`<form class="card" @submit=${this.#submit}>
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
        <p class="small"><a href=${hrefTo('forgotten')}>${t.staff.forgotten.link}</a></p>
      </form>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-sign-in-page': ConsoleSignInPage;
  }
}
