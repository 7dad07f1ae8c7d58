import type { ContactDetail, ContactEvent, ContactRow, ContactSession, ContactsQuery } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { Reader } from '../../platform/database/reader.js';
import {
  ContactEventsService,
  ContactRecordsService,
  type ContactsFilter,
  toContactEvent,
  toContactField,
  toContactSummary,
} from '../contacts/index.js';
import { keyOfPage, pageOfRows } from '../events/index.js';
import { GuestLinksService, KeyRingService } from '../identity/index.js';
import { type PageSession, SessionsService, VERIFIED_SILENCE_MS } from '../sessions/index.js';

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));

/** How a contact came to be whom it is. */
@Injectable()
export class ContactProofs {
  constructor(
    readonly keys: KeyRingService,
    readonly links: GuestLinksService,
  ) {}
}

/** Contacts as members of their workspace see them. */
@Injectable()
export class ContactViewsService {
  constructor(
    private readonly contacts: ContactRecordsService,
    private readonly events: ContactEventsService,
    private readonly sessions: SessionsService,
    private readonly proofs: ContactProofs,
    private readonly reader: Reader,
    private readonly clock: Clock,
  ) {}

  /** A page of the workspace's contacts, the newest first. */
  async list(workspaceId: string, query: ContactsQuery): Promise<{ items: ContactRow[]; next: string | null }> {
    const beforeId = keyOfPage(query.before);
    const rows = await this.contacts.list(this.reader, {
      workspaceId,
      limit: query.limit,
      ...contactsNarrowedBy(query),
      ...(beforeId === null ? {} : { beforeId }),
    });
    return pageOfRows(
      rows,
      query.limit,
      ({ id }) => id,
      (row) => row,
    );
  }

  /** Everything that is known of one contact. */
  async get(workspaceId: string, id: string): Promise<ContactDetail> {
    const { reader } = this;
    const contact = await this.contacts.getOfWorkspace(reader, workspaceId, id);
    const { fields, tags } = await this.contacts.detailsOf(reader, id);
    const pages = await this.sessions.listOfContact(reader, id);
    const { keys, links } = this.proofs;
    const { botId, verifiedKeyId } = contact;
    return {
      ...toContactSummary(contact, fields, this.contacts.isOnline(contact)),
      verified_key_id: verifiedKeyId,
      verified_by: verifiedKeyId === null ? null : await keys.findKind(reader, botId, verifiedKeyId),
      not_before: isoOrNull(contact.notBeforeMs),
      fields: fields.map(toContactField),
      tags: tags.map((tag) => tag.name),
      sessions: pages.flatMap((page) => this.#toSession(page)),
      links: await links.listOfContact(reader, id),
    };
  }

  /** A page of what pages have told of a contact, the newest first. */
  async listEvents(
    workspaceId: string,
    id: string,
    before: string | undefined,
    limit: number,
  ): Promise<{ items: ContactEvent[]; next: string | null }> {
    const contact = await this.contacts.getOfWorkspace(this.reader, workspaceId, id);
    const rows = await this.events.list(this.reader, contact.id, keyOfPage(before), limit);
    return pageOfRows(rows, limit, (row) => row.id, toContactEvent);
  }

  /** A page that shows the contact; none for one whose identity has run out. */
  #toSession(page: PageSession): ContactSession[] {
    const nowMs = this.clock.nowMs();
    if (page.kind === 'none') return [];
    if (page.kind === 'verified') {
      if ((page.expiresAtMs ?? 0) <= nowMs || page.lastSeenAtMs + VERIFIED_SILENCE_MS <= nowMs) return [];
    }
    return [
      {
        id: page.id,
        kind: page.kind,
        origin: page.origin,
        created_at: iso(page.createdAtMs),
        last_seen_at: iso(page.lastSeenAtMs),
      },
    ];
  }
}

/** Wire -> what the repository narrows by. */
export function contactsNarrowedBy(
  filter: Pick<ContactsQuery, 'bot_id' | 'search' | 'kind' | 'tag'>,
): Omit<ContactsFilter, 'workspaceId' | 'limit'> {
  return {
    ...(filter.bot_id !== undefined && { botId: filter.bot_id }),
    ...(filter.search !== undefined && { search: filter.search }),
    ...(filter.kind !== undefined && { kind: filter.kind }),
    ...(filter.tag !== undefined && { tag: filter.tag }),
  };
}
