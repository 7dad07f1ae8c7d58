import { html, type TemplateResult } from 'lit/html.js';
import type { ChatEngine, ChatView } from '../../engine/chat.js';
import type { I18n } from '../../i18n/i18n.js';

/**
 * Asks a verified visitor whether an older thread of this browser is theirs. Number and time, nothing of the thread:
 * on a shared computer it may be a stranger's. "No" comes first and stands out, since leaving is never wrong.
 */
export const linkQuestion = (
  question: NonNullable<ChatView['linkQuestion']>,
  { t, moment }: I18n,
  engine: ChatEngine,
): TemplateResult => html`<section class="question" part="link-question">
  <h3>${t('linkTitle')}</h3>
  <p>${t('linkText', { count: question.messages, time: moment(question.lastAtMs) })}</p>
  <button class="primary" @click=${() => engine.answerLink('leave')}>${t('linkNo')}</button>
  <button @click=${() => engine.answerLink('link')}>${t('linkYes')}</button>
</section>`;
