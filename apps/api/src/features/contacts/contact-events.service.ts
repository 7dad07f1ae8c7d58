import type { TrackEventBody } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import type { Db } from '../../platform/database/db.js';
import { IdMaker } from '../../platform/ids/id-maker.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import type { Contact } from './contact.entity.js';
import type { ContactEvent } from './contact-event.entity.js';
import { ContactEventsRepository } from './contact-events.repository.js';

/** Events kept of one contact; an older one goes with each that is told. */
export const EVENTS_KEPT = 1000;

/** Name of the event that is a visitor's consent. */
export const CONSENT_EVENT = 'consent.given';

/** What pages tell of contacts. It is kept, newest first, and nothing acts on it. */
@Injectable()
export class ContactEventsService {
  constructor(
    private readonly events: ContactEventsRepository,
    private readonly ids: IdMaker,
  ) {}

  /** Stores what the page tells, once for each `client_id`. The workspace's stream does not hear of it: it may be a lot. */
  async record(tx: Tx, contact: Pick<Contact, 'id' | 'botId'>, told: TrackEventBody): Promise<void> {
    await this.events.insert(tx, {
      id: this.ids.newId(),
      botId: contact.botId,
      contactId: contact.id,
      clientId: told.client_id,
      name: told.name,
      data: told.data ?? {},
      provenance: 'page',
      linkId: null,
      createdAtMs: tx.nowMs,
    });
    await this.events.keepNewest(tx, contact.id, EVENTS_KEPT);
  }

  /**
   * Stores what the visitor agreed to in a form: when, and the SHA-256 of the text that was shown; once for each text. Nothing
   * a page tells pushes it out or stands in its place, and nothing a page tells has its provenance.
   */
  async recordConsent(tx: Tx, contact: Pick<Contact, 'id' | 'botId'>, textSha256: string): Promise<void> {
    const latest = await this.events.findLatest(tx, contact.id, CONSENT_EVENT);
    if (latest?.data?.['text_sha256'] === textSha256 && latest.provenance === 'visitor') return;
    const id = this.ids.newId();
    await this.events.insert(tx, {
      id,
      botId: contact.botId,
      contactId: contact.id,
      clientId: id,
      name: CONSENT_EVENT,
      data: { text_sha256: textSha256 },
      provenance: 'visitor',
      linkId: null,
      createdAtMs: tx.nowMs,
    });
  }

  /** A page of a contact's events, the newest first. @param beforeId only those before this one */
  list(db: Db, contactId: string, beforeId: string | null, limit: number): Promise<ContactEvent[]> {
    return this.events.list(db, contactId, beforeId, limit);
  }
}
