import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { wordsContext } from '../../contexts/contexts.js';
import { type ErrorLogPlace, fetchErrors } from '../../data/logs.js';
import { type ApiProblem, asProblem } from '../../data/problem.js';
import { Remote } from '../../data/remote.js';
import '../../elements/console-problem.js';
import '../../elements/console-time.js';
import type { Words } from '../../locale/words.js';
import { hrefTo } from '../../router/paths.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';

/**
 * Where one thing went wrong, and how often.
 *
 * @summary The places of one code of the error log.
 * @tag console-error-places
 */
@customElement('console-error-places')
export class ConsoleErrorPlaces extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      ul {
        list-style: none;
      }
      li {
        display: flex;
        flex-wrap: wrap;
        gap: var(--gap-1) var(--gap-3);
        padding-block: var(--gap-2);
      }
      li > span:first-child {
        flex: 1 1 14rem;
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @property({ attribute: false }) botId = '';
  @property({ attribute: false }) code = '';
  @state() private problem: ApiProblem | null = null;
  private errors = new Remote(
    this,
    (signal, botId: string, code: string) => fetchErrors(botId, code, null, signal),
    () => [this.botId, this.code],
  );

  #more = async (): Promise<void> => {
    const known = this.errors.value;
    if (known === undefined || known.next === null) return;
    this.problem = null;
    try {
      const page = await fetchErrors(this.botId, this.code, known.next);
      this.errors.set({ items: [...known.items, ...page.items], next: page.next });
    } catch (reason) {
      this.problem = asProblem(reason);
    }
  };

  #place({ flow_id, flow_name, step_id, step_title }: ErrorLogPlace) {
    const words = this.words.t.records.errors;
    const step = step_title ?? step_id;
    const said = html`${words.flow}: ${flow_name ?? words.flow_gone}${step === null ? nothing : html` · ${words.step}: ${step}`}`;
    return flow_name === null
      ? html`<span class="soft small">${said}</span>`
      : html`<a class="small" href=${hrefTo('flow', { bot_id: this.botId, flow_id }, { step: step_id })}>${said}</a>`;
  }

  override render() {
    const { t } = this.words;
    const page = this.errors.value;
    return html`${this.errors.problem ? html`<console-problem .problem=${this.errors.problem} retryable @retry=${() => this.errors.reload()}></console-problem>` : nothing}
      ${page === undefined && this.errors.loading ? html`<div class="skeleton" aria-busy="true"></div>` : nothing}
      <ul role="list">
        ${page?.items.map(
          (one) => html`<li>
            <span><span lang="en">${one.detail}</span>${one.place === null ? nothing : html`<br />${this.#place(one.place)}`}</span>
            <span class="soft small">${t.records.errors.times(one.count)}</span>
            <span class="soft small"><console-time .at=${one.last_at}></console-time></span>
          </li>`,
        )}
      </ul>
      <console-problem .problem=${this.problem}></console-problem>
      ${page !== undefined && page.next !== null ? html`<p><button class="compact" @click=${this.#more}>${t.common.more}</button></p>` : nothing}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-error-places': ConsoleErrorPlaces;
  }
}
