import {
  type DroppedAttribute,
  FieldValue,
  type Provenance,
  SYSTEM_ATTRIBUTES,
  type SystemAttribute,
} from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import * as v from 'valibot';
import type { Db } from '../../platform/database/db.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import type { Contact } from './contact.entity.js';
import { ContactEventsRepository } from './contact-events.repository.js';
import type { ContactField } from './contact-field.entity.js';
import type { ContactTag } from './contact-tag.entity.js';
import { ContactsRepository } from './contacts.repository.js';
import type { FieldDefinition } from './field-definition.entity.js';
import { typedValue } from './field-values.js';
import { atLeastAsTrusted, mayReplace } from './provenance.js';

/** How many attributes one call may carry; the rest is dropped as malformed. */
const ATTRIBUTES_MAX = 50;

const SHAPES: Record<SystemAttribute, RegExp> = {
  name: /^[^\u0000-\u001f\u007f-\u009f]{1,200}$/u,
  email: /^[^\s@<>"\u0000-\u001f]{1,64}@[^\s@<>"\u0000-\u001f]{1,190}$/u,
  phone: /^[+]?[0-9 ()./-]{3,40}$/u,
  avatar_url: /^https:\/\/[^\s<>"'\\]{1,1990}$/u,
};

const isSystem = (name: string): name is SystemAttribute => (SYSTEM_ATTRIBUTES as readonly string[]).includes(name);

/** A value that is to be written. */
export interface FieldWrite {
  readonly name: string;
  readonly value: FieldValue;
}

/** What one turn of a conversation says of its visitor. */
export interface AttributeWrites {
  readonly contactId: string;
  readonly fields: readonly FieldWrite[];
  readonly addTags: readonly string[];
  readonly removeTags: readonly string[];
}

interface TagOf {
  readonly contactId: string;
  readonly name: string;
}

/** What is left of adding and removing tags one after another. A tag that comes after it went is a new one. */
function netTags(all: readonly AttributeWrites[]): { added: TagOf[]; removed: TagOf[] } {
  const added = new Map<string, TagOf>();
  const removed = new Map<string, TagOf>();
  for (const { contactId, addTags, removeTags } of all) {
    const keyOf = (name: string): string => `${contactId}:${name.toLowerCase()}`;
    for (const name of addTags) if (!added.has(keyOf(name))) added.set(keyOf(name), { contactId, name });
    for (const name of removeTags) {
      added.delete(keyOf(name));
      removed.set(keyOf(name), { contactId, name });
    }
  }
  return { added: [...added.values()], removed: [...removed.values()] };
}

/**
 * Judges what a page, visitor, agent or backend says about a contact, by the rules of provenance. Pure: it reads what it
 * is given. What cannot be taken is dropped and named; it never refuses the call.
 *
 * @param attributes flat, by name: system attributes and fields of the bot. Unknown shapes are expected.
 */
export function judgeAttributes(
  definitions: readonly FieldDefinition[],
  present: readonly ContactField[],
  attributes: Readonly<Record<string, unknown>>,
  provenance: Provenance,
): { writes: FieldWrite[]; dropped: DroppedAttribute[] } {
  const writes: FieldWrite[] = [];
  const dropped: DroppedAttribute[] = [];
  const drop = (name: string, why: DroppedAttribute['why']): void => {
    // A name that is no line of text must not travel back as one.
    dropped.push({ name: name.replace(/\p{C}/gu, '?').slice(0, 100), why });
  };
  // A bot's own fields are no contact's.
  const own = definitions.filter(({ scope }) => scope === 'user');
  const byKey = new Map(own.map((definition) => [definition.nameKey, definition]));
  const held = new Map(present.map((field) => [field.nameKey, field]));
  for (const [index, [name, raw]] of Object.entries(attributes).entries()) {
    const definition = isSystem(name) ? undefined : byKey.get(name.toLowerCase());
    if (index >= ATTRIBUTES_MAX) {
      drop(name, 'malformed');
    } else if (!isSystem(name) && definition === undefined) {
      drop(name, 'unknown');
    } else if (definition !== undefined && !isWritable(definition, provenance)) {
      drop(name, 'not_writable');
    } else {
      const value = acceptable(name, raw, definition);
      const before = held.get(name.toLowerCase());
      if (value === undefined) drop(name, 'malformed');
      else if (before !== undefined && before.held.value === value && atLeastAsTrusted(before.provenance, provenance))
        continue;
      else if (!mayReplace(before?.provenance ?? null, provenance)) drop(name, 'more_trusted_value');
      else writes.push({ name: definition?.name ?? name, value });
    }
  }
  return { writes, dropped };
}

function isWritable(definition: FieldDefinition, provenance: Provenance): boolean {
  if (provenance === 'page' && !definition.pageWritable) return false;
  return atLeastAsTrusted(provenance, definition.minimumProvenance);
}

function acceptable(name: string, raw: unknown, definition: FieldDefinition | undefined): FieldValue | undefined {
  const parsed = v.safeParse(FieldValue, raw);
  if (!parsed.success) return undefined;
  if (definition !== undefined) return typedValue(parsed.output, definition.type);
  const value = parsed.output;
  if (value === null) return null;
  return typeof value === 'string' && isSystem(name) && SHAPES[name].test(value) ? value : undefined;
}

/** Writes attributes and fields of contacts. It finds, matches and merges nobody. */
@Injectable()
export class AttributesService {
  constructor(
    private readonly contacts: ContactsRepository,
    private readonly events: ContactEventsRepository,
  ) {}

  /**
   * Judges attributes and writes those that may be written.
   *
   * @param linkId the guest link that brings them, if one does.
   * @returns what was dropped, and why.
   */
  async write(
    tx: Tx,
    contact: Pick<Contact, 'id' | 'botId'>,
    attributes: Readonly<Record<string, unknown>>,
    provenance: Provenance,
    linkId: string | null = null,
  ): Promise<DroppedAttribute[]> {
    if (Object.keys(attributes).length === 0) return [];
    const definitions = await this.contacts.listDefinitions(tx, [contact.botId]);
    const present = await this.contacts.listFields(tx, [contact.id]);
    const { writes, dropped } = judgeAttributes(definitions, present, attributes, provenance);
    await this.put(tx, contact.id, writes, provenance, linkId);
    return dropped;
  }

  /** Writes values that were judged before. */
  async put(
    tx: Tx,
    contactId: string,
    writes: readonly FieldWrite[],
    provenance: Provenance,
    linkId: string | null = null,
  ): Promise<void> {
    await this.contacts.putFields(
      tx,
      writes.map((write) => ({ ...write, contactId, provenance, linkId })),
    );
  }

  /** Writes what conversations say of their visitors, in their order, in a few statements however many they are. */
  async putAll(tx: Tx, all: readonly AttributeWrites[]): Promise<void> {
    await this.contacts.putFields(
      tx,
      all.flatMap(({ contactId, fields }) =>
        fields.map((field) => ({ ...field, contactId, provenance: 'visitor' as const, linkId: null })),
      ),
    );
    const { added, removed } = netTags(all);
    for (const { contactId, name } of removed) await this.contacts.removeTag(tx, contactId, name);
    await this.contacts.addTags(tx, added);
  }

  /** What contacts of these bots may hold, and what these contacts hold. */
  async load(
    db: Db,
    botIds: readonly string[],
    contactIds: readonly string[],
  ): Promise<{ definitions: FieldDefinition[]; fields: ContactField[]; tags: ContactTag[] }> {
    const [definitions, fields, tags] = await Promise.all([
      this.contacts.listDefinitions(db, botIds),
      this.contacts.listFields(db, contactIds),
      this.contacts.listTags(db, contactIds),
    ]);
    return { definitions, fields, tags };
  }

  async addTag(tx: Tx, contactId: string, tag: string): Promise<void> {
    await this.contacts.addTags(tx, [{ contactId, name: tag }]);
  }

  async removeTag(tx: Tx, contactId: string, tag: string): Promise<void> {
    await this.contacts.removeTag(tx, contactId, tag);
  }

  /**
   * Copies to a verified contact what a guest said, where the contact's own value is blank, and gives it the guest's events,
   * under the link that allowed it.
   */
  async copyOnLink(tx: Tx, fromContactId: string, to: Pick<Contact, 'id' | 'botId'>, linkId: string): Promise<void> {
    const present = new Set((await this.contacts.listFields(tx, [to.id])).map((field) => field.nameKey));
    const blank = (await this.contacts.listFields(tx, [fromContactId])).filter(({ nameKey }) => !present.has(nameKey));
    await this.contacts.putFields(
      tx,
      blank.map(({ name, held, provenance }) => ({ contactId: to.id, name, value: held.value, provenance, linkId })),
    );
    await this.events.move(tx, fromContactId, to.id, linkId);
  }

  /** Takes back what a link brought. */
  async revertLink(tx: Tx, link: { id: string; guestContactId: string }): Promise<void> {
    await this.contacts.removeFieldsOfLink(tx, link.id);
    await this.events.moveBack(tx, link.id, link.guestContactId);
  }
}
