import type { ContactSummary } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import type { Db } from '../../platform/database/db.js';
import { lockAlone } from '../../platform/database/locks.js';
import { notFound } from '../../platform/errors/app-error.js';
import { IdMaker } from '../../platform/ids/id-maker.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import type { Bot } from '../bots/index.js';
import { EventsService } from '../events/index.js';
import { contactsOf, PresenceService } from '../presence/index.js';
import type { Contact } from './contact.entity.js';
import { toContactSummary } from './contact.mapper.js';
import { ContactsRepository } from './contacts.repository.js';

/** What the browser says of itself when a contact is met. */
export interface Browser {
  readonly locale: string | null;
  readonly timezone: string | null;
}

/** Contacts as the other features need them; every method works inside the caller's unit of work. */
@Injectable()
export class ContactsService {
  constructor(
    private readonly contacts: ContactsRepository,
    private readonly events: EventsService,
    private readonly ids: IdMaker,
    private readonly presence: PresenceService,
  ) {}

  findById(db: Db, id: string): Promise<Contact | null> {
    return this.contacts.findById(db, id);
  }

  listByIds(db: Db, ids: readonly string[]): Promise<Contact[]> {
    return this.contacts.listByIds(db, ids);
  }

  async getById(db: Db, id: string): Promise<Contact> {
    const contact = await this.contacts.findById(db, id);
    if (contact === null) throw notFound('contact');
    return contact;
  }

  findByCustomUserId(db: Db, botId: string, customUserId: string): Promise<Contact | null> {
    return this.contacts.findByCustomUserId(db, botId, customUserId);
  }

  /** The same, held with its name until the unit ends: nobody makes, renames or erases it meanwhile. */
  async findHeldByCustomUserId(tx: Tx, botId: string, customUserId: string): Promise<Contact | null> {
    await lockAlone(tx, ['user', botId, customUserId]);
    for (;;) {
      const found = await this.contacts.findByCustomUserId(tx, botId, customUserId);
      if (found === null || !(await lockAlone(tx, ['contact', found.id]))) return found;
      const still = await this.contacts.findByCustomUserId(tx, botId, customUserId);
      if (still?.id === found.id) return still;
    }
  }

  findGuest(db: Db, botId: string, guestTokenHash: string): Promise<Contact | null> {
    return this.contacts.findByGuestTokenHash(db, botId, guestTokenHash);
  }

  /** Makes a contact: a guest with a token's hash, or one with a custom user id. */
  async create(
    tx: Tx,
    bot: Pick<Bot, 'id' | 'workspaceId'>,
    who: { guestTokenHash: string } | { customUserId: string },
    browser: Browser | null,
  ): Promise<Contact> {
    const contact: Contact = {
      id: this.ids.newId(),
      workspaceId: bot.workspaceId,
      botId: bot.id,
      customUserId: 'customUserId' in who ? who.customUserId : null,
      guestTokenHash: 'guestTokenHash' in who ? who.guestTokenHash : null,
      guestWasAccompanied: false,
      linkedToContactId: null,
      verifiedAtMs: null,
      verifiedKeyId: null,
      notBeforeMs: null,
      blocked: false,
      locale: browser?.locale ?? null,
      timezone: browser?.timezone ?? null,
      lastSeenAtMs: browser === null ? null : tx.nowMs,
      createdAtMs: tx.nowMs,
    };
    await this.contacts.insert(tx, contact);
    await this.announce(tx, contact);
    return contact;
  }

  /** Contacts by id, as lists show them. */
  async summariesOf(db: Db, ids: readonly string[]): Promise<Map<string, ContactSummary>> {
    const rows = await this.contacts.listByIds(db, ids);
    const fields = await this.contacts.listFields(db, ids);
    return new Map(
      rows.map((row) => [
        row.id,
        toContactSummary(
          row,
          fields.filter((field) => field.contactId === row.id),
          this.presence.isOnline(contactsOf(row.workspaceId), row.id),
        ),
      ]),
    );
  }

  async update(tx: Tx, contact: Contact, changes: Partial<Contact>): Promise<void> {
    await this.contacts.update(tx, contact.id, changes);
    Object.assign(contact, changes);
  }

  /** Tells the workspace that something about a contact has changed. */
  async announce(tx: Tx, contact: Pick<Contact, 'id' | 'workspaceId' | 'botId'>): Promise<void> {
    await this.events.record(tx, [
      {
        workspaceId: contact.workspaceId,
        botId: contact.botId,
        contactId: contact.id,
        type: 'contact',
        forVisitor: false,
        forWorkspace: true,
      },
    ]);
  }
}
