import type { MESSAGE_TEXT_MAX } from '@chatku/schemas';
import { consume } from '@lit/context';
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { inboxContext, wordsContext } from '../../contexts/contexts.js';
import { iconSend } from '../../elements/icons.js';
import type { InboxStore } from '../../inbox/inbox-store.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';

const MAX: typeof MESSAGE_TEXT_MAX = 4000;
/** From here on the person is told how much is left. */
const NEARLY = MAX - 200;
const TALLEST_PX = 220;

/**
 * Where an agent writes. Enter sends, Shift+Enter breaks the line; Enter that ends a composition (Chinese, Japanese,
 * Korean input) sends nothing. What was begun is kept while another conversation is looked at.
 *
 * @summary The composer.
 * @tag console-reply-composer
 * @fires replied - A reply is on its way.
 */
@customElement('console-reply-composer')
export class ConsoleReplyComposer extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        padding: var(--gap-3) var(--gap-4);
        padding-block-end: max(var(--gap-3), env(safe-area-inset-bottom));
        border-block-start: 1px solid var(--line);
        background: var(--surface);
      }
      form {
        display: flex;
        align-items: flex-end;
        gap: var(--gap-2);
      }
      textarea {
        flex: 1;
        max-block-size: 13.75rem;
        resize: none;
      }
      button {
        flex: none;
      }
      .under {
        display: flex;
        justify-content: space-between;
        gap: var(--gap-2);
        padding-block-start: var(--gap-1);
        color: var(--ink-soft);
        font-size: var(--text-xs);
      }
      @media (max-width: 52rem) {
        :host {
          padding: var(--gap-2);
          padding-block-end: max(var(--gap-2), env(safe-area-inset-bottom));
        }
      }
      @media (hover: none) {
        .keys {
          display: none;
        }
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: inboxContext }) inbox!: InboxStore;
  @property({ attribute: false }) conversationId = '';
  /** Whom the reply goes to. */
  @property({ attribute: false }) name = '';
  @state() private length = 0;
  @query('textarea') private area!: HTMLTextAreaElement;

  override updated(changed: PropertyValues): void {
    if (!changed.has('conversationId')) return;
    this.area.value = this.inbox.draft(this.conversationId);
    this.#fit();
  }

  #fit(): void {
    this.length = this.area.value.length;
    this.area.style.setProperty('block-size', 'auto');
    this.area.style.setProperty('block-size', `${Math.min(this.area.scrollHeight + 2, TALLEST_PX)}px`);
  }

  #typed = (): void => {
    this.inbox.setDraft(this.conversationId, this.area.value);
    this.#fit();
  };

  #key = (event: KeyboardEvent): void => {
    // Safari ends the composition before the key event and tells only by the old code 229.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#send();
  };

  #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    this.#send();
    this.area.focus();
  };

  #send(): void {
    const text = this.area.value.trim();
    if (text === '' || text.length > MAX) return;
    this.area.value = '';
    this.#fit();
    void this.inbox.send(this.conversationId, text);
    this.dispatchEvent(new Event('replied'));
  }

  override render() {
    const { t } = this.words;
    const over = this.length > MAX;
    return html`<form @submit=${this.#submit}>
        <textarea
          rows="1"
          aria-label=${t.inbox.reply_to(this.name)}
          placeholder=${t.inbox.reply_to(this.name)}
          aria-describedby="under"
          aria-invalid=${over}
          dir="auto"
          enterkeyhint="send"
          @input=${this.#typed}
          @keydown=${this.#key}
        ></textarea>
        <button class="primary icon-only" aria-label=${t.inbox.send} ?disabled=${this.length === 0 || over}>${iconSend}</button>
      </form>
      <div class="under" id="under">
        <span class="keys">${t.inbox.keys}</span>
        <span role="status">${this.length < NEARLY ? nothing : t.inbox.left(MAX - this.length)}</span>
      </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-reply-composer': ConsoleReplyComposer;
  }
}
