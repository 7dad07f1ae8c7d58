import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { LeanLooks } from '../../engine/chat.js';
import type { I18n } from '../../i18n/i18n.js';
import { face } from '../face.js';
import { closeIcon, mutedIcon, soundIcon } from '../icons.js';

/** Who the visitor talks to, the sound's switch, and the way out; `close` is null where there is no closing. */
export const headerTemplate = (
  { title, subtitle }: LeanLooks,
  i18n: I18n | undefined,
  isMuted: boolean,
  toggleMute: () => void,
  close: (() => void) | null,
): TemplateResult => html`<header part="header">
  ${face(title, true)}
  <div><h2 id="title" tabindex="-1" dir="auto">${title}</h2><p dir="auto">${subtitle}</p></div>
  ${
    i18n
      ? html`<button class="icon" aria-label=${i18n.t('mute')} aria-pressed=${isMuted} @click=${toggleMute}>${isMuted ? mutedIcon : soundIcon}</button>`
      : nothing
  }
  ${
    close
      ? html`<button class="icon" part="close" aria-label=${i18n?.t('close') ?? '×'} @click=${close}>${closeIcon}</button>`
      : nothing
  }
</header>`;
