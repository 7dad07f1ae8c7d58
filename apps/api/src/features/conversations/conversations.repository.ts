import { Injectable } from '@nestjs/common';
import { findAll, insertAll, updateAll } from '../../platform/database/bulk.js';
import type { Db } from '../../platform/database/db.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { Conversation } from './conversation.entity.js';
import { Message } from './message.entity.js';

/** What the inbox can be narrowed by. */
export interface ConversationsFilter {
  readonly workspaceId: string;
  readonly botId?: string;
  readonly contactId?: string;
  readonly status?: 'open' | 'done';
  readonly before?: { updatedAtMs: number; id: string };
  readonly limit: number;
}

/** The only TypeORM of conversations and messages. */
@Injectable()
export class ConversationsRepository {
  listConversations(db: Db, ids: readonly string[]): Promise<Conversation[]> {
    return findAll(
      db,
      Conversation,
      ['id'],
      ids.map((id) => ({ id })),
    );
  }

  findById(db: Db, id: string): Promise<Conversation | null> {
    return db.manager.findOneBy(Conversation, { id });
  }

  /** All conversations of these contacts, newest first. */
  listOfContacts(db: Db, contactIds: readonly string[]): Promise<Conversation[]> {
    return findAll(
      db,
      Conversation,
      ['contactId'],
      contactIds.map((contactId) => ({ contactId })),
      { by: 'id', direction: 'DESC' },
    );
  }

  list(db: Db, filter: ConversationsFilter): Promise<Conversation[]> {
    const query = db.manager
      .createQueryBuilder(Conversation, 'c')
      .where('c.workspaceId = :workspaceId', { workspaceId: filter.workspaceId });
    if (filter.botId !== undefined) query.andWhere('c.botId = :botId', { botId: filter.botId });
    if (filter.contactId !== undefined) query.andWhere('c.contactId = :contactId', { contactId: filter.contactId });
    if (filter.status !== undefined) query.andWhere('c.status = :status', { status: filter.status });
    if (filter.before !== undefined) {
      query.andWhere('(c.updatedAtMs < :updatedAtMs or (c.updatedAtMs = :updatedAtMs and c.id < :beforeId))', {
        updatedAtMs: filter.before.updatedAtMs,
        beforeId: filter.before.id,
      });
    }
    return query.orderBy('c.updatedAtMs', 'DESC').addOrderBy('c.id', 'DESC').limit(filter.limit).getMany();
  }

  async insertConversations(tx: Tx, conversations: readonly Conversation[]): Promise<void> {
    await insertAll(tx, Conversation, conversations);
  }

  /** Writes these conversations as they are now, but for what of them never changes: its indices need not be touched. */
  async updateAll(tx: Tx, conversations: readonly Conversation[]): Promise<void> {
    await updateAll(
      tx,
      Conversation,
      ['id'],
      conversations.map(({ workspaceId, botId, contactId, channel, createdAtMs, ...changing }) => changing),
    );
  }

  async update(tx: Tx, id: string, changes: Partial<Conversation>): Promise<void> {
    await tx.manager.update(Conversation, { id }, changes);
  }

  async insertMessages(tx: Tx, messages: readonly Message[]): Promise<void> {
    await insertAll(tx, Message, messages);
  }

  /** Messages already sent under these client ids. */
  listByClientIds(db: Db, pairs: readonly { contactId: string; clientId: string }[]): Promise<Message[]> {
    return findAll(db, Message, ['contactId', 'clientId'], pairs);
  }

  listByIds(db: Db, ids: readonly string[]): Promise<Message[]> {
    if (ids.length === 0) return Promise.resolve([]);
    return db.manager.createQueryBuilder(Message, 'm').where('m.id in (:...ids)', { ids }).getMany();
  }

  findMessage(db: Db, conversationId: string, seq: number): Promise<Message | null> {
    return db.manager.findOneBy(Message, { conversationId, seq });
  }

  /** A page of a conversation, newest first. */
  listOfConversation(db: Db, conversationId: string, beforeSeq: number, limit: number): Promise<Message[]> {
    return db.manager
      .createQueryBuilder(Message, 'm')
      .where('m.conversationId = :conversationId and m.seq < :beforeSeq', { conversationId, beforeSeq })
      .orderBy('m.seq', 'DESC')
      .limit(limit)
      .getMany();
  }

