import { consume } from '@lit/context';
import { css, html, LitElement } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { wordsContext } from '../contexts/contexts.js';
import type { Words } from '../locale/words.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { iconClose } from './icons.js';

type Notice = { id: number; text: string; action: { label: string; run: () => void } | undefined };

const STAYS_MS = 6_000;
/** Time to read, decide and reach a button. */
const STAYS_WITH_ACTION_MS = 20_000;

/**
 * Short messages at the edge of the screen. They leave by themselves, but not while the pointer or the focus is on them.
 *
 * @summary Notices, also the app's live region.
 * @tag console-notices
 */
@customElement('console-notices')
export class ConsoleNotices extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        position: fixed;
        inset-block-end: var(--gap-4);
        inset-inline: var(--gap-4);
        z-index: 20;
        display: grid;
        justify-items: end;
        gap: var(--gap-2);
        pointer-events: none;
      }
      .notices {
        display: grid;
        justify-items: inherit;
        gap: var(--gap-2);
      }
      .notice {
        display: flex;
        align-items: center;
        gap: var(--gap-2);
        max-inline-size: 32rem;
        padding-block: var(--gap-2);
        padding-inline: var(--gap-4) var(--gap-2);
        border-radius: var(--round-m);
        background: #24252e;
        color: #f4f4f8;
        box-shadow: var(--shadow-2);
        pointer-events: auto;
        overflow-wrap: anywhere;
      }
      .notice button {
        border-color: transparent;
        background: transparent;
        color: #a9c2ff;
        flex: none;
      }
      .notice button:hover {
        background: #3a3b47;
      }
      .notice :focus-visible {
        outline-color: #a9c2ff;
      }
      /* On a phone the lower edge is where one writes and steers. */
      @media (max-width: 52rem) {
        :host {
          inset-block: calc(var(--gap-3) + env(safe-area-inset-top)) auto;
          justify-items: center;
        }
      }
      @media (forced-colors: active) {
        .notice {
          border: 1px solid CanvasText;
        }
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @state() private notices: Notice[] = [];
  @state() private title_ = '';
  #nextId = 1;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('console-titled', this.#titled);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('console-titled', this.#titled);
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  add(text: string, action?: { label: string; run: () => void }): void {
    const notice = { id: this.#nextId++, text, action };
    // Three at most: older ones have been read or never will be.
    this.notices = [...this.notices, notice].slice(-3);
    this.#leaveSoon(notice);
  }

  #titled = (event: Event): void => {
    this.title_ = (event as CustomEvent<string>).detail;
  };

  #leaveSoon(notice: Notice): void {
    clearTimeout(this.#timers.get(notice.id));
    const stays = notice.action === undefined ? STAYS_MS : STAYS_WITH_ACTION_MS;
    this.#timers.set(
      notice.id,
      setTimeout(() => this.#remove(notice.id), stays),
    );
  }

  #stay(notice: Notice): void {
    clearTimeout(this.#timers.get(notice.id));
  }

  #remove(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.notices = this.notices.filter((notice) => notice.id !== id);
  }

  override render() {
    return html`
      <div class="hidden-visually" role="status">${this.title_}</div>
      <div class="notices" role="status">
        ${repeat(
          this.notices,
          (notice) => notice.id,
          (notice) => html`<div
            class="notice"
            @pointerenter=${() => this.#stay(notice)}
            @pointerleave=${() => this.#leaveSoon(notice)}
            @focusin=${() => this.#stay(notice)}
            @focusout=${() => this.#leaveSoon(notice)}
          >
            <span>${notice.text}</span>
            ${
              notice.action &&
              html`<button
                class="compact"
                @click=${() => {
                  notice.action?.run();
                  this.#remove(notice.id);
                }}
              >
                ${notice.action.label}
              </button>`
            }
            <button
              class="compact icon-only"
              aria-label=${this.words.t.common.dismiss}
              @click=${() => this.#remove(notice.id)}
            >
              ${iconClose}
            </button>
          </div>`,
        )}
      </div>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-notices': ConsoleNotices;
  }
}
