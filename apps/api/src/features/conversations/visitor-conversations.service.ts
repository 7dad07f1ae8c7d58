import type {
  OpenResult,
  SeenBody,
  StartFlowBody,
  WidgetMessages,
  WidgetSendBody,
  WidgetSendResult,
} from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { lockAlone } from '../../platform/database/locks.js';
import { Reader } from '../../platform/database/reader.js';
import { AppError, notFound } from '../../platform/errors/app-error.js';
import { type RateLimit, type RateLimitByPoints, RateLimits } from '../../platform/limits/rate-limits.js';
import { MessageLane } from '../../platform/unit-of-work/message-lane.js';
import { UnitOfWork } from '../../platform/unit-of-work/unit-of-work.js';
import { EventsService, listCursor, listKeyOf, streamCursor } from '../events/index.js';
import { SessionsService, type Visitor } from '../sessions/index.js';
import { ConversationsRepository } from './conversations.repository.js';
import { toMessage } from './message.mapper.js';
import { TurnProgram } from './turn-program.js';

/** Messages one visitor may send: a guest as many as the bot's settings say, a verified visitor these. */
const VISITOR_MESSAGES = { name: 'visitor-messages', windowSeconds: 60 };
const VERIFIED_MESSAGES = 60;
/** Flows that pages may start for one visitor: each can say a lot. */
const PAGE_FLOWS = { name: 'page-flows', points: 20, windowSeconds: 60 };

/** What stands between a visitor and the rows: the gate, the reads, the session's check, the log, the limits. */
@Injectable()
export class VisitorDoor {
  readonly messages: RateLimitByPoints;
  readonly flows: RateLimit;

  constructor(
    readonly unitOfWork: UnitOfWork,
    readonly reader: Reader,
    readonly sessions: SessionsService,
    readonly events: EventsService,
    limits: RateLimits,
  ) {
    this.messages = limits.createByPoints(VISITOR_MESSAGES);
    this.flows = limits.create(PAGE_FLOWS);
  }
}

/** A visitor's own conversations: everything is of the contact the session shows, and of no other. */
@Injectable()
export class VisitorConversationsService {
  constructor(
    private readonly conversations: ConversationsRepository,
    private readonly lane: MessageLane,
    private readonly turns: TurnProgram,
    private readonly door: VisitorDoor,
  ) {}

  /** Stores a message, and lets the flow answer, in one transaction. */
  async send(visitor: Visitor, body: WidgetSendBody): Promise<WidgetSendResult> {
    const { kind, bot } = visitor;
    await this.door.messages.charge(
      visitor.contact.id,
      kind === 'guest' ? bot.guestLimits.messages_per_minute : VERIFIED_MESSAGES,
    );
    const { message } = await this.lane.carry(this.turns, { kind: 'visitor_message', visitor, body });
    if (message === null) throw new Error('a visitor message has a receipt with its row');
    return { epoch: visitor.page.epoch, message: toMessage(message.row, message.conversation) };
  }

  /** The panel was opened: starts the start flow where none was. Again changes nothing. */
  async open(visitor: Visitor): Promise<OpenResult> {
    const { started } = await this.lane.carry(this.turns, { kind: 'open', visitor });
    return { epoch: visitor.page.epoch, started };
  }

  /**
   * The page starts a flow. `started` is false where nothing answers: the contact is blocked, an agent speaks, or the flow is
   * not published.
   *
   * @throws page_right_missing for a ref that the bot's settings do not name.
   */
  async startFlow(visitor: Visitor, body: StartFlowBody): Promise<OpenResult> {
    await this.door.flows.charge(visitor.contact.id);
    const { started } = await this.lane.carry(this.turns, { kind: 'start_flow', visitor, body });
    return { epoch: visitor.page.epoch, started };
  }

  /** A guest has turned verified in a page: starts the bot's flow for that, once for each `startedBy`. */
  async identified(visitor: Visitor, startedBy: string): Promise<void> {
    await this.lane.carry(this.turns, { kind: 'identified', visitor, startedBy });
  }

  /** A page of the history, oldest first. */
  async list(visitor: Visitor, before: string | undefined, limit: number): Promise<WidgetMessages> {
    const beforeId = before === undefined ? null : listKeyOf(before);
    if (before !== undefined && beforeId === null) {
      throw new AppError('invalid_request', 'This is not a cursor of a history.', {
        fix: 'Hand back `before` as it came.',
      });
    }
    const { reader } = this.door;
    // The log's end is read before the messages: what is stored in between comes twice rather than never.
    const position = await this.door.events.lastPositionOf(reader, visitor.contact.workspaceId);
    const contactId = visitor.contact.id;
    const rows = await this.conversations.listForVisitor(reader, contactId, beforeId, limit);
    const threads = await this.conversations.listOfContacts(reader, [contactId]);
    const byId = new Map(threads.map((thread) => [thread.id, thread]));
    const oldest = rows.at(-1);
    return {
      epoch: visitor.page.epoch,
      items: rows.reverse().map((row) => toMessage(row, byId.get(row.conversationId) ?? { asGuestUptoSeq: 0 })),
      before: rows.length === limit && oldest !== undefined ? listCursor(oldest.id) : null,
      after: streamCursor({ kind: 'contact', id: contactId }, position),
      unread: await this.conversations.countUnreadForVisitor(reader, contactId),
      agent_seen_seq: threads[0]?.agentSeenSeq ?? 0,
    };
  }

  /** Notes how far the visitor has read. Going back changes nothing. */
  async seen(visitor: Visitor, body: SeenBody): Promise<void> {
    await this.door.unitOfWork.run('conversations.visitor-seen', async (tx) => {
      await lockAlone(tx, ['contact', visitor.contact.id]);
      const contact = await this.door.sessions.requireStill(tx, visitor);
      const conversation = await this.conversations.findById(tx, body.conversation_id);
      if (conversation === null || conversation.contactId !== contact.id) throw notFound('conversation');
      const visitorSeenSeq = Math.min(body.seq, conversation.lastSeq);
      if (visitorSeenSeq <= conversation.visitorSeenSeq) return;
      await this.conversations.update(tx, conversation.id, { visitorSeenSeq });
      await this.door.events.record(tx, [
        {
          workspaceId: conversation.workspaceId,
          botId: conversation.botId,
          contactId: contact.id,
          conversationId: conversation.id,
          type: 'conversation',
          forVisitor: false,
          forWorkspace: true,
        },
      ]);
    });
  }
}