  /** A page of all a visitor may see of their own history, newest first. */
  listForVisitor(db: Db, contactId: string, beforeId: string | null, limit: number): Promise<Message[]> {
    const query = db.manager
      .createQueryBuilder(Message, 'm')
      .innerJoin(Conversation, 'c', 'c.id = m.conversationId')
      .where('m.contactId = :contactId and m.seq > c.agentsOnlyUptoSeq', { contactId });
    if (beforeId !== null) query.andWhere('m.id < :beforeId', { beforeId });
    return query.orderBy('m.id', 'DESC').limit(limit).getMany();
  }

  /** Bot's and agents' messages the visitor has not seen. */
  countUnreadForVisitor(db: Db, contactId: string): Promise<number> {
    return db.manager
      .createQueryBuilder(Message, 'm')
      .innerJoin(Conversation, 'c', 'c.id = m.conversationId')
      .where(
        "c.contactId = :contactId and m.seq > c.visitorSeenSeq and m.seq > c.agentsOnlyUptoSeq and m.author in ('bot', 'agent')",
        { contactId },
      )
      .getCount();
  }

  /** Visitor's messages no agent has read, by conversation. */
  async countUnreadForAgents(db: Db, conversationIds: readonly string[]): Promise<Map<string, number>> {
    if (conversationIds.length === 0) return new Map();
    const rows: { id: string; unread: number | string }[] = await db.manager
      .createQueryBuilder(Message, 'm')
      .innerJoin(Conversation, 'c', 'c.id = m.conversationId')
      .select('c.id', 'id')
      .addSelect('count(*)', 'unread')
      .where("c.id in (:...conversationIds) and m.seq > c.agentSeenSeq and m.author = 'visitor'", { conversationIds })
      .groupBy('c.id')
      .getRawMany();
    return new Map(rows.map((row) => [row.id, Number(row.unread)]));
  }

  /** The newest message of each conversation. */
  listNewest(db: Db, conversationIds: readonly string[]): Promise<Message[]> {
    if (conversationIds.length === 0) return Promise.resolve([]);
    return db.manager
      .createQueryBuilder(Message, 'm')
      .innerJoin(Conversation, 'c', 'c.id = m.conversationId and c.lastSeq = m.seq')
      .where('c.id in (:...conversationIds)', { conversationIds })
      .getMany();
  }

  /** The visitor's messages in these conversations: when, and by which tab. */
  listVisitorMessages(db: Db, conversationIds: readonly string[]): Promise<Message[]> {
    if (conversationIds.length === 0) return Promise.resolve([]);
    return db.manager
      .createQueryBuilder(Message, 'm')
      .where("m.conversationId in (:...conversationIds) and m.author = 'visitor'", { conversationIds })
      .orderBy('m.id', 'ASC')
      .getMany();
  }

  /**
   * Gives the messages of a conversation to another contact. A client id the other has used already is dropped, so that
   * neither can claim the other's message by it.
   */
  async moveMessages(tx: Tx, conversationId: string, toContactId: string): Promise<void> {
    await tx.manager
      .createQueryBuilder()
      .update(Message)
      .set({ clientId: null })
      .where(
        `conversation_id = :conversationId and client_id in
         (select o.client_id from message o where o.contact_id = :toContactId and o.client_id is not null)`,
        { conversationId, toContactId },
      )
      .execute();
    await tx.manager.update(Message, { conversationId }, { contactId: toContactId });
  }

  async removeOfContact(tx: Tx, contactId: string): Promise<void> {
    await tx.manager.delete(Message, { contactId });
    await tx.manager.delete(Conversation, { contactId });
  }

  /** Conversations of a bot's guests in which nothing happened since this instant. @param ids only those of them, where given */
  async findSilentOfGuests(
    db: Db,
    botId: string,
    atMs: number,
    limit: number,
    ids: readonly string[] | null = null,
  ): Promise<string[]> {
    const query = db.manager
      .createQueryBuilder(Conversation, 'c')
      .select(['c.id'])
      .where('c.botId = :botId and c.updatedAtMs <= :atMs', { botId, atMs })
      .andWhere('exists (select 1 from contact p where p.id = c.contact_id and p.custom_user_id is null)');
    if (ids !== null) query.andWhere('c.id in (:...ids)', { ids });
    return (await query.limit(limit).getMany()).map(({ id }) => id);
  }

  async remove(tx: Tx, id: string): Promise<void> {
    await tx.manager.delete(Message, { conversationId: id });
    await tx.manager.delete(Conversation, { id });
  }
}
