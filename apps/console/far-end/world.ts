import type {
  ApiKey,
  AuditLogEntry,
  BackgroundJob,
  Bot,
  CheckEndpointResult,
  ContactDetail,
  ContactEvent,
  ContactKind,
  ContactRow,
  ConversationSummary,
  ErrorLogEntry,
  FieldDefinition,
  FlowGraph,
  FlowSummary,
  IdentityLogEntry,
  IdentityPolicyState,
  KeySearchResult,
  Me,
  Message,
  Presence,
  Retention,
  SpecialKey,
  WorkspaceEvent,
} from '@chatku/schemas';
import { DEFAULT_BEHAVIOUR, DEFAULT_GUEST_LIMITS } from '@chatku/schemas';

import { Onboarding } from './onboarding.js';
import { StaffWorld } from './staff-world.js';

type Told = { cursor: string; event: WorkspaceEvent };
type Listener = {
  event(told: Told): void;
  typing(conversationId: string): void;
  presence?(told: Presence): void;
  drop(code: ByeCode | number | null): void;
};
type ByeCode = 'session_expired' | 'resync_required' | 'shutting_down';

const HOUR = 3_600_000;

/**
 * What stands at the far end of the network in the console's own tests: a workspace in memory that obeys the contract.
 * It knows no HTTP and no socket; `handle.ts` and the sockets speak for it.
 */
export class World {
  me: Me;
  signedIn = true;
  setupNeeded = false;
  password = 'correct horse battery';
  setupCode = 'SETUP-CODE';
  linkSecret: string | null = 'L'.repeat(43);
  readonly staff = new StaffWorld(this);
  readonly onboarding = new Onboarding();
  passwordGivenAt = 0;
  bots: Bot[] = [];
  keys = new Map<string, { key: SpecialKey; text: string }[]>();
  policies = new Map<string, IdentityPolicyState>();
  /** What the next look at the website finds. */
  keySearch: KeySearchResult = {
    found: [],
    pages: 1,
    scripts: 0,
    bytes: 9,
    complete: true,
    unread: [],
    at: '2026-11-24T10:00:00.000Z',
  };
  endpoint: CheckEndpointResult = { verdict: 'refuses', finding: 'refused', status: 401 };
  apiKeys = new Map<string, ApiKey[]>();
  /** Pictures that were stored, in base64, in order. */
  pictures: string[] = [];
  flows = new Map<string, FlowSummary[]>();
  /** What is published, by flow. */
  graphs = new Map<string, FlowGraph>();
  fields = new Map<string, FieldDefinition[]>();
  errors = new Map<string, ErrorLogEntry[]>();
  audit: AuditLogEntry[] = [];
  /** Background jobs that were given up. */
  parkedJobs: BackgroundJob[] = [];
  /** Those that wait, and those under way. */
  jobs = { waiting: 0, running: 0, oldest_due_at: null as string | null };
  retention = new Map<string, Retention>();
  /** Names of fields that published flows use. */
  usedFields = new Set<string>(['order_no']);
  log = new Map<string, IdentityLogEntry[]>();
  contacts: ContactDetail[] = [];
  /** What pages told, by contact. */
  events = new Map<string, ContactEvent[]>();
  conversations: ConversationSummary[] = [];
  messages = new Map<string, Message[]>();
  /** Requests answered with a problem instead, by route name; `times` counts down. */
  faults = new Map<string, { code: string; status: number; times: number }>();
  /** Every request that was handled, as `METHOD path`. */
  readonly requests: string[] = [];
  #listeners = new Set<Listener>();
  #told: Told[] = [];
  #ids = 0;

  constructor(readonly now: () => number = Date.now) {
    this.me = {
      user: {
        id: this.id(),
        name: 'Nurul Izzati',
        email: 'nurul@kedaisenja.example',
        role: 'owner',
        language: 'en',
        two_step: false,
      },
      workspace: {
        id: this.id(),
        name: 'Kedai Senja',
        timezone: 'Asia/Kuala_Lumpur',
        language: 'en',
        country: 'MY',
        phone_prefix: '+60',
        currency: 'MYR',
      },
      csrf: 'C'.repeat(43),
    };
  }

