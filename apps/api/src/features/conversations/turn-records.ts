import { Injectable } from '@nestjs/common';
import { AppError } from '../../platform/errors/app-error.js';
import { IdMaker } from '../../platform/ids/id-maker.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { AttributesService, type Contact } from '../contacts/index.js';
import { ErrorLogService, type ErrorNote } from '../error-log/index.js';
import { EventsService } from '../events/index.js';
import { type FlowSession, FlowsService } from '../flows/index.js';
import type { Conversation } from './conversation.entity.js';
import { ConversationsRepository } from './conversations.repository.js';
import type { FlowRun } from './flow-run.js';
import type { Message } from './message.entity.js';
import type { Loaded, Writes } from './turn.js';

type NewMessage = Pick<Message, 'author' | 'body'> &
  Partial<Pick<Message, 'authorUserId' | 'authorName' | 'clientId' | 'tabSecretHash'>>;

/** A conversation as it will be, with the messages that are being added; its `seq` has no gap. */
export class Draft {
  readonly conversation: Conversation;
  readonly messages: (NewMessage & { seq: number; createdAtMs: number })[] = [];

  constructor(
    conversation: Conversation,
    private readonly nowMs: number,
  ) {
    this.conversation = { ...conversation };
  }

  add(message: NewMessage): void {
    this.conversation.lastSeq += 1;
    this.conversation.updatedAtMs = this.nowMs;
    this.messages.push({ ...message, seq: this.conversation.lastSeq, createdAtMs: this.nowMs });
  }
}

/** Makes rows, and writes them. */
@Injectable()
export class TurnRecords {
  constructor(
    private readonly conversations: ConversationsRepository,
    private readonly attributes: AttributesService,
    private readonly flows: FlowsService,
    private readonly events: EventsService,
    private readonly errorLog: ErrorLogService,
    private readonly ids: IdMaker,
  ) {}

  newConversation(bot: { id: string; workspaceId: string }, contactId: string, nowMs: number): Conversation {
    return {
      id: this.ids.newId(),
      workspaceId: bot.workspaceId,
      botId: bot.id,
      contactId,
      channel: 'web',
      status: 'open',
      lastSeq: 0,
      lastMessageId: null,
      visitorSeenSeq: 0,
      agentSeenSeq: 0,
      botPausedUntilMs: null,
      asGuestUptoSeq: 0,
      agentsOnlyUptoSeq: 0,
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
    };
  }

  /**
   * The rows of what is added, and the conversation as they leave it. Their ids sort behind all that the contact has, which is the
   * order of a visitor's history: a clock that was set back, or that of another node, changes nothing about it.
   */
  newMessages(contactId: string, draft: Draft, conversations: readonly Conversation[]): Message[] {
    let last: string | null = null;
    for (const { lastMessageId } of [draft.conversation, ...conversations]) {
      if (lastMessageId !== null && (last === null || lastMessageId > last)) last = lastMessageId;
    }
    return draft.messages.map((message) => {
      const id: string = this.ids.newIdAfter(last);
      last = id;
      draft.conversation.lastMessageId = id;
      return {
        id,
        conversationId: draft.conversation.id,
        contactId,
        authorUserId: null,
        authorName: null,
        clientId: null,
        tabSecretHash: null,
        ...message,
      };
    });
  }

  /** Enters what a run changed about its contact into what the next turn of the group will see. */
  overlay(loaded: Loaded, contact: Contact, run: FlowRun | null): void {
    if (run === null) return;
    const fields = new Map((loaded.fields.get(contact.id) ?? []).map((field) => [field.nameKey, field]));
    for (const { name, value } of run.fields) {
      const nameKey = name.toLowerCase();
      fields.set(nameKey, {
        contactId: contact.id,
        nameKey,
        name,
        held: { value },
        provenance: 'visitor',
        linkId: null,
        updatedAtMs: 0,
      });
    }
    loaded.fields.set(contact.id, [...fields.values()]);
    const tags = new Map((loaded.tags.get(contact.id) ?? []).map((tag) => [tag.nameKey, tag]));
    for (const name of run.addTags) {
      tags.set(name.toLowerCase(), { contactId: contact.id, nameKey: name.toLowerCase(), name, addedAtMs: 0 });
    }
    for (const name of run.removeTags) tags.delete(name.toLowerCase());
    loaded.tags.set(contact.id, [...tags.values()]);
  }

  async write(tx: Tx, all: readonly Writes[]): Promise<void> {
    const { fresh, changed } = lastOfConversations(all);
    await this.conversations.insertConversations(tx, fresh);
    await this.conversations.updateAll(tx, changed);
    await this.conversations.insertMessages(
      tx,
      all.flatMap(({ messages }) => messages),
    );
    await this.flows.saveSessions(tx, stepsOf(all), overtaken);
    await this.attributes.putAll(tx, all);
    for (const { botId, note, times } of errorsOf(all)) await this.errorLog.record(tx, botId, note, times);
    await this.events.record(
      tx,
      all.flatMap(({ happenings }) => happenings),
    );
  }
}

const overtaken = (): AppError =>
  new AppError('conflict', 'Another message of this visitor was handled first.', { fix: 'Send it again.' });

/** Each conversation as the last of its turns left it: those that are new, and those that were there. */
function lastOfConversations(all: readonly Writes[]): { fresh: Conversation[]; changed: Conversation[] } {
  const last = new Map<string, Conversation>();
  const isNew = new Set<string>();
  for (const { conversation } of all) {
    if (conversation === null) continue;
    last.set(conversation.row.id, conversation.row);
    if (conversation.isNew) isNew.add(conversation.row.id);
  }
  const rows = [...last.values()];
  return { fresh: rows.filter(({ id }) => isNew.has(id)), changed: rows.filter(({ id }) => !isNew.has(id)) };
}

/** What went wrong, once each with how often it did: a flow that fails fails for everybody. */
function errorsOf(all: readonly Writes[]): { botId: string; note: ErrorNote; times: number }[] {
  const counted = new Map<string, { botId: string; note: ErrorNote; times: number }>();
  for (const { botId, errors } of all) {
    for (const note of errors) {
      const key = JSON.stringify([botId, note]);
      counted.set(key, { botId, note, times: (counted.get(key)?.times ?? 0) + 1 });
    }
  }
  // In one order for everybody: two units that count the same two wait for each other in one direction only.
  return [...counted].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

/** Of each contact where its last turn left it, and the version its first one found. */
function stepsOf(all: readonly Writes[]): { row: FlowSession; before: number }[] {
  const steps = new Map<string, { row: FlowSession; before: number }>();
  for (const { session } of all) {
    if (session === null) continue;
    const { row } = session;
    steps.set(row.contactId, { row, before: steps.get(row.contactId)?.before ?? session.before });
  }
  return [...steps.values()];
}
