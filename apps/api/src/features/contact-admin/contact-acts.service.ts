import { checkUserId } from '@chatku/crypto/identifier';
import type { FieldValue } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { lockAlone, lockTogether } from '../../platform/database/locks.js';
import { AppError, notFound } from '../../platform/errors/app-error.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { UnitOfWork } from '../../platform/unit-of-work/unit-of-work.js';
import { AttributesService, type Contact, ContactRecordsService, ContactsService } from '../contacts/index.js';
import { SessionsService } from '../sessions/index.js';
import { type AuditedAct, AuditService, type Member } from '../workspaces/index.js';
import { ContactErasureService } from './contact-erasure.service.js';
import { refuseDropped } from './dropped-attributes.js';
import { malformedId } from './malformed-id.js';

/** Tags a member may give one contact. */
const TAGS_MAX = 100;

/** What an act on a contact needs of the house. */
@Injectable()
export class ContactDesk {
  constructor(
    readonly unitOfWork: UnitOfWork,
    readonly audit: AuditService,
  ) {}
}

/** What members do to contacts. What is of another workspace does not exist. */
@Injectable()
export class ContactActsService {
  constructor(
    private readonly records: ContactRecordsService,
    private readonly contacts: ContactsService,
    private readonly attributes: AttributesService,
    private readonly sessions: SessionsService,
    private readonly erasure: ContactErasureService,
    private readonly desk: ContactDesk,
  ) {}

  /**
   * Writes fields in the name of an agent: all or none.
   *
   * @throws invalid_request for an unknown field or a value of another type; field_not_writable where a more trusted value is.
   */
  updateFields(member: Member, id: string, fields: Readonly<Record<string, FieldValue>>): Promise<void> {
    const write = async (tx: Tx, contact: Contact) => {
      refuseDropped(await this.attributes.write(tx, contact, fields, 'agent'), 'fields');
    };
    // Which fields, never what they say.
    const detail = { fields: Object.keys(fields).join(' ') };
    return this.#act('contacts.update-fields', member, id, 'contact.fields-changed', write, detail);
  }

  /** From now on the contact's messages are stored and answered by nobody's flow. */
  block(member: Member, id: string): Promise<void> {
    return this.#act('contacts.block', member, id, 'contact.blocked', (tx, contact) =>
      this.contacts.update(tx, contact, { blocked: true }),
    );
  }

  unblock(member: Member, id: string): Promise<void> {
    return this.#act('contacts.unblock', member, id, 'contact.unblocked', (tx, contact) =>
      this.contacts.update(tx, contact, { blocked: false }),
    );
  }

  /** Takes away everything that is known of a contact. Whoever proves its id later is somebody new. */
  erase(member: Member, id: string): Promise<void> {
    return this.#act('contacts.erase', member, id, 'contact.erased', (tx, contact) => this.erasure.erase(tx, contact));
  }

  /**
   * Gives a known contact another custom user id; every session of it ends, and the old id reaches none of its history.
   *
   * @throws invalid_request for what is no id; conflict for a guest, who has none; already_exists when it is taken.
   */
  rename(member: Member, id: string, typed: string): Promise<void> {
    const check = checkUserId(typed);
    if (!check.ok) return Promise.reject(malformedId('custom_user_id', check.reason));
    return this.#act('contacts.rename', member, id, 'contact.renamed', async (tx, contact) => {
      if (contact.customUserId === null) {
        throw new AppError('conflict', 'A guest has no custom user id to change.', {
          fix: 'Guests get one when they prove who they are.',
        });
      }
      await this.records.rename(tx, contact, check.userId);
      await this.sessions.endVerified(tx, { contactId: contact.id }, 'revoked');
    });
  }

  /**
   * Ends every session of a contact. A guest's secret dies with it.
   *
   * @param forCause from now on only proofs issued later count: tokens made after this, and no identifier hash, since a hash
   *   never expires, until the bar is lifted.
   */
  endSessions(member: Member, id: string, forCause: boolean): Promise<void> {
    const action = forCause ? 'contact.sessions-ended-for-cause' : 'contact.sessions-ended';
    return this.#act('contacts.end-sessions', member, id, action, async (tx, contact) => {
      await this.sessions.endVerified(tx, { contactId: contact.id }, 'revoked');
      if (contact.customUserId === null) {
        await this.contacts.update(tx, contact, { guestTokenHash: null });
        await this.sessions.endGuestPages(tx, contact.id);
      } else if (forCause) {
        await this.contacts.update(tx, contact, { notBeforeMs: tx.nowMs });
      }
    });
  }

  /**
   * Ends what one page shows of a contact who has verified.
   *
   * @throws not_found for a page that does not show it; conflict for a guest's, whose pages all hold the same secret.
   */
  endSession(member: Member, id: string, sessionId: string): Promise<void> {
    const end = async (tx: Tx) => {
      const page = await this.sessions.findOfContact(tx, id, sessionId);
      if (page === null) throw notFound('session');
      if (page.kind === 'guest') {
        throw new AppError('conflict', 'All pages of a guest hold the same secret.', {
          fix: 'End all sessions of this guest instead.',
        });
      }
      await this.sessions.endVerified(tx, { id: sessionId }, 'revoked');
    };
    return this.#act('contacts.end-session', member, id, 'contact.session-ended', end, { session: sessionId });
  }

  /** @throws conflict when the contact has its fill of tags. */
  addTag(member: Member, id: string, tag: string): Promise<void> {
    const add = async (tx: Tx) => {
      const { tags } = await this.records.detailsOf(tx, id);
      if (tags.length >= TAGS_MAX && !tags.some(({ nameKey }) => nameKey === tag.toLowerCase())) {
        throw new AppError('conflict', `This contact has ${TAGS_MAX} tags already.`, { fix: 'Take one away first.' });
      }
      await this.attributes.addTag(tx, id, tag);
    };
    return this.#act('contacts.add-tag', member, id, 'contact.tag-added', add, { tag });
  }

  removeTag(member: Member, id: string, tag: string): Promise<void> {
    const remove = (tx: Tx) => this.attributes.removeTag(tx, id, tag);
    return this.#act('contacts.remove-tag', member, id, 'contact.tag-removed', remove, { tag });
  }

  /** Lifts the bar that ending sessions for cause has set. */
  lift(member: Member, id: string): Promise<void> {
    return this.#act('contacts.lift-not-before', member, id, 'contact.bar-lifted', (tx, contact) =>
      this.contacts.update(tx, contact, { notBeforeMs: null }),
    );
  }

  /** One act on one contact: found, done, audited and told to the workspace, in one unit of work. */
  #act(
    unit: string,
    member: Member,
    id: string,
    action: string,
    act: (tx: Tx, contact: Contact) => Promise<void>,
    detail?: AuditedAct['detail'],
  ): Promise<void> {
    const { workspaceId, userId } = member;
    return this.desk.unitOfWork.run(unit, async (tx) => {
      const { botId } = await this.records.getOfWorkspace(tx, workspaceId, id);
      // Together with others, so that no field is renamed or taken away meanwhile.
      await lockTogether(tx, ['bot', botId]);
      await lockAlone(tx, ['contact', id]);
      const contact = await this.records.getOfWorkspace(tx, workspaceId, id);
      await act(tx, contact);
      await this.desk.audit.record(tx, { workspaceId, userId, action, targetId: id, ...(detail && { detail }) });
      await this.contacts.announce(tx, contact);
    });
  }
}
