import { html, type TemplateResult } from 'lit';
import type { ContactSummary } from '../data/contacts.js';
import { iconPerson } from '../elements/icons.js';
import { initials } from '../elements/initials.js';

/** A contact's letters, or a figure for somebody without a name. Decoration: the name stands beside it. */
export const contactAvatar = (contact: Pick<ContactSummary, 'name'>): TemplateResult => {
  const name = contact.name?.trim() ?? '';
  return html`<span class="avatar" aria-hidden="true">${name === '' ? iconPerson : initials(name)}</span>`;
};
