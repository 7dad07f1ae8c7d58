import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { LeanLooks, RefusedReason } from '../../engine/chat.js';
import type { I18n } from '../../i18n/i18n.js';
import { face } from '../face.js';

const notice = (content: unknown): TemplateResult =>
  html`<div class="notice" part="notice" role="status">${content}</div>`;

/** The three dots of somebody typing, or of something under way. */
export const dots = html`<i class="dot"></i><i class="dot"></i><i class="dot"></i>`;

/** While it is not known who is before the screen: no name, no text, nothing of anybody. */
export const settlingNotice = ({ t }: I18n): TemplateResult => notice([dots, html`<p>${t('settling')}</p>`]);

/** A chat nobody has written in yet. */
export const emptyNotice = ({ t }: I18n, { title }: LeanLooks): TemplateResult =>
  notice(html`${face(title, true)}<h3>${t('emptyTitle')}</h3><p>${t('emptyText')}</p>`);

/** Why the chat cannot be used here, in words a visitor understands. */
export const refusedNotice = (reason: RefusedReason, { t }: I18n): TemplateResult =>
  notice([
    html`<h3>${t(reason)}</h3>`,
    reason === 'protocol_too_old'
      ? html`<button class="primary" @click=${() => location.reload()}>${t('reload')}</button>`
      : nothing,
  ]);
