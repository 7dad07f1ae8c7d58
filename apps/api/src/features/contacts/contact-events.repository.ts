import { Injectable } from '@nestjs/common';
import { LessThan, LessThanOrEqual } from 'typeorm';
import type { Db } from '../../platform/database/db.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { ContactEvent } from './contact-event.entity.js';

/** The only TypeORM of contacts' events. */
@Injectable()
export class ContactEventsRepository {
  /** A page of a contact's events, the newest first. @param beforeId only those before this one */
  list(db: Db, contactId: string, beforeId: string | null, limit: number): Promise<ContactEvent[]> {
    const id = beforeId === null ? {} : { id: LessThan(beforeId) };
    return db.manager.find(ContactEvent, { where: { contactId, ...id }, order: { id: 'DESC' }, take: limit });
  }

  /** The newest event of this name. */
  findLatest(db: Db, contactId: string, name: string): Promise<ContactEvent | null> {
    return db.manager.findOne(ContactEvent, { where: { contactId, name }, order: { id: 'DESC' } });
  }

  /** Stores an event; the contact's event of the same client id stays as it is. */
  async insert(tx: Tx, event: ContactEvent): Promise<void> {
    await tx.manager
      .createQueryBuilder()
      .insert()
      .into(ContactEvent)
      .values({ ...event })
      .orIgnore()
      .execute();
  }

  /** Removes all but the newest events that pages told of a contact. */
  async keepNewest(tx: Tx, contactId: string, kept: number): Promise<void> {
    const [last] = await tx.manager.find(ContactEvent, {
      select: { id: true },
      where: { contactId, provenance: 'page' },
      order: { id: 'DESC' },
      skip: kept,
      take: 1,
    });
    if (last !== undefined) {
      await tx.manager.delete(ContactEvent, { contactId, provenance: 'page', id: LessThanOrEqual(last.id) });
    }
  }

  /** Gives a guest's events to a contact, under a link. What both were told under one client id is the contact's own. */
  async move(tx: Tx, guestContactId: string, contactId: string, linkId: string): Promise<void> {
    await tx.manager
      .createQueryBuilder()
      .delete()
      .from(ContactEvent)
      .where('contact_id = :guestContactId', { guestContactId })
      .andWhere('client_id in (select o.client_id from contact_event o where o.contact_id = :contactId)', { contactId })
      .execute();
    await tx.manager.update(ContactEvent, { contactId: guestContactId }, { contactId, linkId });
  }

  /** Gives back to the guest what a link moved. */
  async moveBack(tx: Tx, linkId: string, guestContactId: string): Promise<void> {
    await tx.manager.update(ContactEvent, { linkId }, { contactId: guestContactId, linkId: null });
  }

  async removeOfContact(tx: Tx, contactId: string): Promise<void> {
    await tx.manager.delete(ContactEvent, { contactId });
  }
}
