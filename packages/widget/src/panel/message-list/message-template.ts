import type { Button, QuickReply } from '@chatku/schemas';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { ChatEngine, ChatMessage } from '../../engine/chat.js';
import type { I18n } from '../../i18n/i18n.js';
import { face } from '../face.js';
import { outIcon } from '../icons.js';
import { type Block, parseMarkdown, parsePlain } from '../markdown/markdown.js';
import { markdownTemplate } from '../markdown/markdown-template.js';
import { safeHref } from '../markdown/safe-href.js';
import type { MessageRow } from './rows.js';

const parsed = new WeakMap<ChatMessage['body'], Block[]>();

/** The blocks of a message; parsed once for each body. */
const blocksOf = ({ author, body }: ChatMessage): Block[] => {
  const blocks = parsed.get(body) ?? (author === 'visitor' ? parsePlain : parseMarkdown)(body.text);
  parsed.set(body, blocks);
  return blocks;
};

/** Who wrote it, as shown to the visitor. */
export const authorName = (
  { author, authorName: name }: Pick<ChatMessage, 'author' | 'authorName'>,
  { t }: I18n,
  { looks }: ChatEngine,
): string => name ?? (author === 'visitor' ? t('you') : author === 'agent' ? t('agent') : looks.title);

const buttonTemplate = (button: Button, message: ChatMessage, { t }: I18n, engine: ChatEngine): unknown => {
  if (button.kind === 'reply') return replyTemplate('button', button, message, engine);
  const href = safeHref(button.url);
  return (
    href &&
    html`<a class="button" part="button" href=${href} target="_blank" rel="noopener noreferrer"
      ><bdi>${button.label}</bdi>${outIcon}<span class="sr">${t('newTab')}</span></a>`
  );
};

const replyTemplate = (part: string, { id, label }: QuickReply, message: ChatMessage, engine: ChatEngine) =>
  html`<button
      part=${part} dir="auto"
      @click=${
        // The second click of a double click is no second answer.
        ({ detail }: MouseEvent) => detail > 1 || engine.press(message, id, label)
      }
    >${label}</button>`;

const metaTemplate = ({ message, state, last }: MessageRow, { t, time, moment }: I18n, engine: ChatEngine): unknown => {
  if (!last && (!state || state === 'sending')) return nothing;
  const { createdAtMs, key } = message;
  return html`<div class="meta"
    ><time title=${moment(createdAtMs)}>${time(createdAtMs)}</time>${
      message.asGuest && message.author === 'visitor' ? html`<span>${t('asGuest')}</span>` : nothing
    }${state ? html`<span class=${state} role=${state === 'failed' ? 'alert' : nothing}>${t(state)}</span>` : nothing}${
      state === 'failed' ? html`<button @click=${() => engine.retry(key)}>${t('retry')}</button>` : nothing
    }</div>`;
};

/** One message with all that hangs on it. */
export const messageTemplate = (row: MessageRow, i18n: I18n, engine: ChatEngine): TemplateResult => {
  const { message, first } = row;
  const { author, body } = message;
  if (author === 'system') return html`${i18n.system(body.text)}`;
  const own = author === 'visitor';
  const name = authorName(message, i18n, engine);
  const replies = row.quickReplies && body.quick_replies;
  return html`${
    first
      ? html`<div class=${own ? 'sr' : 'author'}
          >${own ? nothing : face(name, author === 'bot')}<bdi>${name}</bdi></div>`
      : nothing
  }<div class="bubble" part="bubble">${markdownTemplate(blocksOf(message))}</div>${
    body.buttons && !own
      ? html`<div class="buttons">${body.buttons.map((button) => buttonTemplate(button, message, i18n, engine))}</div>`
      : nothing
  }${metaTemplate(row, i18n, engine)}${
    replies
      ? html`<div class="replies" role="group" aria-label=${i18n.t('replies')}
          >${replies.map((reply) => replyTemplate('quick-reply', reply, message, engine))}</div>`
      : nothing
  }`;
};
