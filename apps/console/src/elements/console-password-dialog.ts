import { consume } from '@lit/context';
import { html, LitElement } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { sessionContext, wordsContext } from '../contexts/contexts.js';
import { type ApiProblem, asProblem } from '../data/problem.js';
import { givePassword, type Me } from '../data/session.js';
import type { Words } from '../locale/words.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { surfaces } from '../styles/surfaces.js';
import './console-problem.js';

/**
 * Asks for the password again, before something that must not happen on an unattended screen.
 *
 * @summary The password, once more.
 * @tag console-password-dialog
 */
@customElement('console-password-dialog')
export class ConsolePasswordDialog extends LitElement {
  static override styles = [base, controls, surfaces];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: sessionContext, subscribe: true }) me!: Me;
  @state() private problem: ApiProblem | null = null;
  @state() private busy = false;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('#password') private password!: HTMLInputElement;
  #answer: (given: boolean) => void = () => {};

  /** Opens; resolves to true once the API took the password, false when the person closed the dialog. */
  async ask(): Promise<boolean> {
    await this.updateComplete;
    this.dialog.showModal();
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    this.busy = true;
    this.problem = null;
    try {
      await givePassword(this.password.value);
      this.#answer(true);
      this.dialog.close();
    } catch (reason) {
      this.problem = asProblem(reason);
      this.password.select();
    }
    this.busy = false;
  };

  override render() {
    const { t } = this.words;
    return html`<dialog aria-labelledby="title" @close=${() => this.#answer(false)}>
      <form @submit=${this.#submit}>
        <h2 id="title">${t.password.title}</h2>
        <p>${t.password.why}</p>
        <input type="email" autocomplete="username" .value=${this.me.user.email} hidden readonly />
        <div class="field">
          <label for="password">${t.sign_in.password}</label>
          <input id="password" type="password" autocomplete="current-password" required autofocus maxlength="200" />
        </div>
        <console-problem .problem=${this.problem}></console-problem>
        <div class="row end">
          <button type="button" @click=${() => this.dialog.close()}>${t.common.cancel}</button>
          <button class="primary" ?disabled=${this.busy}>${t.password.go_on}</button>
        </div>
      </form>
    </dialog>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-password-dialog': ConsolePasswordDialog;
  }
}
