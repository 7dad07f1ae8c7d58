import type { ContactSnapshot } from '@chatku/flow';
import { SYSTEM_ATTRIBUTES, type SystemAttribute } from '@chatku/schemas';
import type { Contact } from './contact.entity.js';
import type { ContactField } from './contact-field.entity.js';
import type { ContactTag } from './contact-tag.entity.js';

const isSystem = (name: string): name is SystemAttribute => (SYSTEM_ATTRIBUTES as readonly string[]).includes(name);

/** What a flow may know of a contact. @param verified whether the visitor now present proved to be this contact */
export function contactSnapshot(
  contact: Contact,
  fields: readonly ContactField[],
  tags: readonly ContactTag[],
  verified: boolean,
): ContactSnapshot {
  const own: Record<string, ContactField['held']['value']> = {};
  const system: Record<string, ContactField['held']['value']> = {
    user_id: contact.id,
    custom_user_id: contact.customUserId,
    language: contact.locale,
    timezone: contact.timezone,
    channel: 'web',
    is_guest: contact.customUserId === null,
    is_verified: verified,
  };
  for (const { name, held } of fields) (isSystem(name) ? system : own)[name] = held.value;
  return { fields: own, tags: tags.map((tag) => tag.name), system };
}
