import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { wordsContext } from '../contexts/contexts.js';
import type { ApiProblem } from '../data/problem.js';
import { explainProblem } from '../locale/explain-problem.js';
import type { Words } from '../locale/words.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { surfaces } from '../styles/surfaces.js';
import { iconWarning } from './icons.js';

/**
 * What went wrong, what to do about it, and the request's name in the logs.
 *
 * @summary A failed request, explained.
 * @tag console-problem
 * @fires retry - The person pressed "try again"; only with `retryable`.
 */
@customElement('console-problem')
export class ConsoleProblem extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      .note {
        overflow-wrap: anywhere;
      }
      .note > div {
        display: grid;
        gap: var(--gap-1);
        justify-items: start;
      }
      .more {
        color: var(--ink);
      }
      code {
        user-select: all;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @property({ attribute: false }) problem: ApiProblem | undefined | null;
  /** Offers to try again. */
  @property({ type: Boolean }) retryable = false;

  override willUpdate(): void {
    // An empty element would still take its place in a grid.
    this.hidden = !this.problem;
  }

  override render() {
    if (!this.problem) return nothing;
    const { t, locale } = this.words;
    const { detail, fix, requestId, issues } = this.problem;
    const said = explainProblem(this.problem, t);
    return html`<div class="note bad" role="alert">
      ${iconWarning}
      <div>
        <strong>${said ?? detail}</strong>
        ${said !== null && said !== detail ? html`<p class="more" lang=${locale === 'en' ? nothing : 'en'}>${detail}</p>` : nothing}
        ${fix === undefined ? nothing : html`<p class="more" lang=${locale === 'en' ? nothing : 'en'}>${fix}</p>`}
        ${
          issues.length === 0
            ? nothing
            : html`<ul class="more small">
              ${issues.map((issue) => html`<li><code>${issue.path}</code> ${issue.message}</li>`)}
            </ul>`
        }
        ${requestId === undefined ? nothing : html`<p class="more small">${t.common.request} <code>${requestId}</code></p>`}
        ${
          this.retryable
            ? html`<button class="compact" @click=${() => this.dispatchEvent(new Event('retry'))}>${t.shell.retry}</button>`
            : nothing
        }
      </div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-problem': ConsoleProblem;
  }
}
