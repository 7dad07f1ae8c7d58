import { consume } from '@lit/context';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { wordsContext } from '../contexts/contexts.js';
import { type ApiProblem, asProblem } from '../data/problem.js';
import type { Words } from '../locale/words.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { surfaces } from '../styles/surfaces.js';
import './console-problem.js';

export type Question = {
  title: string;
  /** What will happen. */
  body: string | TemplateResult;
  /** The word on the button that does it. */
  action: string;
  danger?: boolean;
  /** Does it; a problem is shown in the dialog, which then stays open. Return false to keep it open. */
  run: () => Promise<unknown>;
};

/**
 * Asks before something that is hard to take back, and does it.
 *
 * @summary A question with two answers.
 * @tag console-confirm
 */
@customElement('console-confirm')
export class ConsoleConfirm extends LitElement {
  static override styles = [base, controls, surfaces];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @state() private question: Question | null = null;
  @state() private problem: ApiProblem | null = null;
  @state() private busy = false;
  @query('dialog') private dialog!: HTMLDialogElement;

  async ask(question: Question): Promise<void> {
    this.question = question;
    this.problem = null;
    await this.updateComplete;
    this.dialog.showModal();
  }

  #run = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.question === null) return;
    this.busy = true;
    this.problem = null;
    try {
      if ((await this.question.run()) !== false) this.dialog.close();
    } catch (reason) {
      this.problem = asProblem(reason);
    }
    this.busy = false;
  };

  override render() {
    const { t } = this.words;
    const question = this.question;
    return html`<dialog aria-labelledby="title" @close=${() => (this.question = null)}>
      ${
        question === null
          ? nothing
          : html`<form @submit=${this.#run}>
            <h2 id="title">${question.title}</h2>
            <div>${question.body}</div>
            <console-problem .problem=${this.problem}></console-problem>
            <div class="row end">
              <button type="button" autofocus @click=${() => this.dialog.close()}>${t.common.cancel}</button>
              <button class=${question.danger ? 'danger' : 'primary'} ?disabled=${this.busy}>${question.action}</button>
            </div>
          </form>`
      }
    </dialog>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-confirm': ConsoleConfirm;
  }
}
