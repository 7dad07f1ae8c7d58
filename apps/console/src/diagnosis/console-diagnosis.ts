import type { Diagnosis } from '@chatku/schemas';
import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { wordsContext } from '../contexts/contexts.js';
import type { Words } from '../locale/words.js';
import { BACKENDS, type Backend } from '../snippets/snippets.js';
import { base } from '../styles/base.js';
import type { DiagnosisTexts } from './diagnosis.js';
import { LINES } from './lines.js';
import { VARIANT_LINES, variantText } from './variants.js';
import type { TokenVariant } from './variants-en.js';

/**
 * Why a proof was refused, and the line to change in the website's backend.
 *
 * @summary A diagnosis, explained.
 * @tag console-diagnosis
 */
@customElement('console-diagnosis')
export class ConsoleDiagnosis extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--gap-3);
      }
      figure {
        border: 1px solid var(--line);
        border-radius: var(--round-m);
        background: var(--code-ground);
        overflow: hidden;
      }
      figcaption {
        padding-block: var(--gap-1);
        padding-inline: var(--gap-4);
        border-block-end: 1px solid var(--line);
        color: var(--ink-soft);
        font-size: var(--text-s);
      }
      pre {
        margin: 0;
        padding-block: var(--gap-2);
        font-size: var(--text-s);
        line-height: 1.7;
        direction: ltr;
        text-align: left;
        /* The place that differs is often at the end of a long line: it must not lie beyond the edge. */
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      code > span {
        display: block;
        padding-inline: calc(var(--gap-4) + 2ch) var(--gap-4);
        text-indent: -2ch;
      }
      .wrong {
        background: var(--bad-ground);
        color: var(--bad);
      }
      .right {
        background: var(--good-ground);
        color: var(--good);
      }
      .sign {
        user-select: none;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @property({ attribute: false }) texts!: DiagnosisTexts;
  @property() code: Diagnosis = 'unknown';
  /** The closer word, where the log has one. */
  @property() variant: string | undefined;
  @property() backend: Backend = 'php';
  /** Leaves the title to the row it stands in. */
  @property({ type: Boolean }) untitled = false;

  override render() {
    const { t } = this.words;
    const text = this.texts[this.code];
    const closer = variantText(this.words.locale, this.variant);
    const lines = VARIANT_LINES[this.variant as TokenVariant] ?? LINES[this.code];
    const { wrong, right } = lines[this.backend];
    return html`
      ${this.untitled ? nothing : html`<p><strong>${text.title}</strong></p>`}
      <p>${text.explanation}</p>
      ${closer === null ? nothing : html`<p><strong>${closer}</strong></p>`}
      <p><strong>${t.diagnosis.fix}</strong> ${text.fix}</p>
      <figure>
        <figcaption>${t.diagnosis.line} · ${BACKENDS[this.backend]}</figcaption>
        <pre role="region" aria-label=${t.diagnosis.line} translate="no"><code>${
          wrong === null
            ? nothing
            : html`<span class="wrong"><span class="sign" aria-hidden="true">- </span><span class="hidden-visually">${t.diagnosis.wrong}: </span>${wrong}</span>`
        }<span class="right"><span class="sign" aria-hidden="true">+ </span><span class="hidden-visually">${t.diagnosis.right}: </span>${right}</span></code></pre>
      </figure>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-diagnosis': ConsoleDiagnosis;
  }
}
