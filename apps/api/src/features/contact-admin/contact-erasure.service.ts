import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { type Contact, ContactRecordsService } from '../contacts/index.js';
import { ConversationErasureService } from '../conversations/index.js';
import { GuestLinksService } from '../identity/index.js';
import { SessionsService } from '../sessions/index.js';

/** Erases a contact, together with the guests it once was. */
@Injectable()
export class ContactErasureService {
  constructor(
    private readonly records: ContactRecordsService,
    private readonly sessions: SessionsService,
    private readonly conversations: ConversationErasureService,
    private readonly links: GuestLinksService,
  ) {}

  /**
   * Sessions end first, so that no page goes on showing what is gone. What stays are rows that name nobody: events and the
   * audit log know ids, the identity log masked ids.
   */
  async erase(tx: Tx, contact: Contact): Promise<void> {
    for (const { id } of await this.records.listWithGuests(tx, contact)) {
      await this.sessions.endVerified(tx, { contactId: id }, 'revoked');
      await this.sessions.endGuestPages(tx, id);
      await this.conversations.eraseOfContact(tx, id);
      await this.records.remove(tx, id);
    }
    await this.links.removeOfContact(tx, contact.id);
  }
}
