import type {
  ContactRow,
  ContactSummary,
  FieldDefinition as WireDefinition,
  ContactEvent as WireEvent,
  ContactField as WireField,
} from '@chatku/schemas';
import type { Contact } from './contact.entity.js';
import type { ContactEvent } from './contact-event.entity.js';
import type { ContactField } from './contact-field.entity.js';
import type { ContactTag } from './contact-tag.entity.js';
import type { FieldDefinition } from './field-definition.entity.js';

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

const textOf = (fields: readonly ContactField[], name: string): string | null => {
  const value = fields.find((field) => field.nameKey === name)?.held.value;
  return typeof value === 'string' ? value : null;
};

/** Row -> wire. @param fields the contact's own @param online as it is at this moment */
export const toContactSummary = (
  contact: Contact,
  fields: readonly ContactField[],
  online: boolean,
): ContactSummary => ({
  id: contact.id,
  bot_id: contact.botId,
  custom_user_id: contact.customUserId,
  name: textOf(fields, 'name'),
  email: textOf(fields, 'email'),
  is_guest: contact.customUserId === null,
  verified_at: iso(contact.verifiedAtMs),
  blocked: contact.blocked,
  online,
  last_seen_at: iso(contact.lastSeenAtMs),
  created_at: new Date(contact.createdAtMs).toISOString(),
});

/** Row -> wire. */
export const toContactRow = (
  contact: Contact,
  fields: readonly ContactField[],
  tags: readonly ContactTag[],
  online: boolean,
): ContactRow => ({
  ...toContactSummary(contact, fields, online),
  phone: textOf(fields, 'phone'),
  tags: tags.map(({ name }) => name),
});

/** Row -> wire. */
export const toContactField = (field: ContactField): WireField => ({
  name: field.name,
  value: field.held.value,
  provenance: field.provenance,
  updated_at: new Date(field.updatedAtMs).toISOString(),
});

/** Row -> wire. */
export const toContactEvent = (event: ContactEvent): WireEvent => ({
  id: event.id,
  name: event.name,
  data: event.data,
  provenance: event.provenance,
  created_at: new Date(event.createdAtMs).toISOString(),
});

/** Row -> wire. */
export const toFieldDefinition = (definition: FieldDefinition): WireDefinition => ({
  name: definition.name,
  type: definition.type,
  page_writable: definition.pageWritable,
  minimum_provenance: definition.minimumProvenance,
  scope: definition.scope,
  folder: definition.folder,
  description: definition.description,
  value: definition.held?.value ?? null,
});
