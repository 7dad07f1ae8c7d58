import { flowOfChosen, type MessageBody } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import type { Db } from '../../platform/database/db.js';
import { AppError, notFound } from '../../platform/errors/app-error.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import type { Decision, LaneProgram } from '../../platform/unit-of-work/message-lane.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { missingPageRight } from '../bots/index.js';
import type { Contact } from '../contacts/index.js';
import type { Happening } from '../events/index.js';
import { tokenHash, type Visitor } from '../sessions/index.js';
import type { Conversation } from './conversation.entity.js';
import { endQuietly, type FlowCause, type FlowRun, runFlow, waitOf } from './flow-run.js';
import { FlowWaits } from './flow-waits.js';
import type { Message } from './message.entity.js';
import type { Loaded, Receipt, Turn, Writes } from './turn.js';
import { TurnReads } from './turn-reads.js';
import { Draft, TurnRecords } from './turn-records.js';

/** An agent's message silences the bot for half an hour, sliding. */
export const BOT_PAUSE_MS = 30 * 60_000;
/** A visitor who writes within a day of "done" goes on in the same conversation. */
const REOPEN_WITHIN_MS = 24 * 3_600_000;

/**
 * A turn of a conversation, as the message lane carries it: everything is read first, decided in memory, and written in
 * one go. A visitor's message, the flow's answers, the flow's state and the events are all or nothing.
 */
@Injectable()
export class TurnProgram implements LaneProgram<Turn, Loaded, Writes, Receipt> {
  readonly name = 'conversations.turn';

  constructor(
    private readonly reads: TurnReads,
    private readonly records: TurnRecords,
    private readonly waits: FlowWaits,
    private readonly metrics: Metrics,
  ) {}

  load(db: Db, turns: readonly Turn[]): Promise<Loaded> {
    return this.reads.load(db, turns);
  }

  decide(turn: Turn, loaded: Loaded, nowMs: number): Decision<Writes, Receipt> {
    const contact = loaded.present.get(turn);
    if (contact === undefined) throw notFound('conversation');
    if (contact instanceof Error) throw contact;
    switch (turn.kind) {
      case 'visitor_message':
        return this.#visitorMessage(turn, loaded, contact, nowMs);
      case 'open':
        return this.#open(turn.visitor, loaded, contact, nowMs);
      case 'start_flow':
        return this.#startFlow(turn, loaded, contact, nowMs);
      case 'identified':
        return this.#identified(turn, loaded, contact, nowMs);
      case 'agent_message':
        return this.#agentMessage(turn, loaded, contact, nowMs);
      case 'timer':
        return this.#timer(turn, loaded, contact, nowMs);
    }
  }

  async write(tx: Tx, writes: readonly Writes[]): Promise<void> {
    await this.records.write(tx, writes);
    await this.waits.write(tx, writes);
    tx.afterCommit(() => {
      for (const { messages } of writes) for (const { author } of messages) this.metrics.stored(author);
    });
  }

