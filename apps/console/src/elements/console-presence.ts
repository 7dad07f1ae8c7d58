import { consume } from '@lit/context';
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { presenceContext, wordsContext } from '../contexts/contexts.js';
import type { GivenPresence, PresenceKind, PresenceStore } from '../data/presence-store.js';
import type { Words } from '../locale/words.js';
import { base } from '../styles/base.js';
import './console-time.js';

/**
 * Whether somebody is online, kept current: a dot and a word, or when they were last seen.
 *
 * @summary Online now, or last seen.
 * @tag console-presence
 */
@customElement('console-presence')
export class ConsolePresence extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: inline-block;
        min-inline-size: 0;
        font-size: var(--text-s);
        white-space: nowrap;
      }
      :host([as='dot']) {
        font-size: 0;
      }
      :host([as='cell']) {
        font-size: inherit;
      }
      .dot {
        display: inline-block;
        inline-size: 0.5rem;
        block-size: 0.5rem;
        margin-inline-end: 0.375rem;
        border-radius: 50%;
        background: var(--good-dot);
        vertical-align: 0.0625rem;
      }
      :host([as='dot']) .dot {
        inline-size: 0.625rem;
        block-size: 0.625rem;
        margin: 0;
        box-shadow: 0 0 0 2px var(--presence-ring, var(--surface));
      }
      .off .dot {
        border: 1.5px solid var(--line-strong);
        background: none;
      }
      .soft {
        color: var(--ink-soft);
      }
      @media (forced-colors: active) {
        .dot {
          border: 0.25rem solid CanvasText;
        }
        .off .dot {
          border-width: 1.5px;
        }
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: presenceContext }) presence!: PresenceStore;
  /** Somebody, as a list told of them. */
  @property({ attribute: false }) of!: GivenPresence;
  @property({ attribute: false }) kind: PresenceKind = 'contact';
  /** `line` stands alone; `dot` at an avatar, with the words for screen readers only; `cell` under a title that says what it is. */
  @property({ reflect: true }) as: 'line' | 'dot' | 'cell' = 'line';
  #unwatch: (() => void) | undefined;
  #watched = '';

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#watch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatch?.();
    this.#watched = '';
  }

  override willUpdate(_changed: PropertyValues): void {
    this.#watch();
  }

  #watch(): void {
    const watched = `${this.kind} ${this.of.id}`;
    if (!this.isConnected || watched === this.#watched) return;
    this.#unwatch?.();
    this.#watched = watched;
    this.#unwatch = this.presence.watch(this.kind, this.of.id, () => this.requestUpdate());
  }

  override render() {
    const { t } = this.words;
    const { online, lastSeenAt } = this.presence.of(this.kind, this.of);
    const word = this.kind === 'member' ? t.presence.online : t.presence.online_now;
    if (this.as === 'dot') {
      return online === true
        ? html`<span class="dot" title=${word}></span><span class="hidden-visually">${word}</span>`
        : nothing;
    }
    if (online === true) return html`<span><span class="dot" aria-hidden="true"></span>${word}</span>`;
    if (this.kind === 'member') {
      return online === null
        ? nothing
        : html`<span class="off soft"><span class="dot" aria-hidden="true"></span>${t.presence.offline}</span>`;
    }
    if (lastSeenAt === null) return nothing;
    const time = html`<console-time .at=${lastSeenAt} .now=${t.presence.just_now}></console-time>`;
    return this.as === 'cell' ? time : html`<span class="soft">${t.contact.last_seen} ${time}</span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-presence': ConsolePresence;
  }
}
