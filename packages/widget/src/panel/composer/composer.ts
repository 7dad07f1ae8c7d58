import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { ChatEngine } from '../../engine/chat.js';
import type { I18n } from '../../i18n/i18n.js';
import { sendIcon } from '../icons.js';

/** `MESSAGE_TEXT_MAX` of the wire contract; a test holds the two together, an import would bring every schema along. */
export const TEXT_MAX = 4000;
/** With no more room than this, the visitor is told how much is left. */
const COUNTED_LEFT = 200;

/** Where the visitor writes. */
export type Composer = {
  template(i18n: I18n): TemplateResult;
  /** Call after each rendering. */
  rendered(): void;
};

/**
 * Enter sends, Shift+Enter breaks the line, Enter that ends an input method's composition does neither. What is being
 * written is kept as the engine's draft. `update` is called when the template has changed.
 */
export const createComposer = (engine: ChatEngine, root: ParentNode, update: () => void): Composer => {
  let text = engine.draft;

  const field = (): HTMLTextAreaElement | null => root.querySelector('textarea');
  const canSend = (): boolean => !!text.trim() && text.length <= TEXT_MAX;

  const write = (value: string): void => {
    engine.draft = text = value;
    update();
  };

  const send = (): void => {
    if (!canSend()) return;
    const said = text.trim();
    write('');
    engine.send(said);
  };

  return {
    template({ t }) {
      const left = TEXT_MAX - text.length;
      return html`${
        left < COUNTED_LEFT
          ? html`<p id="room" class="room meta ${left < 0 ? 'failed' : ''}"
              >${left < 0 ? t('over', { count: -left }) : t('left', { count: left })}</p>`
          : nothing
      }<form
          part="composer"
          @submit=${(event: Event) => {
            event.preventDefault();
            send();
            // The button has just been disabled; the focus must not be lost with it.
            field()?.focus();
          }}
        ><textarea
          part="input" rows="1" dir="auto" enterkeyhint="send" aria-describedby="room"
          .value=${text} placeholder=${t('write')} aria-label=${t('write')} aria-invalid=${left < 0}
          @input=${() => {
            write(field()?.value ?? '');
            if (text) engine.typing();
          }}
          @keydown=${(event: KeyboardEvent) => {
            // Safari ends the composition before the key event: then only the key code 229 tells.
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
            event.preventDefault();
            send();
          }}
        ></textarea
        ><button
          class="primary icon" part="send" aria-label=${t('send')} ?disabled=${!canSend()}
          @pointerdown=${
            // Keeps the focus, and so a phone's keyboard, where it is.
            (event: Event) => event.preventDefault()
          }
        >${sendIcon}</button></form>`;
    },
    rendered() {
      const area = field();
      if (!area) return;
      area.style.height = '0';
      // Borders are no part of scrollHeight.
      area.style.height = `${area.scrollHeight + 2}px`;
    },
  };
};
