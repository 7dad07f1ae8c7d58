import { type FieldValue, SYSTEM_ATTRIBUTES, type SystemValue } from '@chatku/schemas';
import type { FlowEffect } from './effect.js';

/** What a flow may know of the contact it talks to: a snapshot, never changed in place. */
export interface ContactSnapshot {
  /** The bot's own fields, by name. */
  readonly fields: Readonly<Record<string, FieldValue>>;
  readonly tags: readonly string[];
  /** Attributes and facts every contact has. */
  readonly system: Readonly<Partial<Record<SystemValue, FieldValue>>>;
}

/** A contact nothing is known of. */
export const EMPTY_CONTACT: ContactSnapshot = { fields: {}, tags: [], system: {} };

const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** The key of a record that a name means: exactly, else without regard to case. Never an inherited one. */
export const keyOf = (record: object, name: string): string | undefined =>
  Object.hasOwn(record, name) ? name : Object.keys(record).find((key) => sameName(key, name));

/** The attribute a name means, if it is one that a flow may write (`name`, `email`, `phone`, `avatar_url`). */
export const attributeOf = (name: string): (typeof SYSTEM_ATTRIBUTES)[number] | undefined =>
  SYSTEM_ATTRIBUTES.find((attribute) => sameName(attribute, name));

export const hasTag = (contact: ContactSnapshot, tag: string): boolean =>
  contact.tags.some((one) => sameName(one, tag));

/**
 * The contact as it is once the effects are performed: so that the next step, the next flow, or a second message of
 * one batch sees what this one did. Effects of other kinds change nothing here.
 */
export const applyEffects = (contact: ContactSnapshot, effects: readonly FlowEffect[]): ContactSnapshot =>
  effects.reduce(applyEffect, contact);

const applyEffect = (contact: ContactSnapshot, effect: FlowEffect): ContactSnapshot => {
  switch (effect.type) {
    case 'set_field':
      return withField(contact, effect.name, effect.value);
    case 'clear_field':
      return withField(contact, effect.name, null);
    case 'add_tag':
      return hasTag(contact, effect.tag) ? contact : { ...contact, tags: [...contact.tags, effect.tag] };
    case 'remove_tag':
      return { ...contact, tags: contact.tags.filter((tag) => !sameName(tag, effect.tag)) };
    default:
      return contact;
  }
};

const withField = (contact: ContactSnapshot, name: string, value: FieldValue): ContactSnapshot => {
  const attribute = attributeOf(name);
  if (attribute !== undefined) return { ...contact, system: { ...contact.system, [attribute]: value } };
  return { ...contact, fields: { ...contact.fields, [keyOf(contact.fields, name) ?? name]: value } };
};
