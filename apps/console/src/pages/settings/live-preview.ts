import { type Behaviour, type Looks, type PreviewMessage, type PreviewReply, pathOf } from '@chatku/schemas';
import { consume } from '@lit/context';
import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { wordsContext } from '../../contexts/contexts.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import type { SettingsDesk } from './settings-desk.js';

/**
 * The real widget in a frame of its own, shown what the form says after each change. It keeps and sends nothing.
 *
 * @summary Settings: the live preview.
 * @tag console-live-preview
 */
@customElement('console-live-preview')
export class ConsoleLivePreview extends LitElement {
  static override styles = [
    base,
    css`
      div {
        block-size: min(42rem, 80dvh);
        overflow: hidden;
        border: 1px solid var(--line);
        border-radius: var(--round-m);
        background: var(--sunken);
      }
      /* Two thirds of its size: wide enough for the widget to stand in it as on a desk, with its launcher beside it. */
      iframe {
        display: block;
        inline-size: 150%;
        block-size: 150%;
        border: 0;
        scale: 0.66667;
        transform-origin: 0 0;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @property({ attribute: false }) botId = '';
  @property({ attribute: false }) looks!: Looks;
  @property({ attribute: false }) behaviour!: Behaviour;
  /** Another language and another chat than a visitor would see first. */
  @property({ attribute: false }) shown: SettingsDesk['shown'] = null;
  @query('iframe') private frame!: HTMLIFrameElement;
  #listens = false;
  #open = true;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('message', this.#heard);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('message', this.#heard);
    // Put back into a page, the frame loads anew.
    this.#listens = false;
  }

  #heard = ({ source, origin, data }: MessageEvent<PreviewReply | null>): void => {
    if (origin !== location.origin || source !== this.frame?.contentWindow || data === null) return;
    if (data.type === 'chatku-preview-open') this.#open = data.open;
    if (data.type === 'chatku-preview-ready') {
      this.#listens = true;
      this.#show();
    }
  };

  #show(): void {
    if (!this.#listens) return;
    const message: PreviewMessage = {
      type: 'chatku-preview',
      bot_id: this.botId,
      looks: this.looks,
      behaviour: this.behaviour,
      locale: this.shown?.locale ?? (this.looks.locale === 'auto' ? this.words.locale : this.looks.locale),
      scheme: this.looks.scheme,
      ...(this.shown?.scene && { scene: this.shown.scene }),
      open: this.#open,
    };
    this.frame.contentWindow?.postMessage(message, location.origin);
  }

  override updated(changed: PropertyValues<this>): void {
    const shows = ['looks', 'botId', 'behaviour', 'words', 'shown'] as const;
    if (shows.some((name) => changed.has(name))) this.#show();
  }

  override render() {
    return html`<div>
      <iframe src=${pathOf('widget_preview')} title=${this.words.t.display_style.preview_of(this.looks.title)}></iframe>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-live-preview': ConsoleLivePreview;
  }
}
