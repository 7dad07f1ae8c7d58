import type { ContactKind, FieldValue, Provenance } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { Brackets, MoreThan } from 'typeorm';
import { findAll, insertAll } from '../../platform/database/bulk.js';
import type { Db } from '../../platform/database/db.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { Contact } from './contact.entity.js';
import { ContactField } from './contact-field.entity.js';
import { ContactTag } from './contact-tag.entity.js';
import type { ContactsFilter } from './contacts-filter.js';
import { FieldDefinition } from './field-definition.entity.js';

const likePattern = (text: string): string => `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

/** What each kind of contact is told by. */
const OF_KIND: Readonly<Record<ContactKind, string>> = {
  guest: 'c.customUserId is null',
  known: 'c.customUserId is not null',
  verified: 'c.verifiedAtMs is not null',
  blocked: 'c.blocked = :blocked',
};

/** The only TypeORM of contacts. */
@Injectable()
export class ContactsRepository {
  findById(db: Db, id: string): Promise<Contact | null> {
    return db.manager.findOneBy(Contact, { id });
  }

  findByCustomUserId(db: Db, botId: string, customUserId: string): Promise<Contact | null> {
    return db.manager.findOneBy(Contact, { botId, customUserId });
  }

  findByGuestTokenHash(db: Db, botId: string, guestTokenHash: string): Promise<Contact | null> {
    return db.manager.findOneBy(Contact, { botId, guestTokenHash });
  }

  async insert(tx: Tx, contact: Contact): Promise<void> {
    await tx.manager.insert(Contact, contact);
  }

  async update(tx: Tx, id: string, changes: Partial<Contact>): Promise<void> {
    await tx.manager.update(Contact, { id }, changes);
  }

  async remove(tx: Tx, id: string): Promise<void> {
    await tx.manager.delete(Contact, { id });
  }

  /** The guests whose threads were given to this contact. */
  listLinkedTo(db: Db, contactId: string): Promise<Contact[]> {
    return db.manager.findBy(Contact, { linkedToContactId: contactId });
  }

  list(db: Db, filter: ContactsFilter): Promise<Contact[]> {
    const query = db.manager
      .createQueryBuilder(Contact, 'c')
      .where('c.workspaceId = :workspaceId and c.linkedToContactId is null', { workspaceId: filter.workspaceId });
    if (filter.botId !== undefined) query.andWhere('c.botId = :botId', { botId: filter.botId });
    if (filter.beforeId !== undefined) query.andWhere('c.id < :beforeId', { beforeId: filter.beforeId });
    const { search } = filter;
    if (search !== undefined && search !== '') {
      query.andWhere(
        new Brackets((or) => {
          // A held text is stored as {"value":"..."}: what is searched is what stands between these signs.
          or.where("lower(c.customUserId) like lower(:pattern) escape '\\'").orWhere(
            `exists (select 1 from contact_field f where f.contact_id = c.id and f.name_key in ('name','email','phone')
              and lower(substr(f.held, 11, length(f.held) - 12)) like lower(:held) escape '\\')`,
          );
        }),
        { pattern: likePattern(search), held: likePattern(JSON.stringify(search).slice(1, -1)) },
      );
    }
    if (filter.kind !== undefined) query.andWhere(OF_KIND[filter.kind], { blocked: true });
    if (filter.tag !== undefined) {
      query.andWhere('exists (select 1 from contact_tag t where t.contact_id = c.id and t.name_key = :tag)', {
        tag: filter.tag.toLowerCase(),
      });
    }
    return query.orderBy('c.id', 'DESC').limit(filter.limit).getMany();
  }

  listByIds(db: Db, ids: readonly string[]): Promise<Contact[]> {
    return findAll(
      db,
      Contact,
      ['id'],
      ids.map((id) => ({ id })),
    );
  }

  listFields(db: Db, contactIds: readonly string[]): Promise<ContactField[]> {
    return findAll(
      db,
      ContactField,
      ['contactId'],
      contactIds.map((contactId) => ({ contactId })),
      { by: 'nameKey', direction: 'ASC' },
    );
  }

  /** Writes values of contacts, whatever they held before; of several of one name the last counts. */
  async putFields(
    tx: Tx,
    values: readonly {
      contactId: string;
      name: string;
      value: FieldValue;
      provenance: Provenance;
      linkId: string | null;
    }[],
  ): Promise<void> {
    const rows = values.map(({ contactId, name, value, provenance, linkId }) => ({
      contactId,
      nameKey: name.toLowerCase(),
      name,
      held: { value },
      provenance,
      linkId,
      updatedAtMs: tx.nowMs,
    }));
    await insertAll(tx, ContactField, rows, {
      key: ['contactId', 'nameKey'],
      overwrite: ['name', 'held', 'provenance', 'linkId', 'updatedAtMs'],
    });
  }

  async removeFieldsOfLink(tx: Tx, linkId: string): Promise<void> {
    await tx.manager.delete(ContactField, { linkId });
  }

  async removeFields(tx: Tx, contactId: string): Promise<void> {
    await tx.manager.delete(ContactField, { contactId });
  }

  listTags(db: Db, contactIds: readonly string[]): Promise<ContactTag[]> {
    return findAll(
      db,
      ContactTag,
      ['contactId'],
      contactIds.map((contactId) => ({ contactId })),
      { by: 'nameKey', direction: 'ASC' },
    );
  }

  /** Adds tags; who has one keeps it as it was written. */
  async addTags(tx: Tx, tags: readonly { contactId: string; name: string }[]): Promise<void> {
    const rows = tags.map(({ contactId, name }) => ({
      contactId,
      nameKey: name.toLowerCase(),
      name,
      addedAtMs: tx.nowMs,
    }));
    await insertAll(tx, ContactTag, rows, 'leave');
  }

  async removeTag(tx: Tx, contactId: string, name: string): Promise<void> {
    await tx.manager.delete(ContactTag, { contactId, nameKey: name.toLowerCase() });
  }

  async removeTags(tx: Tx, contactId: string): Promise<void> {
    await tx.manager.delete(ContactTag, { contactId });
  }

  listDefinitions(db: Db, botIds: readonly string[]): Promise<FieldDefinition[]> {
    return findAll(
      db,
      FieldDefinition,
      ['botId'],
      botIds.map((botId) => ({ botId })),
      { by: 'nameKey', direction: 'ASC' },
    );
  }

  /** A page of a bot's definitions, by name. */
  listDefinitionsAfter(db: Db, botId: string, afterKey: string | null, limit: number): Promise<FieldDefinition[]> {
    const nameKey = afterKey === null ? {} : { nameKey: MoreThan(afterKey) };
    return db.manager.find(FieldDefinition, { where: { botId, ...nameKey }, order: { nameKey: 'ASC' }, take: limit });
  }

  async removeDefinition(tx: Tx, botId: string, nameKey: string): Promise<void> {
    await tx.manager.delete(FieldDefinition, { botId, nameKey });
  }

  /** Gives the values of a field another name, in all contacts of the bot. */
  async renameValues(tx: Tx, botId: string, fromKey: string, name: string): Promise<void> {
    await tx.manager
      .createQueryBuilder()
      .update(ContactField)
      .set({ nameKey: name.toLowerCase(), name })
      .where('name_key = :fromKey and contact_id in (select c.id from contact c where c.bot_id = :botId)', {
        fromKey,
        botId,
      })
      .execute();
  }

  /** Takes a field's values out of all contacts of the bot. @returns how many there were. */
  async removeValues(tx: Tx, botId: string, nameKey: string): Promise<number> {
    const removed = await tx.manager
      .createQueryBuilder()
      .delete()
      .from(ContactField)
      .where('name_key = :nameKey and contact_id in (select c.id from contact c where c.bot_id = :botId)', {
        nameKey,
        botId,
      })
      .execute();
    return removed.affected ?? 0;
  }

  async putDefinition(tx: Tx, definition: FieldDefinition): Promise<void> {
    await tx.manager.upsert(FieldDefinition, definition, ['botId', 'nameKey']);
  }

  /**
   * Contacts of a bot who were not seen since this instant, of whom nothing new was learned, and in whose conversations
   * nothing happened. Guests who became somebody go with whom they became.
   *
   * @param ids only those of them, where given
   */
  async findIdle(
    db: Db,
    botId: string,
    kind: 'guest' | 'known',
    atMs: number,
    limit: number,
    ids: readonly string[] | null = null,
  ): Promise<string[]> {
    const query = db.manager
      .createQueryBuilder(Contact, 'c')
      .select(['c.id'])
      .where('c.botId = :botId and c.linkedToContactId is null', { botId, atMs })
      .andWhere(OF_KIND[kind])
      // The bar against a leaked proof, and the block, live in this row alone: only people take them away.
      .andWhere('c.notBeforeMs is null and c.blocked = :unblocked', { unblocked: false })
      .andWhere('c.createdAtMs <= :atMs and (c.lastSeenAtMs is null or c.lastSeenAtMs <= :atMs)')
      .andWhere('not exists (select 1 from contact_field f where f.contact_id = c.id and f.updated_at_ms > :atMs)')
      .andWhere('not exists (select 1 from conversation t where t.contact_id = c.id and t.updated_at_ms > :atMs)');
    if (ids !== null) query.andWhere('c.id in (:...ids)', { ids });
    return (await query.limit(limit).getMany()).map(({ id }) => id);
  }
}
