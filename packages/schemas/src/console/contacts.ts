import * as v from 'valibot';
import { FieldValue, fieldName, PROVENANCES, tagName } from '../identity.js';
import { record, shape } from '../shape.js';
import { cursor, instant, limitParam, line, text, uuid } from '../text.js';

export const ContactSummary = shape({
  id: uuid,
  bot_id: uuid,
  custom_user_id: v.nullable(text(1100)),
  /** Name to show: the attribute, else null (the console says "Guest" and a short number). */
  name: v.nullable(text(2000)),
  email: v.nullable(text(2000)),
  is_guest: v.boolean(),
  /** A proof of this contact's id was verified, and nothing undid it since. */
  verified_at: v.nullable(instant),
  blocked: v.boolean(),
  /** Is a page of theirs connected at this moment, as far as the node that answers knows? */
  online: v.boolean(),
  /** To a minute or two. */
  last_seen_at: v.nullable(instant),
  created_at: instant,
});
export type ContactSummary = v.InferOutput<typeof ContactSummary>;

export const ContactField = shape({
  name: line(50),
  value: FieldValue,
  provenance: v.picklist(PROVENANCES),
  updated_at: instant,
});
export type ContactField = v.InferOutput<typeof ContactField>;

export const ContactSession = shape({
  id: uuid,
  kind: v.picklist(['guest', 'verified']),
  origin: v.nullable(line(300)),
  created_at: instant,
  last_seen_at: instant,
});
export type ContactSession = v.InferOutput<typeof ContactSession>;

export const ContactDetail = shape({
  ...ContactSummary.entries,
  verified_key_id: v.nullable(uuid),
  /** What was verified: an identifier hash or an identity token. Null while not verified. */
  verified_by: v.nullable(v.picklist(['hash', 'token'])),
  /** Proofs made before this are no longer taken; hashes not at all. Null: no such bar. */
  not_before: v.nullable(instant),
  fields: v.array(ContactField),
  tags: v.array(tagName),
  sessions: v.array(ContactSession),
  links: v.array(shape({ id: uuid, conversation_id: uuid, linked_at: instant, undone_at: v.nullable(instant) })),
});
export type ContactDetail = v.InferOutput<typeof ContactDetail>;

/** A contact in the list: what a reader may choose to see of it. */
export const ContactRow = shape({
  ...ContactSummary.entries,
  phone: v.nullable(text(2000)),
  tags: v.array(tagName),
});
export type ContactRow = v.InferOutput<typeof ContactRow>;

/**
 * Which contacts: guests; those with a custom user id; of these, those whose id was proven; those who are blocked.
 */
export const CONTACT_KINDS = ['guest', 'known', 'verified', 'blocked'] as const;
export type ContactKind = (typeof CONTACT_KINDS)[number];

/** What the list of contacts can be narrowed by; several together narrow further. */
const contactsFilter = {
  bot_id: v.optional(uuid),
  /** Part of a name, e-mail, phone number or custom user id. */
  search: v.optional(line(200)),
  kind: v.optional(v.picklist(CONTACT_KINDS)),
  tag: v.optional(tagName),
};
export const ContactsQuery = shape({ before: v.optional(cursor), limit: limitParam, ...contactsFilter });
export type ContactsQuery = v.InferOutput<typeof ContactsQuery>;
export const ExportContactsBody = shape(contactsFilter);
export type ExportContactsBody = v.InferOutput<typeof ExportContactsBody>;
/** Contacts as CSV, newest first. `complete` is false when there were more than one export holds. */
export const ExportedContacts = shape({ csv: v.string(), rows: v.number(), complete: v.boolean() });
export type ExportedContacts = v.InferOutput<typeof ExportedContacts>;
/** Adds a tag to a contact, or takes it away. */
export const ContactTagBody = shape({ tag: tagName });
export type ContactTagBody = v.InferOutput<typeof ContactTagBody>;
export const RenameContactBody = shape({ custom_user_id: v.string() });
export type RenameContactBody = v.InferOutput<typeof RenameContactBody>;
export const EndSessionsBody = shape({
  /** For cause: hashes no longer verify for this contact, and tokens issued before now do not either. */
  for_cause: v.boolean(),
});
export type EndSessionsBody = v.InferOutput<typeof EndSessionsBody>;
export const UpdateFieldsBody = shape({ fields: record(fieldName, FieldValue) });
export type UpdateFieldsBody = v.InferOutput<typeof UpdateFieldsBody>;

/** `PUT /v1/contacts`, server to server with a bot's API key. Makes or updates; never verifies, merges or links. */
export const PutContactBody = shape({
  /** Custom user id, under the same rule as in the widget: a string, byte-exact. */
  user_id: v.string(),
  name: v.optional(v.nullable(text(2000))),
  email: v.optional(v.nullable(text(254))),
  phone: v.optional(v.nullable(text(40))),
  avatar_url: v.optional(v.nullable(text(2000))),
  fields: v.optional(record(fieldName, FieldValue)),
  add_tags: v.optional(v.pipe(v.array(tagName), v.maxLength(50))),
  remove_tags: v.optional(v.pipe(v.array(tagName), v.maxLength(50))),
});
export type PutContactBody = v.InferOutput<typeof PutContactBody>;
export const PutContactResult = shape({ id: uuid, user_id: v.string(), created: v.boolean() });
export type PutContactResult = v.InferOutput<typeof PutContactResult>;
