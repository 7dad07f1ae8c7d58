import { html, type TemplateResult } from 'lit/html.js';

const hide = (event: Event): void => (event.target as HTMLElement).remove();

/** A picture beside a name; without one, the name's initial. Decoration, never announced. */
export const face = (name: string, pictureUrl?: string): TemplateResult =>
  html`<span class="face" part="avatar" aria-hidden="true">${
    pictureUrl
      ? html`<img src=${pictureUrl} alt="" referrerpolicy="no-referrer" @error=${hide}>`
      : name.match(/[\p{L}\p{N}]/u)?.[0]?.toUpperCase()
  }</span>`;
