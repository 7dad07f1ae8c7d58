import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { wordsContext } from '../../contexts/contexts.js';
import type { Looks } from '../../data/bots.js';
import { iconChat, iconSend } from '../../elements/icons.js';
import { initials } from '../../elements/initials.js';
import { swatch } from '../../elements/swatch.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { inkOn } from './contrast.js';

/**
 * A drawing of the widget in a bot's looks. It is no widget: nothing in it can be pressed.
 *
 * @summary A bot's looks, drawn.
 * @tag console-widget-preview
 */
@customElement('console-widget-preview')
export class ConsoleWidgetPreview extends LitElement {
  static override styles = [
    base,
    css`
      .page {
        --p-ground: #eef0f4;
        --p-surface: #ffffff;
        --p-ink: #1c1d24;
        --p-soft: #5d5e6d;
        --p-bubble: #f0f1f5;
        --p-line: #dcdde4;
        display: grid;
        justify-items: end;
        gap: var(--gap-3);
        padding: var(--gap-4);
        border: 1px solid var(--line);
        border-radius: var(--round-m);
        background: var(--p-ground);
        color: var(--p-ink);
      }
      .page.left {
        justify-items: start;
      }
      .page.dark {
        --p-ground: #0d0e12;
        --p-surface: #1b1d24;
        --p-ink: #f0f0f5;
        --p-soft: #a9aabb;
        --p-bubble: #2a2c36;
        --p-line: #33353f;
      }
      @media (prefers-color-scheme: dark) {
        .page.auto {
          --p-ground: #0d0e12;
          --p-surface: #1b1d24;
          --p-ink: #f0f0f5;
          --p-soft: #a9aabb;
          --p-bubble: #2a2c36;
          --p-line: #33353f;
        }
      }
      .panel {
        inline-size: 100%;
        overflow: hidden;
        border-radius: 1rem;
        background: var(--p-surface);
        box-shadow: 0 6px 24px rgb(0 0 0 / 18%);
      }
      header {
        display: flex;
        align-items: center;
        gap: var(--gap-3);
        padding: var(--gap-4);
      }
      .face {
        display: grid;
        place-items: center;
        inline-size: 2.25rem;
        block-size: 2.25rem;
        flex: none;
        border-radius: 50%;
        overflow: hidden;
        background: rgb(127 127 127 / 35%);
        font-size: var(--text-s);
        font-weight: 620;
      }
      img {
        inline-size: 100%;
        block-size: 100%;
        object-fit: cover;
      }
      header div {
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }
      header .sub {
        font-size: var(--text-s);
      }
      .messages {
        display: grid;
        gap: var(--gap-2);
        padding: var(--gap-4);
      }
      .bubble {
        max-inline-size: 85%;
        padding-block: var(--gap-2);
        padding-inline: var(--gap-3);
        border-radius: 1rem;
        background: var(--p-bubble);
        justify-self: start;
      }
      .bubble.own {
        justify-self: end;
      }
      .composer {
        display: flex;
        justify-content: space-between;
        align-items: center;
        margin: 0 var(--gap-3) var(--gap-3);
        padding-block: var(--gap-2);
        padding-inline: var(--gap-3);
        border: 1px solid var(--p-line);
        border-radius: 1.25rem;
        color: var(--p-soft);
        font-size: var(--text-s);
      }
      .launcher {
        display: grid;
        place-items: center;
        inline-size: 3.25rem;
        block-size: 3.25rem;
        border-radius: 50%;
        box-shadow: 0 4px 14px rgb(0 0 0 / 25%);
      }
      .launcher svg.icon {
        inline-size: 1.625rem;
        block-size: 1.625rem;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @property({ attribute: false }) looks!: Looks;
  /** Address of the bot's picture; null where it has none. */
  @property({ attribute: false }) picture: string | null = null;

  override render() {
    const { t } = this.words;
    const { title, subtitle, colour, position, scheme } = this.looks;
    const ink = inkOn(colour);
    return html`<div class="page ${position} ${scheme}" role="img" aria-label=${t.display_style.preview_of(title)}>
      <div class="panel" aria-hidden="true">
        <header ${swatch(colour, ink)}>
          <span class="face">${this.picture === null ? initials(title) : html`<img src=${this.picture} alt="" />`}</span>
          <div><strong>${title}</strong>${subtitle ? html`<br /><span class="sub">${subtitle}</span>` : nothing}</div>
        </header>
        <div class="messages">
          <div class="bubble">${t.display_style.sample_bot}</div>
          <div class="bubble own" ${swatch(colour, ink)}>${t.display_style.sample_visitor}</div>
        </div>
        <div class="composer"><span>${t.display_style.sample_composer}</span>${iconSend}</div>
      </div>
      <span class="launcher" aria-hidden="true" ${swatch(colour, ink)}>${iconChat}</span>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-widget-preview': ConsoleWidgetPreview;
  }
}
