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
  /** A word that has to be typed before it can be done, and what is said above the field. */
  typed?: { word: string; label: string };
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
  @state() private given = '';
  @query('dialog') private dialog!: HTMLDialogElement;

  async ask(question: Question): Promise<void> {
    this.question = question;
    this.problem = null;
    this.given = '';
    await this.updateComplete;
    this.dialog.showModal();
  }

  #run = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.question === null || !this.#isTyped(this.question)) return;
    this.busy = true;
    this.problem = null;
    try {
      if ((await this.question.run()) !== false) this.dialog.close();
    } catch (reason) {
      this.problem = asProblem(reason);
    }
    this.busy = false;
  };

  #isTyped({ typed }: Question): boolean {
    return typed === undefined || this.given.trim() === typed.word.trim();
  }

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
            ${
              question.typed === undefined
                ? nothing
                : html`<div class="field">
                  <label for="typed">${question.typed.label}</label>
                  <input
                    id="typed"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    .value=${this.given}
                    @input=${(event: Event) => (this.given = (event.target as HTMLInputElement).value)}
                  />
                </div>`
            }
            <console-problem .problem=${this.problem}></console-problem>
            <div class="row end">
              <button type="button" autofocus @click=${() => this.dialog.close()}>${t.common.cancel}</button>
              <button class=${question.danger ? 'danger' : 'primary'} ?disabled=${this.busy || !this.#isTyped(question)}>${question.action}</button>
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
