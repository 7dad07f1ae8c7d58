import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { wordsContext } from '../contexts/contexts.js';
import type { Words } from '../locale/words.js';

// One timer for every time on the screen.
const shown = new Set<ConsoleTime>();
let timer: ReturnType<typeof setInterval> | undefined;

/**
 * How long ago something was, kept current; the whole date on hover and for screen readers' details.
 *
 * @summary A relative time.
 * @tag console-time
 */
@customElement('console-time')
export class ConsoleTime extends LitElement {
  static override styles = css`
    time {
      white-space: nowrap;
      font-variant-numeric: tabular-nums;
    }
  `;

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  /** A UTC instant, ISO 8601. */
  @property() at = '';
  /** The word for this moment, where another fits the sentence better. */
  @property() now: string | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    shown.add(this);
    timer ??= setInterval(() => {
      for (const one of shown) one.requestUpdate();
    }, 30_000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    shown.delete(this);
    if (shown.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  override render() {
    const at = new Date(this.at);
    if (Number.isNaN(at.getTime())) return nothing;
    return html`<time datetime=${this.at} title=${this.words.full(at)}>${this.words.ago(at, new Date(), this.now)}</time>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-time': ConsoleTime;
  }
}