  /** A new id, sortable by time. */
  id(): string {
    const count = (++this.#ids).toString(16).padStart(12, '0');
    return `019a0000-0000-7000-8000-${count}`;
  }

  /** An instant, `ago` milliseconds back. */
  at(ago = 0): string {
    return new Date(this.now() - ago).toISOString();
  }

  // ── the stream ──

  get cursor(): string {
    return `c${this.#told.length}`;
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Events after a cursor; null where it is unknown. */
  after(cursor: string): Told[] | null {
    const at = Number(/^c(\d+)$/.exec(cursor)?.[1] ?? -1);
    return at < 0 || at > this.#told.length ? null : this.#told.slice(at);
  }

  tell(event: WorkspaceEvent): void {
    const told = { cursor: `c${this.#told.length + 1}`, event };
    this.#told.push(told);
    for (const listener of this.#listeners) listener.event(told);
  }

  typing(conversationId: string): void {
    for (const listener of this.#listeners) listener.typing(conversationId);
  }

  /** Somebody comes or goes: a contact or a member. Only consoles that watch them hear of it. */
  setOnline(id: string, online: boolean, lastSeenAt = online ? null : this.at()): void {
    for (const one of [...this.contacts, ...this.staff.others]) if (one.id === id) one.online = online;
    for (const { contact } of this.conversations) if (contact.id === id) contact.online = online;
    for (const listener of this.#listeners) listener.presence?.({ id, online, last_seen_at: lastSeenAt });
  }

  isOnline(id: string): boolean {
    return [...this.contacts, ...this.staff.members].some((one) => one.id === id && one.online);
  }

  /** Closes every socket, with a `bye`, with a close code or (null) without a word. */
  dropSockets(code: ByeCode | number | null = null): void {
    for (const listener of [...this.#listeners]) listener.drop(code);
  }

  get sockets(): number {
    return this.#listeners.size;
  }

  // ── people and messages ──

  addBot(name: string, change: Partial<Bot> = {}): Bot {
    const id = this.id();
    const bot: Bot = {
      id,
      name,
      enabled: true,
      looks: { title: name, colour: '#2a5bd0', position: 'right', scheme: 'auto', locale: 'auto' },
      origins: [],
      null_origin_allowed: false,
      guests_allowed: true,
      guest_flow_id: null,
      known_flow_id: null,
      identified_flow_id: null,
      page_rights: { track_events: false, tags: [], flows: [] },
      behaviour: structuredClone(DEFAULT_BEHAVIOUR),
      guest_limits: { ...DEFAULT_GUEST_LIMITS },
      version: 1,
      created_at: this.at(),
      loader_url: `https://chat.kedaisenja.example/w/${id}.js`,
      ...change,
    };
    this.bots.push(bot);
    return bot;
  }

  addKey(botId: string, change: Partial<SpecialKey> = {}, text = hexOf(this.id())): SpecialKey {
    const ring = this.keys.get(botId) ?? [];
    const key: SpecialKey = {
      id: this.id(),
      kind: 'hash',
      state: ring.some(({ key: { state, kind } }) => state === 'primary' && kind === (change.kind ?? 'hash'))
        ? 'active'
        : 'primary',
      ending: text.slice(-4),
      imported: false,
      created_at: this.at(),
      last_verified_at: null,
      last_verified_origin: null,
      verified_in_24h: 0,
      safe_to_retire: false,
      retired_at: null,
      undo_until: null,
      ...change,
    };
    this.keys.set(botId, [...ring, { key, text }]);
    return key;
  }

  addContact(botId: string, change: Partial<ContactDetail> = {}): ContactDetail {
    const contact: ContactDetail = {
      id: this.id(),
      bot_id: botId,
      custom_user_id: null,
      name: null,
      email: null,
      is_guest: true,
      verified_at: null,
      blocked: false,
      online: false,
      last_seen_at: this.at(),
      created_at: this.at(24 * HOUR),
      verified_key_id: null,
      verified_by: null,
      not_before: null,
      fields: [],
      tags: [],
      sessions: [],
      links: [],
      ...change,
    };
    this.contacts.push(contact);
    return contact;
  }

  addConversation(contact: ContactDetail, ago = 0): ConversationSummary {
    const conversation: ConversationSummary = {
      id: this.id(),
      bot_id: contact.bot_id,
      contact: summaryOf(contact),
      status: 'open',
      bot_paused_until: null,
      last_seq: 0,
      last_message: null,
      unread: 0,
      visitor_seen_seq: 0,
      updated_at: this.at(ago),
    };
    this.conversations.push(conversation);
    this.messages.set(conversation.id, []);
    return conversation;
  }

  conversation(id: string): ConversationSummary {
    const found = this.conversations.find((one) => one.id === id);
    if (found === undefined) throw new Error(`no conversation ${id}`);
    return found;
  }

  /** Stores a message and tells the stream, as the API does. */
  say(
    conversationId: string,
    author: Message['author'],
    text: string,
    options: Partial<Omit<Message, 'body'>> & { body?: Partial<Message['body']>; ago?: number; quietly?: boolean } = {},
  ): Message {
    const conversation = this.conversation(conversationId);
    const { body, ago = 0, quietly = false, ...rest } = options;
    const message: Message = {
      id: this.id(),
      conversation_id: conversationId,
      seq: conversation.last_seq + 1,
      author,
      body: { text, ...body },
      created_at: this.at(ago),
      ...(author === 'agent' ? { author_name: this.me.user.name } : {}),
      ...rest,
    };
    this.messages.get(conversationId)?.push(message);
    conversation.last_seq = message.seq;
    conversation.last_message = message;
    conversation.updated_at = message.created_at;
    if (author === 'visitor') {
      conversation.unread++;
      if (conversation.status === 'done') this.#change(conversation, { status: 'open' }, quietly);
    }
    if (author === 'agent') {
      this.#change(
        conversation,
        { unread: 0, bot_paused_until: new Date(this.now() + HOUR / 2).toISOString() },
        quietly,
      );
    }
    if (!quietly) {
      this.tell({ type: 'message', bot_id: conversation.bot_id, contact_id: conversation.contact.id, message });
    }
    return message;
  }

  #change(conversation: ConversationSummary, change: Partial<ConversationSummary>, quietly: boolean): void {
    Object.assign(conversation, change);
    if (!quietly) this.tell({ type: 'conversation', bot_id: conversation.bot_id, conversation_id: conversation.id });
  }

  changeConversation(id: string, change: Partial<ConversationSummary>): void {
    this.#change(this.conversation(id), change, false);
  }

  changeContact(id: string, change: Partial<ContactDetail>): void {
    const contact = this.contacts.find((one) => one.id === id);
    if (contact === undefined) throw new Error(`no contact ${id}`);
    Object.assign(contact, change);
    for (const one of this.conversations) if (one.contact.id === id) one.contact = summaryOf(contact);
    this.tell({ type: 'contact', bot_id: contact.bot_id, contact_id: id });
  }

  addLogEntry(botId: string, change: Partial<IdentityLogEntry> = {}): IdentityLogEntry {
    const id = this.id();
    const entry: IdentityLogEntry = {
      id,
      at: this.at(),
      request_id: `req-${id.slice(-6)}`,
      origin: 'https://kedaisenja.example',
      masked_id: '10••••42',
      id_digest: hexOf(id).slice(0, 16),
      key_id: null,
      verdict: 'refused',
      diagnosis: 'key_and_message_swapped',
      count: 1,
      ...change,
    };
    this.log.set(botId, [entry, ...(this.log.get(botId) ?? [])]);
    return entry;
  }

  fail(route: string, code: string, status: number, times = 1): void {
    this.faults.set(route, { code, status, times });
  }
}

/** 32 hexadecimal characters that depend on a text; no secret, only something to look at. */
const hexOf = (text: string): string => {
  let a = 0x811c9dc5;
  let out = '';
  while (out.length < 32) {
    for (const unit of `${text}${out.length}`) a = Math.imul(a ^ unit.charCodeAt(0), 0x01000193);
    out += (a >>> 0).toString(16).padStart(8, '0');
  }
  return out.slice(0, 32);
};

export const summaryOf = (contact: ContactDetail): ConversationSummary['contact'] => {
  const { id, bot_id, custom_user_id, name, email, is_guest, verified_at } = contact;
  const { blocked, online, last_seen_at, created_at } = contact;
  return { id, bot_id, custom_user_id, name, email, is_guest, verified_at, blocked, online, last_seen_at, created_at };
};

const textIn = (contact: ContactDetail, name: string): string | null => {
  const value = contact.fields.find((field) => field.name === name)?.value;
  return typeof value === 'string' ? value : null;
};

export const rowOf = (contact: ContactDetail): ContactRow => ({
  ...summaryOf(contact),
  phone: textIn(contact, 'phone'),
  tags: contact.tags,
});

/** What each kind of contact is told by. */
export const OF_KIND: Readonly<Record<ContactKind, (contact: ContactDetail) => boolean>> = {
  guest: (one) => one.is_guest,
  known: (one) => !one.is_guest,
  verified: (one) => one.verified_at !== null,
  blocked: (one) => one.blocked,
};
