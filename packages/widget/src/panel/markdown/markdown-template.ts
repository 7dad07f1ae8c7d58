import { html, nothing } from 'lit/html.js';
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

const block = (given: Block): unknown => {
  if (given.kind === 'code') return html`<pre tabindex="0"><code>${given.text}</code></pre>`;
  const lines = given.lines.map((line) => line.map(inline));
  if (given.kind === 'paragraph')
    return html`<p dir="auto">${lines.map((line, at) => [at ? html`<br>` : nothing, line])}</p>`;
  const items = lines.map((line) => html`<li dir="auto">${line}</li>`);
  return given.start === null ? html`<ul>${items}</ul>` : html`<ol start=${given.start}>${items}</ol>`;
};

/** Blocks of a message as templates. The only way from message text to the page; there is no HTML string in it. */
export const markdownTemplate = (blocks: readonly Block[]): unknown => blocks.map(block);
