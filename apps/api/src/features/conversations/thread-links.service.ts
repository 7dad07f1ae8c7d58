import { Injectable } from '@nestjs/common';
import type { Db } from '../../platform/database/db.js';
import { notFound } from '../../platform/errors/app-error.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import type { Contact } from '../contacts/index.js';
import { EventsService } from '../events/index.js';
import { FlowsService } from '../flows/index.js';
import { ConversationsRepository } from './conversations.repository.js';

/** What is known of a guest's thread, without a word of its text. */
export interface GuestThread {
  readonly conversationIds: readonly string[];
  /** Messages the visitor wrote. */
  readonly messages: number;
  readonly lastAtMs: number;
  /** Hashes of the tab secrets the visitor's messages carried; null for a message that carried none. */
  readonly tabSecretHashes: ReadonlySet<string | null>;
}

/** Moves a guest's thread to the contact its writer proved to be, and takes that back. Knows no rule of when. */
@Injectable()
export class ThreadLinksService {
  constructor(
    private readonly conversations: ConversationsRepository,
    private readonly flows: FlowsService,
    private readonly events: EventsService,
  ) {}

  /** The guest's thread; null when the visitor wrote nothing in it. */
  async findGuestThread(db: Db, guestContactId: string): Promise<GuestThread | null> {
    const threads = await this.conversations.listOfContacts(db, [guestContactId]);
    const conversationIds = threads.map(({ id }) => id);
    const written = await this.conversations.listVisitorMessages(db, conversationIds);
    const last = written.at(-1);
    if (last === undefined) return null;
    return {
      conversationIds,
      messages: written.length,
      lastAtMs: last.createdAtMs,
      tabSecretHashes: new Set(written.map(({ tabSecretHash }) => tabSecretHash)),
    };
  }

  /**
   * Re-parents a guest's conversations: ids and sequence numbers stay, what was written so far is marked "as guest", and an
   * open one is closed where the contact has an open one of their own.
   *
   * @returns the conversations that were moved, oldest first.
   */
  async link(tx: Tx, guest: Contact, to: Contact): Promise<{ conversationId: string; uptoSeq: number }[]> {
    const moved: { conversationId: string; uptoSeq: number }[] = [];
    const own = await this.conversations.listOfContacts(tx, [to.id]);
    let hasOpen = own.some(({ status }) => status === 'open');
    for (const thread of (await this.conversations.listOfContacts(tx, [guest.id])).reverse()) {
      if (thread.lastSeq === 0) continue;
      const status = hasOpen ? 'done' : thread.status;
      hasOpen ||= status === 'open';
      await this.conversations.moveMessages(tx, thread.id, to.id);
      await this.conversations.update(tx, thread.id, { contactId: to.id, status, asGuestUptoSeq: thread.lastSeq });
      moved.push({ conversationId: thread.id, uptoSeq: thread.lastSeq });
    }
    await this.flows.endSession(tx, guest.id);
    await this.#announce(tx, to, moved);
    return moved;
  }

  /** Takes a link back: what was written up to it is for agents only, everywhere and for good. */
  async unlink(tx: Tx, contact: Contact, conversationId: string): Promise<void> {
    const conversation = await this.conversations.findById(tx, conversationId);
    if (conversation === null || conversation.contactId !== contact.id) throw notFound('conversation');
    await this.conversations.update(tx, conversationId, { agentsOnlyUptoSeq: conversation.asGuestUptoSeq });
    await this.#announce(tx, contact, [{ conversationId }]);
  }

  async #announce(tx: Tx, contact: Contact, threads: readonly { conversationId: string }[]): Promise<void> {
    await this.events.record(
      tx,
      threads.map(({ conversationId }) => ({
        workspaceId: contact.workspaceId,
        botId: contact.botId,
        contactId: contact.id,
        conversationId,
        type: 'history_changed' as const,
        forVisitor: true,
        forWorkspace: true,
      })),
    );
  }
}
