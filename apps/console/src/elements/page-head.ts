import { html, nothing, type TemplateResult } from 'lit';
import { setPageTitle } from '../app/page-title.js';

/** The head of a page: where it stands, its name (also the tab's), and what can be done. */
export const pageHead = (head: {
  title: string;
  /** Pages above, from the top. */
  crumbs?: readonly { label: string; href: string }[];
  /** Name of the landmark of the crumbs. */
  crumbsLabel?: string;
  lead?: unknown;
  actions?: unknown;
}): TemplateResult => {
  setPageTitle(head.title);
  return html`<header class="page-head">
    ${
      head.crumbs === undefined
        ? nothing
        : html`<nav class="crumbs" aria-label=${head.crumbsLabel ?? nothing}>
          <ol role="list">
            ${head.crumbs.map((crumb) => html`<li><a href=${crumb.href}>${crumb.label}</a></li>`)}
          </ol>
        </nav>`
    }
    <div class="row spread">
      <h1>${head.title}</h1>
      ${head.actions === undefined ? nothing : html`<div class="row">${head.actions}</div>`}
    </div>
    ${head.lead === undefined ? nothing : html`<p class="soft">${head.lead}</p>`}
  </header>`;
};
