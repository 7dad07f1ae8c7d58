import type { ContactSummary } from '../data/contacts.js';
import type { Dictionary } from '../locale/dictionary.js';

/** What a contact is called: the name, else the custom user id, else "Guest" and the end of its id. */
export const contactName = (contact: Pick<ContactSummary, 'id' | 'name' | 'custom_user_id'>, t: Dictionary): string =>
  contact.name?.trim() || contact.custom_user_id || t.contact.guest_number(contact.id.slice(-4));
