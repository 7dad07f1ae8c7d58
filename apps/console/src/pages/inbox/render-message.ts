import { html, nothing, type TemplateResult } from 'lit';
import type { Outgoing } from '../../inbox/thread.js';
import { explainProblem } from '../../locale/explain-problem.js';
import type { Words } from '../../locale/words.js';
import { renderMarkdown, renderPlain } from '../../markdown/render-markdown.js';
import { systemLine } from './system-line.js';
import type { MessageRow } from './thread-rows.js';

/** Draws a stored message. */
export const renderMessage = (row: MessageRow, words: Words): TemplateResult => {
  const { t } = words;
  const { message, first, last, seen } = row;
  const at = new Date(message.created_at);
  if (message.author === 'system') {
    return html`<li class="divider"><span>${systemLine(message.body.text, t)} · ${words.clock(at)}</span></li>`;
  }
  const who = { visitor: t.inbox.visitor, bot: t.inbox.bot, agent: message.author_name ?? t.inbox.agent }[
    message.author
  ];
  const { buttons = [], quick_replies: replies = [] } = message.body;
  return html`<li class="message ${message.author} ${first ? 'first' : ''} ${message.as_guest ? 'as-guest' : ''}">
    ${
      first
        ? html`<p class="by">
          <span>${who}</span>${message.as_guest ? html` <span class="chip">${t.inbox.as_guest}</span>` : nothing}
        </p>`
        : html`<span class="hidden-visually">${who}</span>`
    }
    <div class="bubble" dir="auto">${message.author === 'visitor' ? renderPlain(message.body.text) : renderMarkdown(message.body.text)}</div>
    ${
      buttons.length + replies.length === 0
        ? nothing
        : html`<ul class="offers" role="list" aria-label=${t.inbox.offered}>
          ${[...buttons, ...replies].map((one) => html`<li class="chip">${one.label}</li>`)}
        </ul>`
    }
    ${
      last || seen
        ? html`<p class="when">
          <time datetime=${message.created_at} title=${words.full(at)}>${words.clock(at)}</time>${seen ? html` · ${t.inbox.seen}` : nothing}
        </p>`
        : html`<time class="hidden-visually" datetime=${message.created_at}>${words.clock(at)}</time>`
    }
  </li>`;
};

/** Draws a reply that is not stored yet, or could not be. */
export const renderOutgoing = (
  outgoing: Outgoing,
  words: Words,
  act: { retry: () => void; discard: () => void },
): TemplateResult => {
  const { t } = words;
  const { problem } = outgoing;
  return html`<li class="message agent first ${problem === null ? 'sending' : 'failed'}">
    <div class="bubble" dir="auto">${renderMarkdown(outgoing.text)}</div>
    ${
      problem === null
        ? html`<p class="when">${t.inbox.sending}</p>`
        : html`<p class="when bad" role="alert">${t.inbox.not_sent} ${explainProblem(problem, t) ?? problem.detail}</p>
          <p class="row">
            <button class="compact" @click=${act.retry}>${t.inbox.try_again}</button>
            <button class="quiet compact" @click=${act.discard}>${t.inbox.discard}</button>
          </p>`
    }
  </li>`;
};
