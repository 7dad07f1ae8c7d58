import { html, type TemplateResult } from 'lit';
import { type Block, type Inline, parseMarkdown, parsePlain } from './parse-markdown.js';

const inline = (token: Inline): unknown => {
  switch (token.kind) {
    case 'text':
      return token.text;
    case 'break':
      return html`<br />`;
    case 'code':
      return html`<code>${token.text}</code>`;
    case 'strong':
      return html`<strong>${token.children.map(inline)}</strong>`;
    case 'em':
      return html`<em>${token.children.map(inline)}</em>`;
    case 'link':
      return html`<a href=${token.href} target="_blank" rel="noopener noreferrer nofollow ugc">${token.children.map(inline)}</a>`;
  }
};

const block = (token: Block): TemplateResult => {
  switch (token.kind) {
    case 'paragraph':
      return html`<p>${token.children.map(inline)}</p>`;
    case 'code':
      return html`<pre tabindex="0"><code>${token.text}</code></pre>`;
    case 'list': {
      const items = token.items.map((item) => html`<li>${item.map(inline)}</li>`);
      return token.ordered ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`;
    }
  }
};

/** A message's markdown as templates. No HTML string is ever made, so none can be smuggled in. */
export const renderMarkdown = (source: string): TemplateResult[] => parseMarkdown(source).map(block);

/** A message as it was typed, with links. */
export const renderPlain = (source: string): TemplateResult => html`<p>${parsePlain(source).map(inline)}</p>`;
