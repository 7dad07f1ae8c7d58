import type { SendMessageBody, Message as WireMessage } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { lockAlone } from '../../platform/database/locks.js';
import { notFound } from '../../platform/errors/app-error.js';
import { MessageLane } from '../../platform/unit-of-work/message-lane.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { UnitOfWork } from '../../platform/unit-of-work/unit-of-work.js';
import { EventsService } from '../events/index.js';
import type { Conversation } from './conversation.entity.js';
import { ConversationsRepository } from './conversations.repository.js';
import { FlowWaits } from './flow-waits.js';
import { toMessage } from './message.mapper.js';
import type { Agent } from './turn.js';
import { BOT_PAUSE_MS, TurnProgram } from './turn-program.js';

/** Agents' messages walk the same lane as visitors'. */
@Injectable()
export class AgentAnswers {
  constructor(
    private readonly lane: MessageLane,
    private readonly turns: TurnProgram,
  ) {}

  async reply(agent: Agent, conversationId: string, body: SendMessageBody): Promise<WireMessage> {
    const { message } = await this.lane.carry(this.turns, { kind: 'agent_message', agent, conversationId, body });
    if (message === null) throw new Error('an agent message has a receipt with its row');
    return toMessage(message.row, message.conversation);
  }
}

/** What agents do in conversations. What is not of their workspace does not exist. */
@Injectable()
export class AgentActsService {
  constructor(
    private readonly conversations: ConversationsRepository,
    private readonly events: EventsService,
    private readonly unitOfWork: UnitOfWork,
    private readonly answers: AgentAnswers,
    private readonly waits: FlowWaits,
  ) {}

  /** An agent's message; the bot keeps silent for a while. */
  reply(agent: Agent, conversationId: string, body: SendMessageBody): Promise<WireMessage> {
    return this.answers.reply(agent, conversationId, body);
  }

  /** Opens a conversation or ends it; the bot then speaks again. */
  async setStatus(workspaceId: string, id: string, status: 'open' | 'done'): Promise<void> {
    await this.unitOfWork.run('conversations.set-status', async (tx) => {
      const conversation = await this.#getHeld(tx, workspaceId, id);
      if (conversation.status === status) return;
      if (status === 'open') {
        // Only one may be open: the one the agent asked for takes the other's place.
        for (const other of await this.conversations.listOfContacts(tx, [conversation.contactId])) {
          if (other.status === 'open') await this.#change(tx, other, { status: 'done' });
        }
      }
      await this.#change(tx, conversation, { status, ...(status === 'done' ? { botPausedUntilMs: null } : {}) });
      await this.waits.takeUp(tx, conversation.contactId);
    });
  }

  /** Silences the bot for a while, or lets it speak again. */
  async pauseBot(workspaceId: string, id: string, paused: boolean): Promise<void> {
    await this.unitOfWork.run('conversations.pause-bot', async (tx) => {
      const conversation = await this.#getHeld(tx, workspaceId, id);
      await this.#change(tx, conversation, { botPausedUntilMs: paused ? tx.nowMs + BOT_PAUSE_MS : null });
      if (!paused) await this.waits.takeUp(tx, conversation.contactId);
    });
  }

  /** Notes how far the agents' side has read, and tells the visitor. */
  async seen(workspaceId: string, id: string, seq: number): Promise<void> {
    await this.unitOfWork.run('conversations.agent-seen', async (tx) => {
      const conversation = await this.#getHeld(tx, workspaceId, id);
      const agentSeenSeq = Math.min(seq, conversation.lastSeq);
      if (agentSeenSeq <= conversation.agentSeenSeq) return;
      await this.conversations.update(tx, id, { agentSeenSeq });
      await this.events.record(tx, [
        {
          workspaceId,
          botId: conversation.botId,
          contactId: conversation.contactId,
          conversationId: id,
          type: 'agent_seen',
          seq: agentSeenSeq,
          forVisitor: true,
          forWorkspace: true,
        },
      ]);
    });
  }

  /** A conversation, with its contact held. */
  async #getHeld(tx: Tx, workspaceId: string, id: string): Promise<Conversation> {
    for (;;) {
      const conversation = await this.#getRow(tx, workspaceId, id);
      if (!(await lockAlone(tx, ['contact', conversation.contactId]))) return conversation;
      const still = await this.#getRow(tx, workspaceId, id);
      if (still.contactId === conversation.contactId) return still;
    }
  }

  async #change(tx: Tx, conversation: Conversation, changes: Partial<Conversation>): Promise<void> {
    await this.conversations.update(tx, conversation.id, { ...changes, updatedAtMs: tx.nowMs });
    await this.events.record(tx, [
      {
        workspaceId: conversation.workspaceId,
        botId: conversation.botId,
        contactId: conversation.contactId,
        conversationId: conversation.id,
        type: 'conversation',
        forVisitor: true,
        forWorkspace: true,
      },
    ]);
  }

  async #getRow(tx: Tx, workspaceId: string, id: string): Promise<Conversation> {
    const conversation = await this.conversations.findById(tx, id);
    if (conversation === null || conversation.workspaceId !== workspaceId) throw notFound('conversation');
    return conversation;
  }
}
