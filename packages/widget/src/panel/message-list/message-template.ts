import type { Button, Looks, QuickReply } from '@chatku/schemas';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { ChatMessage } from '../../engine/chat.js';
import type { I18n } from '../../i18n/i18n.js';
import { face } from '../face.js';
import { outIcon } from '../icons.js';
import { type Block, parseMarkdown, parsePlain } from '../markdown/markdown.js';
import { markdownTemplate } from '../markdown/markdown-template.js';
import { safeHref } from '../markdown/safe-href.js';
import type { MessageRow } from './rows.js';

/** What a message's buttons do, and the words around it. */
export type MessageContext = {
  i18n: I18n;
  looks: Looks;
  press(event: MouseEvent, message: ChatMessage, button: QuickReply): unknown;
  retry(key: string): void;
};

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
  botName: string,
): string => name ?? (author === 'visitor' ? t('you') : author === 'agent' ? t('agent') : botName);

const buttonTemplate = (button: Button, message: ChatMessage, context: MessageContext): unknown => {
  if (button.kind === 'reply') return replyTemplate('button', button, message, context);
  const href = safeHref(button.url);
  return (
    href &&
    html`<a class="button" part="button" href=${href} target="_blank" rel="noopener noreferrer"
      ><bdi>${button.label}</bdi>${outIcon}<span class="sr">${context.i18n.t('newTab')}</span></a>`
  );
};

const replyTemplate = (part: string, reply: QuickReply, message: ChatMessage, { press }: MessageContext) =>
  html`<button part=${part} dir="auto" @click=${(event: MouseEvent) => press(event, message, reply)}
    >${reply.label}</button>`;

const metaTemplate = ({ message, state, last }: MessageRow, context: MessageContext): unknown => {
  const { t, time, moment } = context.i18n;
  if (!last && (!state || state === 'sending')) return nothing;
  const { createdAtMs, key } = message;
  return html`<div class="meta"
    ><time title=${moment(createdAtMs)}>${time(createdAtMs)}</time>${
      message.asGuest && message.author === 'visitor' ? html`<span>${t('asGuest')}</span>` : nothing
    }${state ? html`<span class=${state} role=${state === 'failed' ? 'alert' : nothing}>${t(state)}</span>` : nothing}${
      state === 'failed' ? html`<button @click=${() => context.retry(key)}>${t('retry')}</button>` : nothing
    }</div>`;
};

/** One message with all that hangs on it. */
export const messageTemplate = (row: MessageRow, context: MessageContext): TemplateResult => {
  const { message, first } = row;
  const { i18n, looks } = context;
  const { author, body } = message;
  if (author === 'system') return html`${i18n.system(body.text)}`;
  const own = author === 'visitor';
  const name = authorName(message, i18n, looks.title);
  const replies = row.quickReplies && body.quick_replies;
  return html`${
    first
      ? html`<div class=${own ? 'sr' : 'author'}
          >${own ? nothing : face(name, author === 'bot' ? looks.avatar_url : undefined)}<bdi>${name}</bdi></div>`
      : nothing
  }<div class="bubble" part="bubble">${markdownTemplate(blocksOf(message))}</div>${
    body.buttons && !own
      ? html`<div class="buttons">${body.buttons.map((button) => buttonTemplate(button, message, context))}</div>`
      : nothing
  }${metaTemplate(row, context)}${
    replies
      ? html`<div class="replies" role="group" aria-label=${i18n.t('replies')}
          >${replies.map((reply) => replyTemplate('quick-reply', reply, message, context))}</div>`
      : nothing
  }`;
};
