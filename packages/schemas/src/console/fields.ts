import * as v from 'valibot';
import { FieldValue, fieldName, PROVENANCES } from '../identity.js';
import { shape } from '../shape.js';
import { line, text } from '../text.js';

export const FIELD_TYPES = ['text', 'number', 'boolean', 'date', 'datetime', 'json'] as const;
/**
 * What a field's values are. A date is kept as `2026-11-24`, a datetime as an instant of UTC, JSON as its text without
 * spaces; all of them within the length of a text.
 */
export type FieldType = (typeof FIELD_TYPES)[number];
/** Of each contact, or of the bot itself: one value for everybody. */
export const FIELD_SCOPES = ['user', 'bot'] as const;
export type FieldScope = (typeof FIELD_SCOPES)[number];

const fieldBasics = {
  name: fieldName,
  type: v.picklist(FIELD_TYPES),
  /** May the page write it, with provenance `page`? Never a bot's own field. */
  page_writable: v.boolean(),
  /** Values of a less trusted provenance than this are not taken. */
  minimum_provenance: v.picklist(PROVENANCES),
};
/** Names and notes for people, and what a bot's own field holds. */
const fieldNotes = {
  scope: v.picklist(FIELD_SCOPES),
  /** Under which heading it stands in lists; empty: none. */
  folder: line(50),
  description: text(500),
  /** What a bot's own field holds; null for a contact's. */
  value: FieldValue,
};
export const FieldDefinition = shape({ ...fieldBasics, ...fieldNotes });
export type FieldDefinition = v.InferOutput<typeof FieldDefinition>;

/** Defines a field, or changes it. What is left out of the notes stays as it is; a new field is a contact's. */
export const PutFieldBody = shape({
  ...fieldBasics,
  scope: v.optional(fieldNotes.scope),
  folder: v.optional(fieldNotes.folder),
  description: v.optional(fieldNotes.description),
  value: v.optional(fieldNotes.value),
});
export type PutFieldBody = v.InferOutput<typeof PutFieldBody>;
/** Gives a field another name; refused with the places while a published flow calls it by the old one. */
export const RenameFieldBody = shape({ name: fieldName });
export type RenameFieldBody = v.InferOutput<typeof RenameFieldBody>;