  #visitorMessage(
    turn: Extract<Turn, { kind: 'visitor_message' }>,
    loaded: Loaded,
    contact: Contact,
    nowMs: number,
  ): Decision<Writes, Receipt> {
    const { body, visitor } = turn;
    const messageBody: MessageBody =
      body.reply === undefined ? { text: body.text } : { text: body.text, reply: body.reply };
    const again = this.#sentBefore(loaded, contact, body.client_id, 'visitor', messageBody);
    if (again !== null) return again;

    const thread = this.#threadOf(loaded, contact, visitor, nowMs);
    const draft = new Draft(thread.conversation, nowMs);
    draft.add({
      author: 'visitor',
      body: messageBody,
      clientId: body.client_id,
      tabSecretHash: body.tab_secret === undefined ? null : tokenHash(body.tab_secret),
    });
    draft.conversation.visitorSeenSeq = draft.conversation.lastSeq;
    const listens = !contact.blocked && (thread.conversation.botPausedUntilMs ?? 0) <= nowMs;
    const startFlowId = startFlowOf(visitor);
    const cause: FlowCause =
      thread.isNew && startFlowId !== null && body.reply === undefined
        ? { kind: 'start', flowId: startFlowId }
        : body.reply === undefined
          ? { kind: 'input', event: { type: 'message', text: body.text } }
          : { kind: 'input', event: { type: 'reply', ...body.reply, text: body.text } };
    // Who writes to an agent has written, too: a reminder for who fell silent is due no more.
    const run = listens
      ? this.#run(
          loaded,
          contact,
          { conversationId: draft.conversation.id, verified: isVerified(visitor), cause },
          nowMs,
        )
      : waitOf(loaded, contact)?.leavesIfWritten
        ? endQuietly(loaded, contact, nowMs)
        : null;
    return this.#finish(loaded, contact, thread.isNew, draft, run, false);
  }

  /** Opening the panel starts the start flow, unless this conversation has had one. */
  #open(visitor: Visitor, loaded: Loaded, contact: Contact, nowMs: number): Decision<Writes, Receipt> {
    const flowId = startFlowOf(visitor);
    const thread = this.#threadOf(loaded, contact, visitor, nowMs);
    const session = loaded.shelf.sessions.get(contact.id);
    const hadOne = session !== undefined && session.conversationId === thread.conversation.id;
    const paused = (thread.conversation.botPausedUntilMs ?? 0) > nowMs;
    const draft = new Draft(thread.conversation, nowMs);
    const run =
      flowId === null || hadOne || paused || contact.blocked
        ? null
        : this.#run(
            loaded,
            contact,
            {
              conversationId: draft.conversation.id,
              verified: isVerified(visitor),
              cause: { kind: 'start', flowId },
            },
            nowMs,
          );
    if (run === null) return { writes: nothing(contact), receipt: { message: null, started: false } };
    return this.#finish(loaded, contact, thread.isNew, draft, run, true);
  }

  /**
   * The page starts a flow, in the place of the one that runs; or the visitor does, by a starter or the menu. A ref that the
   * settings do not name and one that nobody has heard of are refused alike.
   */
  #startFlow(
    turn: Extract<Turn, { kind: 'start_flow' }>,
    loaded: Loaded,
    contact: Contact,
    nowMs: number,
  ): Decision<Writes, Receipt> {
    const { body, visitor } = turn;
    const { pageRights, behaviour } = visitor.bot;
    const flowId = pageRights.flows.find(({ ref }) => ref === body.ref)?.flow_id ?? flowOfChosen(behaviour, body.ref);
    if (flowId === undefined) throw missingPageRight('start this flow', 'flows');
    const asked = `A page asked for the flow "${body.ref}"`;
    return this.#startAnew(visitor, { flowId, startedBy: body.client_id, asked }, loaded, contact, nowMs);
  }

  /** Starts what the bot says to a guest who has turned verified, in the chat that is on screen. */
  #identified(
    turn: Extract<Turn, { kind: 'identified' }>,
    loaded: Loaded,
    contact: Contact,
    nowMs: number,
  ): Decision<Writes, Receipt> {
    const { visitor, startedBy } = turn;
    const flowId = visitor.bot.identifiedFlowId;
    if (flowId === null) return { writes: nothing(contact), receipt: { message: null, started: false } };
    const asked = 'A visitor turned verified, for whom there is a flow';
    return this.#startAnew(visitor, { flowId, startedBy, asked }, loaded, contact, nowMs);
  }

  /** Starts a flow in the place of the one that runs, unless this very cause has done so, an agent speaks or nobody is heard. */
  #startAnew(
    visitor: Visitor,
    { flowId, startedBy, asked }: { flowId: string; startedBy: string; asked: string },
    loaded: Loaded,
    contact: Contact,
    nowMs: number,
  ): Decision<Writes, Receipt> {
    if (loaded.shelf.sessions.get(contact.id)?.startedBy === startedBy) {
      return { writes: nothing(contact), receipt: { message: null, started: true } };
    }
    const thread = this.#threadOf(loaded, contact, visitor, nowMs);
    if (contact.blocked || (thread.conversation.botPausedUntilMs ?? 0) > nowMs) {
      return { writes: nothing(contact), receipt: { message: null, started: false } };
    }
    const draft = new Draft(thread.conversation, nowMs);
    const cause: FlowCause = { kind: 'start', flowId, startedBy };
    const conversationId = draft.conversation.id;
    const run = this.#run(loaded, contact, { conversationId, verified: isVerified(visitor), cause }, nowMs);
    if (run === null) {
      const place = { flowId, stepId: null };
      const errors = [{ code: 'flow_not_published', detail: `${asked}, which is not published.`, place }];
      return { writes: { ...nothing(contact), errors }, receipt: { message: null, started: false } };
    }
    return this.#finish(loaded, contact, thread.isNew, draft, run, true);
  }

  /**
   * The time of a wait is up, and the flow goes on where it is still wanted: not before an agent has been silent for a
   * while, and for nobody who is blocked. A wait that something else has ended does nothing.
   */
  #timer(
    turn: Extract<Turn, { kind: 'timer' }>,
    loaded: Loaded,
    contact: Contact,
    nowMs: number,
  ): Decision<Writes, Receipt> {
    const idle = { writes: nothing(contact), receipt: { message: null, started: false } };
    const session = loaded.shelf.sessions.get(contact.id);
    if (session === undefined || waitOf(loaded, contact)?.id !== turn.waitId) return idle;
    const all = loaded.conversations.get(contact.id) ?? [];
    const conversation =
      all.find(({ status }) => status === 'open') ?? all.find(({ id }) => id === session.conversationId);
    if (conversation === undefined) return idle;
    const pausedUntilMs = conversation.botPausedUntilMs ?? 0;
    if (pausedUntilMs > nowMs) return { ...idle, receipt: { ...idle.receipt, againAtMs: pausedUntilMs } };
    const event = { type: 'timer', wait_id: turn.waitId } as const;
    // Nobody is there to be asked who they are: what was proven last counts, and a contact that was renamed since has proven nothing.
    const verified = contact.verifiedAtMs !== null;
    const wanted = !contact.blocked && loaded.shelf.published(session.state.flow_id) !== undefined;
    const run = wanted
      ? this.#run(
          loaded,
          contact,
          { conversationId: conversation.id, verified, cause: { kind: 'input', event } },
          nowMs,
        )
      : endQuietly(loaded, contact, nowMs);
    return this.#finish(loaded, contact, false, new Draft(conversation, nowMs), run, true);
  }

  #run(
    loaded: Loaded,
    contact: Contact,
    { conversationId, verified, cause }: { conversationId: string; verified: boolean; cause: FlowCause },
    nowMs: number,
  ): FlowRun | null {
    return runFlow(loaded, contact, conversationId, verified, cause, { nowMs, waitId: this.waits.newId() });
  }

  #agentMessage(
    turn: Extract<Turn, { kind: 'agent_message' }>,
    loaded: Loaded,
    contact: Contact,
    nowMs: number,
  ): Decision<Writes, Receipt> {
    const { agent, body } = turn;
    const messageBody: MessageBody = { text: body.text };
    const again = this.#sentBefore(loaded, contact, body.client_id, 'agent', messageBody);
    if (again !== null) return again;
    const conversation = loaded.conversations.get(contact.id)?.find(({ id }) => id === turn.conversationId);
    if (conversation === undefined) throw notFound('conversation');
    const otherOpen = loaded.conversations.get(contact.id)?.find(({ status }) => status === 'open');
    if (otherOpen !== undefined && otherOpen.id !== conversation.id) {
      throw new AppError('conflict', 'This contact has a newer open conversation.', {
        fix: 'Reply in the open conversation.',
      });
    }
    const draft = new Draft(conversation, nowMs);
    draft.add({
      author: 'agent',
      authorUserId: agent.userId,
      authorName: agent.name,
      body: messageBody,
      clientId: body.client_id,
    });
    draft.conversation.status = 'open';
    draft.conversation.agentSeenSeq = draft.conversation.lastSeq;
    draft.conversation.botPausedUntilMs = nowMs + BOT_PAUSE_MS;
    return this.#finish(loaded, contact, false, draft, null, false);
  }

  /** The same client id again: the same message if it says the same, else refused. */
  #sentBefore(
    loaded: Loaded,
    contact: Contact,
    clientId: string,
    author: Message['author'],
    body: MessageBody,
  ): Decision<Writes, Receipt> | null {
    const row = loaded.sent.get(`${contact.id}:${clientId}`);
    if (row === undefined) return null;
    const same =
      row.author === author &&
      row.body.text === body.text &&
      row.body.reply?.step_id === body.reply?.step_id &&
      row.body.reply?.button_id === body.reply?.button_id;
    const conversation = loaded.conversations.get(contact.id)?.find(({ id }) => id === row.conversationId);
    if (!same || conversation === undefined) {
      throw new AppError('message_id_reused', 'Another message was sent under this client_id.', {
        fix: 'Give each new message a client_id of its own.',
      });
    }
    return { writes: nothing(contact), receipt: { message: { row, conversation }, started: false } };
  }

  /** The open conversation; else a "done" one of the last day, reopened; else a new one (not yet written). */
  #threadOf(
    loaded: Loaded,
    contact: Contact,
    visitor: Visitor,
    nowMs: number,
  ): { conversation: Conversation; isNew: boolean } {
    const all = loaded.conversations.get(contact.id) ?? [];
    const open = all.find(({ status }) => status === 'open');
    if (open !== undefined) return { conversation: open, isNew: false };
    const recent = all[0];
    if (recent !== undefined && nowMs - recent.updatedAtMs < REOPEN_WITHIN_MS) {
      return { conversation: { ...recent, status: 'open' }, isNew: false };
    }
    return { conversation: this.records.newConversation(visitor.bot, contact.id, nowMs), isNew: true };
  }

  #finish(
    loaded: Loaded,
    contact: Contact,
    isNew: boolean,
    draft: Draft,
    run: FlowRun | null,
    started: boolean,
  ): Decision<Writes, Receipt> {
    for (const body of run?.messages ?? []) draft.add({ author: 'bot', body });
    const { conversation } = draft;
    const others = (loaded.conversations.get(contact.id) ?? []).filter(({ id }) => id !== conversation.id);
    const messages = this.records.newMessages(contact.id, draft, others);
    const first = messages[0];
    // From here on nothing throws: what was decided is entered for the turns behind this one.
    loaded.conversations.set(contact.id, [conversation, ...others]);
    for (const message of messages) {
      if (message.clientId !== null) loaded.sent.set(`${contact.id}:${message.clientId}`, message);
    }
    if (run?.session) loaded.shelf.sessions.set(contact.id, run.session.row);
    this.records.overlay(loaded, contact, run);

    return {
      writes: {
        conversation: { row: conversation, isNew },
        messages,
        session: run?.session ?? null,
        wait: run?.wait ?? null,
        endedWait: run?.endedWait ?? null,
        contactId: contact.id,
        botId: contact.botId,
        workspaceId: contact.workspaceId,
        fields: run?.fields ?? [],
        addTags: run?.addTags ?? [],
        removeTags: run?.removeTags ?? [],
        happenings: happeningsOf(contact, conversation, messages),
        errors: run?.errors ?? [],
      },
      receipt: {
        message: first === undefined || started ? null : { row: first, conversation },
        started,
      },
    };
  }
}

/** The flow that greets this visitor. */
const startFlowOf = (visitor: Visitor): string | null =>
  visitor.kind === 'verified' ? visitor.bot.knownFlowId : visitor.bot.guestFlowId;

const isVerified = (visitor: Visitor): boolean => visitor.kind === 'verified';

const nothing = (contact: Contact): Writes => ({
  conversation: null,
  messages: [],
  session: null,
  wait: null,
  endedWait: null,
  contactId: contact.id,
  botId: contact.botId,
  workspaceId: contact.workspaceId,
  fields: [],
  addTags: [],
  removeTags: [],
  happenings: [],
  errors: [],
});

function happeningsOf(contact: Contact, conversation: Conversation, messages: readonly Message[]): Happening[] {
  const common = {
    workspaceId: conversation.workspaceId,
    botId: conversation.botId,
    contactId: contact.id,
    conversationId: conversation.id,
    forVisitor: true,
    forWorkspace: true,
  };
  return messages.map((message) => ({ ...common, type: 'message', messageId: message.id, seq: message.seq }));
}
