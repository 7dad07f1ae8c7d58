import { html } from 'lit/html.js';
import type { Block, Inline } from './markdown.js';

const inline = (piece: Inline): unknown => {
  if (typeof piece === 'string') return piece;
  switch (piece.kind) {
    case 'code':
      return html`<code>${piece.text}</code>`;
    case 'strong':
      return html`<strong>${piece.children.map(inline)}</strong>`;
    case 'em':
      return html`<em>${piece.children.map(inline)}</em>`;
    case 'link':
      // `dir` isolates the words: what stands around them cannot turn them about.
      return html`<a href=${piece.href} dir="auto" target="_blank" rel="noopener noreferrer">${piece.text}</a>`;
  }
};

const block = ({ kind, start, lines }: Block): unknown => {
  const rows = lines.map((line) => line.map(inline));
  if (kind === 'list') {
    const items = rows.map((row) => html`<li dir="auto">${row}</li>`);
    return start === null ? html`<ul>${items}</ul>` : html`<ol start=${start}>${items}</ol>`;
  }
  const content = rows.map((row, at) => [at ? '\n' : '', row]);
  return kind === 'code' ? html`<pre tabindex="0">${content}</pre>` : html`<p dir="auto">${content}</p>`;
};

/** Blocks of a message as templates. The only way from message text to the page; there is no HTML string in it. */
export const markdownTemplate = (blocks: readonly Block[]): unknown => blocks.map(block);
