import { Injectable } from '@nestjs/common';
import type { Db } from '../../platform/database/db.js';
import { lockBoth } from '../../platform/database/locks.js';
import { notFound } from '../../platform/errors/app-error.js';
import { AttributesService, type Contact, ContactsService } from '../contacts/index.js';
import { FlowsService } from '../flows/index.js';
import { SessionsService } from '../sessions/index.js';
import { StaffService } from '../workspaces/index.js';
import { ConversationsRepository } from './conversations.repository.js';
import type { Loaded, Turn } from './turn.js';

const groupBy = <T>(rows: readonly T[], key: (row: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group === undefined) groups.set(key(row), [row]);
    else group.push(row);
  }
  return groups;
};

/** The features a turn reads from. */
@Injectable()
export class TurnSources {
  constructor(
    readonly contacts: ContactsService,
    readonly attributes: AttributesService,
    readonly sessions: SessionsService,
    readonly flows: FlowsService,
    readonly staff: StaffService,
  ) {}
}

/** What one group of turns is about. */
interface About {
  readonly contactIds: ReadonlySet<string>;
  readonly botIds: ReadonlySet<string>;
  readonly workspaceIds: ReadonlySet<string>;
  /** Ids that senders gave their messages, by contact. */
  readonly clientIds: ReadonlyMap<string, { readonly contactId: string; readonly clientId: string }>;
}

/** What these turns are about, each being of the contact it is of. */
function aboutOf(turns: readonly Turn[], contactOf: (turn: Turn) => Contact | Error | undefined): About {
  const contactIds = new Set<string>();
  const botIds = new Set<string>();
  const workspaceIds = new Set<string>();
  const clientIds = new Map<string, { contactId: string; clientId: string }>();
  for (const turn of turns) {
    const contact = contactOf(turn);
    if (contact === undefined || contact instanceof Error) continue;
    contactIds.add(contact.id);
    botIds.add(contact.botId);
    workspaceIds.add(contact.workspaceId);
    if (turn.kind !== 'visitor_message' && turn.kind !== 'agent_message') continue;
    const { client_id: clientId } = turn.body;
    clientIds.set(`${contact.id}:${clientId}`, { contactId: contact.id, clientId });
  }
  return { contactIds, botIds, workspaceIds, clientIds };
}

/** Whether what was read for the one is all that the other needs. */
function holds(read: About, needed: About): boolean {
  const hasAll = (has: { has(key: string): boolean }, keys: Iterable<string>) => [...keys].every((key) => has.has(key));
  return (
    hasAll(read.contactIds, needed.contactIds) &&
    hasAll(read.botIds, needed.botIds) &&
    hasAll(read.workspaceIds, needed.workspaceIds) &&
    hasAll(read.clientIds, needed.clientIds.keys())
  );
}

/** Reads all that a group of turns needs, in as few statements as one turn would take. */
@Injectable()
export class TurnReads {
  constructor(
    private readonly conversations: ConversationsRepository,
    private readonly from: TurnSources,
  ) {}

  async load(db: Db, turns: readonly Turn[]): Promise<Loaded> {
    const held = new Set<string>();
    // What the senders' guards found is read at once with who they are now. Where a turn has no such sender it is asked first, so
    // that all are held by one statement, in one order: taken in two, those of two groups would wait for each other.
    const hinted = turns.every((turn) => 'visitor' in turn) ? null : await this.#whose(db, turns);
    let about = aboutOf(turns, (turn) =>
      hinted !== null ? hinted.get(turn) : 'visitor' in turn ? turn.visitor.contact : undefined,
    );
    for (;;) {
      const [, present, read] = await Promise.all([
        this.#hold(db, about, held),
        this.#whose(db, turns),
        this.#read(db, about),
      ]);
      const found = aboutOf(turns, (turn) => present.get(turn));
      if (holds(about, found)) return { present, ...read };
      about = found;
    }
  }

  /**
   * Holds the contacts: whoever moves, ends or erases what a contact has holds it too, so what is read behind this stays as it
   * is. Their bots are held together with other turns, so that no field is renamed or taken away meanwhile.
   */
  async #hold(db: Db, { contactIds, botIds }: About, held: Set<string>): Promise<void> {
    const ids = [...contactIds].filter((id) => !held.has(id));
    for (const id of ids) held.add(id);
    if (ids.length === 0) return;
    await lockBoth(
      db,
      [...botIds].map((id) => ['bot', id] as const),
      ids.map((id) => ['contact', id] as const),
    );
  }

  async #read(db: Db, { contactIds, botIds, workspaceIds, clientIds }: About): Promise<Omit<Loaded, 'present'>> {
    const ids = [...contactIds];
    const [known, sent, conversations, shelf, places] = await Promise.all([
      this.from.attributes.load(db, [...botIds], ids),
      this.conversations.listByClientIds(db, [...clientIds.values()]),
      this.conversations.listOfContacts(db, ids),
      this.from.flows.load(db, [...botIds], ids),
      this.from.staff.placesOf(db, [...workspaceIds]),
    ]);
    return {
      conversations: groupBy(conversations, (row) => row.contactId),
      sent: new Map(sent.map((message) => [`${message.contactId}:${message.clientId}`, message])),
      fields: groupBy(known.fields, (field) => field.contactId),
      tags: groupBy(known.tags, (tag) => tag.contactId),
      definitions: groupBy(known.definitions, (definition) => definition.botId),
      shelf,
      places,
    };
  }

  /** The contact each turn belongs to, if its sender may: a session is asked again here, where it cannot end any more. */
  async #whose(db: Db, turns: readonly Turn[]): Promise<Map<Turn, Contact | Error>> {
    const whose = new Map<Turn, Contact | Error>();
    const ofVisitors = turns.filter((turn) => turn.kind !== 'agent_message' && turn.kind !== 'timer');
    const found =
      ofVisitors.length === 0
        ? []
        : await this.from.sessions.requireVisitors(
            db,
            ofVisitors.map(({ visitor }) => visitor),
          );
    ofVisitors.forEach((turn, at) => {
      const one = found[at];
      whose.set(turn, one === undefined || one instanceof Error ? (one ?? notFound('contact')) : one.contact);
    });

    const ofAgents = turns.filter((turn) => turn.kind === 'agent_message');
    const ids = new Set(ofAgents.map(({ conversationId }) => conversationId));
    const conversations = new Map(
      (await this.conversations.listConversations(db, [...ids])).map((one) => [one.id, one]),
    );
    const contactIds = new Set([...conversations.values()].map(({ contactId }) => contactId));
    const contacts = new Map((await this.from.contacts.listByIds(db, [...contactIds])).map((one) => [one.id, one]));
    for (const turn of ofAgents) {
      const conversation = conversations.get(turn.conversationId);
      const contact =
        conversation?.workspaceId === turn.agent.workspaceId ? contacts.get(conversation.contactId) : undefined;
      whose.set(turn, contact ?? notFound('conversation'));
    }

    const timers = turns.filter((turn) => turn.kind === 'timer');
    const waiting = await this.from.contacts.listByIds(db, [...new Set(timers.map(({ contactId }) => contactId))]);
    for (const turn of timers) {
      whose.set(turn, waiting.find(({ id }) => id === turn.contactId) ?? notFound('contact'));
    }
    return whose;
  }
}
