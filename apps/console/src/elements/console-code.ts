import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type Notices, noticesContext, wordsContext } from '../contexts/contexts.js';
import type { Words } from '../locale/words.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { copyText } from './copy-text.js';
import { iconCheck, iconCopy } from './icons.js';

/**
 * A piece of code with a button that copies it.
 *
 * @summary Code to copy.
 * @tag console-code
 */
@customElement('console-code')
export class ConsoleCode extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        position: relative;
        border: 1px solid var(--line);
        border-radius: var(--round-m);
        background: var(--code-ground);
      }
      pre {
        margin: 0;
        padding-block: var(--gap-3);
        padding-inline: var(--gap-4);
        overflow-x: auto;
        font-size: var(--text-s);
        line-height: 1.6;
        tab-size: 2;
        direction: ltr;
        text-align: left;
      }
      pre:focus-visible {
        border-radius: var(--round-m);
      }
      .head {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--gap-2);
        padding-block: var(--gap-1);
        padding-inline: var(--gap-4) var(--gap-1);
        border-block-end: 1px solid var(--line);
        color: var(--ink-soft);
        font-size: var(--text-s);
      }
      .head span {
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }
      .head button {
        flex: none;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: noticesContext }) notices!: Notices;
  @property() code = '';
  /** What the code is: the name of the region and the line above it. */
  @property() label = '';
  @state() private copied = false;

  async #copy(): Promise<void> {
    const { t } = this.words;
    this.copied = await copyText(this.code);
    this.notices.say(this.copied ? t.common.copied : t.common.copy_failed);
    setTimeout(() => {
      this.copied = false;
    }, 2_000);
  }

  override render() {
    const { t } = this.words;
    return html`
      <div class="head">
        <span>${this.label}</span>
        <button class="quiet compact" aria-label="${t.common.copy}: ${this.label}" @click=${this.#copy}>
          ${this.copied ? iconCheck : iconCopy} ${t.common.copy}
        </button>
      </div>
      <pre tabindex="0" role="region" aria-label=${this.label || nothing} translate="no"><code>${this.code}</code></pre>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-code': ConsoleCode;
  }
}
