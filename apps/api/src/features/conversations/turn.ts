import type { SendMessageBody, StartFlowBody, WidgetSendBody } from '@chatku/schemas';
import type { Contact, ContactField, ContactTag, FieldDefinition, FieldWrite } from '../contacts/index.js';
import type { ErrorNote } from '../error-log/index.js';
import type { Happening } from '../events/index.js';
import type { FlowSession, FlowShelf } from '../flows/index.js';
import type { Visitor } from '../sessions/index.js';
import type { Conversation } from './conversation.entity.js';
import type { Message } from './message.entity.js';

/** An agent, as a conversation knows them. */
export interface Agent {
  readonly workspaceId: string;
  readonly userId: string;
  readonly name: string;
}

/** Something that happens in a conversation and may be answered by the bot. */
export type Turn =
  | { readonly kind: 'visitor_message'; readonly visitor: Visitor; readonly body: WidgetSendBody }
  | { readonly kind: 'open'; readonly visitor: Visitor }
  | { readonly kind: 'start_flow'; readonly visitor: Visitor; readonly body: StartFlowBody }
  /** A guest has just turned verified in a page; `startedBy` names that, so that it starts nothing twice. */
  | { readonly kind: 'identified'; readonly visitor: Visitor; readonly startedBy: string }
  | {
      readonly kind: 'agent_message';
      readonly agent: Agent;
      readonly conversationId: string;
      readonly body: SendMessageBody;
    }
  /** The time of a flow's wait is up. */
  | { readonly kind: 'timer'; readonly contactId: string; readonly waitId: string };

/** What the sender gets: the message that is stored, or whether a flow was started. */
export interface Receipt {
  readonly message: { readonly row: Message; readonly conversation: Conversation } | null;
  readonly started: boolean;
  /** Not now, since an agent speaks: hand the turn in again at this instant. */
  readonly againAtMs?: number;
}

/** All that a group of turns needs, read beforehand; turns enter what they decide, so that the next one sees it. */
export interface Loaded {
  /** What became of the visitor's session when it was looked at again inside the transaction. */
  readonly present: Map<Turn, Contact | Error>;
  /** By contact, newest first. */
  readonly conversations: Map<string, Conversation[]>;
  /** By `contact id:client id`. */
  readonly sent: Map<string, Message>;
  readonly fields: Map<string, ContactField[]>;
  readonly tags: Map<string, ContactTag[]>;
  /** By bot. */
  readonly definitions: Map<string, FieldDefinition[]>;
  readonly shelf: FlowShelf;
  /** By workspace: whose national phone numbers are understood, and what its clocks show. */
  readonly places: ReadonlyMap<string, { readonly country: string | null; readonly timezone: string }>;
}

/** A wait of a flow. */
export interface FlowWait {
  readonly id: string;
  readonly endsAtMs: number;
}

/** What one turn writes. */
export interface Writes {
  /** The conversation as this turn leaves it; null where it changes nothing about it. */
  readonly conversation: { readonly row: Conversation; readonly isNew: boolean } | null;
  readonly messages: readonly Message[];
  readonly session: { readonly row: FlowSession; readonly before: number } | null;
  /** The wait that begins, and the one that is over. */
  readonly wait: FlowWait | null;
  readonly endedWait: string | null;
  readonly contactId: string;
  readonly botId: string;
  readonly workspaceId: string;
  readonly fields: readonly FieldWrite[];
  readonly addTags: readonly string[];
  readonly removeTags: readonly string[];
  readonly happenings: readonly Happening[];
  readonly errors: readonly ErrorNote[];
}
