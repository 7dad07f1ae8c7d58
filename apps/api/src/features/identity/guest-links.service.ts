import type { ContactDetail, LinkBody, LinkOutcome } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import type { Db } from '../../platform/database/db.js';
import { lockAlone, lockTogether, runsBesideOthers } from '../../platform/database/locks.js';
import { AppError, notFound } from '../../platform/errors/app-error.js';
import { IdMaker } from '../../platform/ids/id-maker.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { AttributesService, type Contact, ContactsService } from '../contacts/index.js';
import { type GuestThread, ThreadLinksService } from '../conversations/index.js';
import { isTokenShape, newToken, SessionsService, tokenHash, type Visitor } from '../sessions/index.js';
import { IdentityRepository } from './identity.repository.js';

/** A thread is linked unasked only while its last message is younger than this. */
const FRESH_MS = 30 * 60_000;
/** How long the question may be answered. */
const QUESTION_MS = 15 * 60_000;

const NONE: LinkOutcome = { kind: 'none' };

/** What the page says of the guest it was. */
export interface GuestClaim {
  readonly guestToken: unknown;
  readonly tabSecret: unknown;
}

/**
 * Whether the thread a guest wrote belongs to the user who was just verified. Unasked only where it can hardly be another
 * person's: this very tab wrote all of it, minutes ago, and nobody was ever verified beside it. Otherwise the visitor is
 * asked, in fixed words without a word of the thread, and "no" is the default.
 */
@Injectable()
export class GuestLinksService {
  constructor(
    private readonly repository: IdentityRepository,
    private readonly contacts: ContactsService,
    private readonly attributes: AttributesService,
    private readonly threads: ThreadLinksService,
    private readonly sessions: SessionsService,
    private readonly ids: IdMaker,
  ) {}

  /** Decides in the transaction that verifies. @param pageSessionId the page that may answer the question */
  async decide(tx: Tx, contact: Contact, pageSessionId: string, claim: GuestClaim): Promise<LinkOutcome> {
    if (!isTokenShape(claim.guestToken)) return NONE;
    const guest = await this.contacts.findGuest(tx, contact.botId, tokenHash(claim.guestToken));
    if (guest === null) return NONE;
    const thread = await this.threads.findGuestThread(tx, guest.id);
    const wasSomebody = guest.guestWasAccompanied;
    if (!wasSomebody) await this.contacts.update(tx, guest, { guestWasAccompanied: true });
    if (thread === null) return NONE;
    if (!wasSomebody && isOwn(thread, claim.tabSecret, tx.nowMs)) return this.#link(tx, guest, contact);
    const nonce = newToken();
    const expiresAtMs = tx.nowMs + QUESTION_MS;
    await this.repository.insertQuestion(tx, {
      nonceHash: tokenHash(nonce),
      pageSessionId,
      contactId: contact.id,
      guestContactId: guest.id,
      expiresAtMs,
      answer: null,
    });
    return {
      kind: 'ask',
      nonce,
      messages: thread.messages,
      last_at: new Date(thread.lastAtMs).toISOString(),
      expires_at: new Date(expiresAtMs).toISOString(),
    };
  }

  /**
   * The visitor's answer.
   *
   * @throws link_expired when the question is unknown, late, answered, another page's, or the guest's secret is not shown.
   */
  async answer(tx: Tx, visitor: Visitor, body: LinkBody): Promise<LinkOutcome> {
    if (runsBesideOthers(tx)) {
      await lockTogether(tx, ['bot', visitor.bot.id]);
      const asked = await this.contacts.findGuest(tx, visitor.bot.id, tokenHash(body.guest_token));
      const ids = [visitor.contact.id, ...(asked === null ? [] : [asked.id])];
      await lockAlone(tx, ...ids.map((id) => ['contact', id] as const));
    }
    const contact = await this.sessions.requireStill(tx, visitor);
    const nonceHash = tokenHash(body.nonce);
    const question = await this.repository.findQuestion(tx, nonceHash);
    const guest = await this.contacts.findGuest(tx, contact.botId, tokenHash(body.guest_token));
    const fits =
      question !== null &&
      question.answer === null &&
      question.expiresAtMs > tx.nowMs &&
      question.pageSessionId === visitor.page.id &&
      question.contactId === contact.id &&
      guest !== null &&
      guest.id === question.guestContactId;
    if (!fits) {
      throw new AppError('link_expired', 'This question is not open any more.', { fix: 'Go on without linking.' });
    }
    await this.repository.answerQuestion(tx, nonceHash, body.answer);
    return body.answer === 'link' ? this.#link(tx, guest, contact) : NONE;
  }

  /** An agent takes a link back: its messages are for agents only, its fields revert, the guest's secret stays dead. */
  async undo(tx: Tx, workspaceId: string, contactId: string, linkId: string): Promise<void> {
    await lockAlone(tx, ['contact', contactId]);
    const contact = await this.contacts.getById(tx, contactId);
    // The words of a contact that never was: another workspace's is not to be told from it.
    if (contact.workspaceId !== workspaceId) throw notFound('contact');
    const link = await this.repository.findLink(tx, linkId);
    if (link === null || link.contactId !== contactId) throw notFound('link');
    if (link.undoneAtMs !== null) return;
    await this.repository.updateLink(tx, linkId, { undoneAtMs: tx.nowMs });
    await this.threads.unlink(tx, contact, link.conversationId);
    await this.attributes.revertLink(tx, link);
    await this.contacts.announce(tx, contact);
  }

  /** The links of a contact, the newest first, as agents see them. */
  async listOfContact(db: Db, contactId: string): Promise<ContactDetail['links']> {
    return (await this.repository.listLinks(db, contactId)).map((link) => ({
      id: link.id,
      conversation_id: link.conversationId,
      linked_at: new Date(link.linkedAtMs).toISOString(),
      undone_at: link.undoneAtMs === null ? null : new Date(link.undoneAtMs).toISOString(),
    }));
  }

  /** Forgets the links of a contact that is being erased, and questions put to it. */
  async removeOfContact(tx: Tx, contactId: string): Promise<void> {
    await this.repository.removeLinksOf(tx, contactId);
  }

  async #link(tx: Tx, guest: Contact, contact: Contact): Promise<LinkOutcome> {
    const moved = await this.threads.link(tx, guest, contact);
    let linkId = '';
    for (const { conversationId, uptoSeq } of moved) {
      linkId = this.ids.newId();
      await this.repository.insertLink(tx, {
        id: linkId,
        contactId: contact.id,
        guestContactId: guest.id,
        conversationId,
        uptoSeq,
        linkedAtMs: tx.nowMs,
        undoneAtMs: null,
      });
    }
    // What the guest said comes with the newest thread; undoing that link takes it back.
    await this.attributes.copyOnLink(tx, guest.id, contact, linkId);
    await this.contacts.update(tx, guest, { guestTokenHash: null, linkedToContactId: contact.id });
    await this.sessions.endGuestPages(tx, guest.id);
    await this.contacts.announce(tx, contact);
    const last = moved.at(-1);
    return last === undefined ? NONE : { kind: 'linked', conversation_id: last.conversationId };
  }
}

function isOwn(thread: GuestThread, tabSecret: unknown, nowMs: number): boolean {
  if (!isTokenShape(tabSecret)) return false;
  const mine = tokenHash(tabSecret);
  return nowMs - thread.lastAtMs < FRESH_MS && [...thread.tabSecretHashes].every((hash) => hash === mine);
}
