import { html, type TemplateResult } from 'lit/html.js';

/** The initial of a name, covered by the picture where it is the bot's. Decoration, never announced. */
export const face = (name: string, isBot: boolean): TemplateResult =>
  html`<span class="face ${isBot ? 'bots' : ''}" part="avatar" aria-hidden="true">${name.match(/[\p{L}\p{N}]/u)?.[0]?.toUpperCase()}</span>`;
