import type { ContactRow } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { UniqueViolation } from '../../platform/database/database-errors.js';
import type { Db } from '../../platform/database/db.js';
import { lockAlone } from '../../platform/database/locks.js';
import { AppError, notFound } from '../../platform/errors/app-error.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { contactsOf, PresenceService } from '../presence/index.js';
import type { Contact } from './contact.entity.js';
import { toContactRow } from './contact.mapper.js';
import { ContactEventsRepository } from './contact-events.repository.js';
import type { ContactField } from './contact-field.entity.js';
import type { ContactTag } from './contact-tag.entity.js';
import { ContactsRepository } from './contacts.repository.js';
import type { ContactsFilter } from './contacts-filter.js';

const byContact = <Row extends { contactId: string }>(rows: readonly Row[]): ReadonlyMap<string, Row[]> => {
  const grouped = new Map<string, Row[]>();
  for (const row of rows) grouped.set(row.contactId, [...(grouped.get(row.contactId) ?? []), row]);
  return grouped;
};

/** Contacts as their workspace keeps them: found, renamed, taken away. Knows nothing of sessions and conversations. */
@Injectable()
export class ContactRecordsService {
  constructor(
    private readonly contacts: ContactsRepository,
    private readonly events: ContactEventsRepository,
    private readonly presence: PresenceService,
  ) {}

  /** A contact of this workspace; another workspace's is as absent as one that never was. */
  async getOfWorkspace(db: Db, workspaceId: string, id: string): Promise<Contact> {
    const contact = await this.contacts.findById(db, id);
    if (contact === null || contact.workspaceId !== workspaceId) throw notFound('contact');
    return contact;
  }

  /** A page of a workspace's contacts, the newest first; guests that were linked to somebody are left out. */
  async list(db: Db, filter: ContactsFilter): Promise<ContactRow[]> {
    const rows = await this.contacts.list(db, filter);
    const ids = rows.map(({ id }) => id);
    const fields = byContact(await this.contacts.listFields(db, ids));
    const tags = byContact(await this.contacts.listTags(db, ids));
    return rows.map((row) => toContactRow(row, fields.get(row.id) ?? [], tags.get(row.id) ?? [], this.isOnline(row)));
  }

  /** Is a page of theirs connected, as far as this node knows? */
  isOnline({ workspaceId, id }: Pick<Contact, 'workspaceId' | 'id'>): boolean {
    return this.presence.isOnline(contactsOf(workspaceId), id);
  }

  /** What is known of one contact. */
  async detailsOf(db: Db, contactId: string): Promise<{ fields: ContactField[]; tags: ContactTag[] }> {
    return {
      fields: await this.contacts.listFields(db, [contactId]),
      tags: await this.contacts.listTags(db, [contactId]),
    };
  }

  /**
   * Gives a known contact another custom user id. Nobody has proven to be the new one yet, so it counts as verified no more.
   *
   * @param customUserId checked, byte-exact.
   * @throws already_exists when another contact of the bot has it.
   */
  async rename(tx: Tx, contact: Contact, customUserId: string): Promise<void> {
    const taken = new AppError('already_exists', 'Another contact of this bot has this custom user id.', {
      fix: 'Choose another id, or erase the other contact first.',
    });
    await lockAlone(tx, ['user', contact.botId, customUserId]);
    const other = await this.contacts.findByCustomUserId(tx, contact.botId, customUserId);
    if (other !== null && other.id !== contact.id) throw taken;
    try {
      await this.contacts.update(tx, contact.id, { customUserId, verifiedAtMs: null, verifiedKeyId: null });
    } catch (error) {
      if (error instanceof UniqueViolation) throw taken;
      throw error;
    }
    Object.assign(contact, { customUserId, verifiedAtMs: null, verifiedKeyId: null });
  }

  /** The contact and the guests whose threads were given to it: all of whom it consists. */
  async listWithGuests(db: Db, contact: Contact): Promise<Contact[]> {
    return [contact, ...(await this.contacts.listLinkedTo(db, contact.id))];
  }

  /** Takes a contact's row, fields, tags and events away. Its custom user id and guest token are as if they had never been. */
  async remove(tx: Tx, contactId: string): Promise<void> {
    await this.contacts.removeFields(tx, contactId);
    await this.contacts.removeTags(tx, contactId);
    await this.events.removeOfContact(tx, contactId);
    await this.contacts.remove(tx, contactId);
  }

  /** Contacts of a bot of whom nothing was heard since this instant. @param ids only those of them, where given */
  findIdle(
    db: Db,
    botId: string,
    kind: 'guest' | 'known',
    atMs: number,
    limit: number,
    ids: readonly string[] | null = null,
  ): Promise<string[]> {
    return this.contacts.findIdle(db, botId, kind, atMs, limit, ids);
  }

  /** Contacts by id; those that are gone are left out. */
  listByIds(db: Db, ids: readonly string[]): Promise<Contact[]> {
    return this.contacts.listByIds(db, ids);
  }
}
