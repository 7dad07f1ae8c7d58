import * as v from 'valibot';
import { Behaviour, GuestLimits } from './behaviour.js';
import { BOT_PURPOSES } from './choices.js';
import { DIAGNOSES } from './diagnoses.js';
import { FlowGraph } from './flow.js';
import { FieldValue, fieldName, PROVENANCES, tagName } from './identity.js';
import { Message } from './message.js';
import { PageRights } from './page-acts.js';
import { ROLES } from './permissions.js';
import { record, shape } from './shape.js';
import { cursor, instant, limitParam, line, secret256, text, uuid } from './text.js';
import { Looks } from './widget.js';

/** A page of a list: hand `next` back as `before` for the page after it; null at the end. */
export const pageOf = <const S extends v.GenericSchema>(item: S) =>
  shape({ items: v.array(item), next: v.nullable(cursor) });

export const CONSOLE_LOCALES = ['en', 'ms', 'zh-Hans'] as const;
/** An e-mail address, as far as a pattern can tell. */
export const emailAddress = v.pipe(line(254, 3), v.regex(/^[^\s@<>"]+@[^\s@<>"]+$/));
/** A password somebody chooses: at least 10 characters. */
export const newPassword = text(200, 10);

// ── sign-up and sign-in ─────────────────────────────────────────────────────────────────────────

/** `GET /v1/console/setup`: does this installation still need its owner? */
export const SetupState = shape({ needed: v.boolean() });
export type SetupState = v.InferOutput<typeof SetupState>;

/** First-run sign-up. The code is printed in the server's terminal. */
export const SetupBody = shape({
  code: line(40, 1),
  workspace_name: line(80, 1),
  name: line(80, 1),
  email: emailAddress,
  password: newPassword,
  /** IANA time zone and language of the browser, as defaults of the workspace. */
  timezone: line(64, 1),
  language: v.picklist(CONSOLE_LOCALES),
});
export type SetupBody = v.InferOutput<typeof SetupBody>;

export const SignInBody = shape({ email: emailAddress, password: text(200, 1) });
export type SignInBody = v.InferOutput<typeof SignInBody>;
/** The secret stands in the fragment of the link printed in the terminal; it works once. */
export const SignInLinkBody = shape({ secret: secret256 });
export type SignInLinkBody = v.InferOutput<typeof SignInLinkBody>;
export const PasswordBody = shape({ password: text(200, 1) });
export type PasswordBody = v.InferOutput<typeof PasswordBody>;

/** Who is signed in. `csrf` goes back in the header `Chatku-Csrf` of every change, and in the socket's first frame. */
export const Me = shape({
  user: shape({
    id: uuid,
    name: line(80),
    email: line(254),
    role: v.picklist(ROLES),
    /** Their own, or the workspace's. */
    language: v.picklist(CONSOLE_LOCALES),
    two_step: v.boolean(),
  }),
  workspace: shape({
    id: uuid,
    name: line(80),
    timezone: line(64),
    language: v.picklist(CONSOLE_LOCALES),
    /** ISO 3166: phone numbers written without a prefix are taken for numbers of this country. */
    country: v.nullable(line(2)),
    /** For example `+60`. */
    phone_prefix: v.nullable(line(5)),
    /** ISO 4217. */
    currency: v.nullable(line(3)),
  }),
  csrf: secret256,
});
export type Me = v.InferOutput<typeof Me>;
export const CSRF_HEADER = 'chatku-csrf';

// ── bots ────────────────────────────────────────────────────────────────────────────────────────

export const Bot = shape({
  id: uuid,
  name: line(80),
  enabled: v.boolean(),
  looks: Looks,
  /** Exact origins, or one-label wildcards such as `https://*.shop.my`. Empty: any origin may embed the bot. */
  origins: v.array(line(300)),
  /** May pages with the `null` origin (sandboxed frames, local files) embed it? */
  null_origin_allowed: v.boolean(),
  guests_allowed: v.boolean(),
  /** Flow that starts when a guest opens the chat, and when a verified user does; null: none. */
  guest_flow_id: v.nullable(uuid),
  known_flow_id: v.nullable(uuid),
  /** Flow that starts in the chat of a guest who turns verified in a page; null: none. */
  identified_flow_id: v.nullable(uuid),
  page_rights: PageRights,
  behaviour: Behaviour,
  guest_limits: GuestLimits,
  /** Goes up by one with each change; a change sent with an older one is refused with 409. */
  version: v.number(),
  created_at: instant,
  /** The script tag's address. */
  loader_url: v.string(),
});
export type Bot = v.InferOutput<typeof Bot>;

export const CreateBotBody = shape({
  name: line(80, 1),
  /** `greet` unless told. */
  purpose: v.optional(v.picklist(BOT_PURPOSES)),
  /** What its first flows are written in; `en` unless told. */
  language: v.optional(v.picklist(CONSOLE_LOCALES)),
});
export type CreateBotBody = v.InferOutput<typeof CreateBotBody>;

export const UpdateBotBody = shape({
  version: v.number(),
  name: v.optional(line(80, 1)),
  enabled: v.optional(v.boolean()),
  looks: v.optional(Looks),
  origins: v.optional(v.pipe(v.array(line(300, 1)), v.maxLength(100))),
  null_origin_allowed: v.optional(v.boolean()),
  guests_allowed: v.optional(v.boolean()),
  guest_flow_id: v.optional(v.nullable(uuid)),
  known_flow_id: v.optional(v.nullable(uuid)),
  identified_flow_id: v.optional(v.nullable(uuid)),
  /** All of them: what is not named is not allowed any more. */
  page_rights: v.optional(PageRights),
  /** The whole of it. */
  behaviour: v.optional(Behaviour),
  guest_limits: v.optional(GuestLimits),
});
export type UpdateBotBody = v.InferOutput<typeof UpdateBotBody>;

/** Most bytes of a bot's picture. */
export const PICTURE_MAX_BYTES = 64 * 1024;

/** `PUT .../avatar`: the bot's picture, a PNG, JPEG or WebP of at most `PICTURE_MAX_BYTES`, in base64. */
export const PutAvatarBody = shape({
  version: v.number(),
  picture: v.pipe(
    v.string(),
    v.maxLength(Math.ceil(PICTURE_MAX_BYTES / 3) * 4),
    v.regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, 'must be base64'),
  ),
});
export type PutAvatarBody = v.InferOutput<typeof PutAvatarBody>;
export const DeleteAvatarBody = shape({ version: v.number() });
export type DeleteAvatarBody = v.InferOutput<typeof DeleteAvatarBody>;

/** An API key of a bot, for the website's own backend. The key itself is shown once, when it is made. */
export const ApiKey = shape({
  id: uuid,
  name: line(80),
  /** First characters, to recognise it by. */
  prefix: line(20),
  created_at: instant,
  last_used_at: v.nullable(instant),
});
export type ApiKey = v.InferOutput<typeof ApiKey>;
export const CreateApiKeyBody = shape({ name: line(80, 1) });
export type CreateApiKeyBody = v.InferOutput<typeof CreateApiKeyBody>;
export const CreatedApiKey = shape({ ...ApiKey.entries, key: line(100) });
export type CreatedApiKey = v.InferOutput<typeof CreatedApiKey>;

// ── key ring ────────────────────────────────────────────────────────────────────────────────────

export const KEY_STATES = ['primary', 'active', 'retired', 'compromised'] as const;
export type KeyState = (typeof KEY_STATES)[number];

/** What a key is for. A hash key never verifies a token, nor a token key a hash. */
export const KEY_KINDS = ['hash', 'token'] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

/** A special key, without the key. */
export const SpecialKey = shape({
  id: uuid,
  kind: v.picklist(KEY_KINDS),
  state: v.picklist(KEY_STATES),
  /** Its last four characters, to recognise it by. */
  ending: line(4),
  imported: v.boolean(),
  created_at: instant,
  last_verified_at: v.nullable(instant),
  last_verified_origin: v.nullable(line(300)),
  /** How many proofs it verified within the last 24 hours. */
  verified_in_24h: v.number(),
  /** Another key of its kind verifies, and this one has been silent for seven days (never used: one day after it was made). */
  safe_to_retire: v.boolean(),
  retired_at: v.nullable(instant),
  /** Until when retiring may be undone. */
  undo_until: v.nullable(instant),
});
export type SpecialKey = v.InferOutput<typeof SpecialKey>;

/** Adds a key that is made here; of kind `hash` unless told. */
export const AddKeyBody = v.optional(shape({ kind: v.optional(v.picklist(KEY_KINDS)) }));
export type AddKeyBody = v.InferOutput<typeof AddKeyBody>;
/** Brings in a key that already exists elsewhere (at least 32 characters). */
export const ImportKeyBody = shape({ key: text(512, 1), kind: v.optional(v.picklist(KEY_KINDS)) });
export type ImportKeyBody = v.InferOutput<typeof ImportKeyBody>;
export const RevealedKey = shape({ id: uuid, key: text(512) });
export type RevealedKey = v.InferOutput<typeof RevealedKey>;

/** Test your hash, or your token, or both. Never answers with an expected hash. */
export const TestHashBody = shape({
  user_id: text(2000),
  identifier_hash: v.optional(text(2000)),
  identity_token: v.optional(text(10_000)),
  email: v.optional(text(254)),
});
export type TestHashBody = v.InferOutput<typeof TestHashBody>;

/** `diagnosis` is null when what was given verifies. */
export const TestHashResult = shape({
  verified: v.boolean(),
  key_id: v.nullable(uuid),
  diagnosis: v.nullable(v.picklist(DIAGNOSES)),
  variant: v.optional(line(60)),
});
export type TestHashResult = v.InferOutput<typeof TestHashResult>;

/** A row of the identity log. Never a raw id, hash or token. */
export const IdentityLogEntry = shape({
  id: uuid,
  at: instant,
  request_id: line(64),
  origin: v.nullable(line(300)),
  masked_id: line(300),
  /** Keyed digest of the id: equal ids have equal digests within one bot. */
  id_digest: line(64),
  key_id: v.nullable(uuid),
  verdict: v.picklist(['verified', 'refused', 'superseded']),
  diagnosis: v.nullable(v.picklist(DIAGNOSES)),
  /** A closer word on the diagnosis (`DIAGNOSIS_VARIANTS` of `@chatku/crypto`), for the sentence that says what to change. */
  variant: v.optional(line(60)),
  /** It verified, and would be refused if the bot took tokens only: the rehearsal's mark. */
  would_be_refused: v.optional(v.literal(true)),
  /** How many alike within the minute this row stands for. */
  count: v.number(),
});
export type IdentityLogEntry = v.InferOutput<typeof IdentityLogEntry>;
/** What the identity log can be narrowed by; several together narrow further. */
const identityLogFilter = {
  verdict: v.optional(v.picklist(['verified', 'refused', 'superseded'])),
  diagnosis: v.optional(v.picklist(DIAGNOSES)),
  origin: v.optional(line(300, 1)),
  /** The digest of an id, from another row: all calls for the same user. */
  id_digest: v.optional(line(64, 1)),
  request_id: v.optional(line(64)),
  from: v.optional(instant),
  to: v.optional(instant),
};
export const IdentityLogQuery = shape({ before: v.optional(cursor), limit: limitParam, ...identityLogFilter });
export type IdentityLogQuery = v.InferOutput<typeof IdentityLogQuery>;
const IdentityLogFilter = shape(identityLogFilter);
export type IdentityLogFilter = v.InferOutput<typeof IdentityLogFilter>;
export const ExportIdentityLogBody = v.optional(IdentityLogFilter);
export type ExportIdentityLogBody = v.InferOutput<typeof ExportIdentityLogBody>;
/** The log as CSV, newest first. `complete` is false when there were more rows than one export holds. */
export const ExportedIdentityLog = shape({ csv: v.string(), rows: v.number(), complete: v.boolean() });
export type ExportedIdentityLog = v.InferOutput<typeof ExportedIdentityLog>;

/** A row of the error log, grouped by code and place. */
export const ErrorLogEntry = shape({
  id: uuid,
  code: line(60),
  detail: text(2000),
  count: v.number(),
  first_at: instant,
  last_at: instant,
});
export type ErrorLogEntry = v.InferOutput<typeof ErrorLogEntry>;

/** `GET .../error-log`: rows of one code only, where it is given. */
export const ErrorLogQuery = shape({ before: v.optional(cursor), limit: limitParam, code: v.optional(line(60, 1)) });
export type ErrorLogQuery = v.InferOutput<typeof ErrorLogQuery>;
/** All that went wrong under one code. */
export const ErrorLogCode = shape({
  code: line(60),
  /** How often, in all places. */
  count: v.number(),
  places: v.number(),
  first_at: instant,
  last_at: instant,
});
export type ErrorLogCode = v.InferOutput<typeof ErrorLogCode>;
/** Every code of a bot's error log, what happened last first. Codes are a closed list, and so is this. */
export const ErrorLogCodes = shape({ codes: v.array(ErrorLogCode) });
export type ErrorLogCodes = v.InferOutput<typeof ErrorLogCodes>;

/** A row of the audit log: who did what to what. Ids, counts and names of settings; never a secret. */
export const AuditLogEntry = shape({
  id: uuid,
  at: instant,
  /** Null: done at the server's terminal, or by nobody who is known. */
  user_id: v.nullable(uuid),
  user_name: v.nullable(line(80)),
  /** `thing.what-was-done`, for example `key.revealed`. */
  action: line(60),
  target_id: line(60),
  detail: v.nullable(record(v.string(), v.nullable(v.union([v.string(), v.number(), v.boolean()])))),
});
export type AuditLogEntry = v.InferOutput<typeof AuditLogEntry>;
export const AuditLogQuery = shape({
  before: v.optional(cursor),
  limit: limitParam,
  user_id: v.optional(uuid),
  /** A whole action, or the thing before its dot for all that was done to it. */
  action: v.optional(v.pipe(v.string(), v.regex(/^[a-z][a-z-]{0,29}(\.[a-z_-]{1,40})?$/))),
  from: v.optional(instant),
  /** Exclusive. */
  to: v.optional(instant),
});
export type AuditLogQuery = v.InferOutput<typeof AuditLogQuery>;

export const ListQuery = shape({ before: v.optional(cursor), limit: limitParam });
export type ListQuery = v.InferOutput<typeof ListQuery>;

// ── contacts ────────────────────────────────────────────────────────────────────────────────────

export const ContactSummary = shape({
  id: uuid,
  bot_id: uuid,
  custom_user_id: v.nullable(text(1100)),
  /** Name to show: the attribute, else null (the console says "Guest" and a short number). */
  name: v.nullable(text(2000)),
  email: v.nullable(text(2000)),
  is_guest: v.boolean(),
  /** A proof of this contact's id was verified, and nothing undid it since. */
  verified_at: v.nullable(instant),
  blocked: v.boolean(),
  last_seen_at: v.nullable(instant),
  created_at: instant,
});
export type ContactSummary = v.InferOutput<typeof ContactSummary>;

export const ContactField = shape({
  name: line(50),
  value: FieldValue,
  provenance: v.picklist(PROVENANCES),
  updated_at: instant,
});
export type ContactField = v.InferOutput<typeof ContactField>;

export const ContactSession = shape({
  id: uuid,
  kind: v.picklist(['guest', 'verified']),
  origin: v.nullable(line(300)),
  created_at: instant,
  last_seen_at: instant,
});
export type ContactSession = v.InferOutput<typeof ContactSession>;

export const ContactDetail = shape({
  ...ContactSummary.entries,
  verified_key_id: v.nullable(uuid),
  /** What was verified: an identifier hash or an identity token. Null while not verified. */
  verified_by: v.nullable(v.picklist(['hash', 'token'])),
  /** Proofs made before this are no longer taken; hashes not at all. Null: no such bar. */
  not_before: v.nullable(instant),
  fields: v.array(ContactField),
  tags: v.array(tagName),
  sessions: v.array(ContactSession),
  links: v.array(shape({ id: uuid, conversation_id: uuid, linked_at: instant, undone_at: v.nullable(instant) })),
});
export type ContactDetail = v.InferOutput<typeof ContactDetail>;

/** A contact in the list: what a reader may choose to see of it. */
export const ContactRow = shape({
  ...ContactSummary.entries,
  phone: v.nullable(text(2000)),
  tags: v.array(tagName),
});
export type ContactRow = v.InferOutput<typeof ContactRow>;

/**
 * Which contacts: guests; those with a custom user id; of these, those whose id was proven; those who are blocked.
 */
export const CONTACT_KINDS = ['guest', 'known', 'verified', 'blocked'] as const;
export type ContactKind = (typeof CONTACT_KINDS)[number];

/** What the list of contacts can be narrowed by; several together narrow further. */
const contactsFilter = {
  bot_id: v.optional(uuid),
  /** Part of a name, e-mail, phone number or custom user id. */
  search: v.optional(line(200)),
  kind: v.optional(v.picklist(CONTACT_KINDS)),
  tag: v.optional(tagName),
};
export const ContactsQuery = shape({ before: v.optional(cursor), limit: limitParam, ...contactsFilter });
export type ContactsQuery = v.InferOutput<typeof ContactsQuery>;
export const ExportContactsBody = shape(contactsFilter);
export type ExportContactsBody = v.InferOutput<typeof ExportContactsBody>;
/** Contacts as CSV, newest first. `complete` is false when there were more than one export holds. */
export const ExportedContacts = shape({ csv: v.string(), rows: v.number(), complete: v.boolean() });
export type ExportedContacts = v.InferOutput<typeof ExportedContacts>;
/** Adds a tag to a contact, or takes it away. */
export const ContactTagBody = shape({ tag: tagName });
export type ContactTagBody = v.InferOutput<typeof ContactTagBody>;
export const RenameContactBody = shape({ custom_user_id: v.string() });
export type RenameContactBody = v.InferOutput<typeof RenameContactBody>;
export const EndSessionsBody = shape({
  /** For cause: hashes no longer verify for this contact, and tokens issued before now do not either. */
  for_cause: v.boolean(),
});
export type EndSessionsBody = v.InferOutput<typeof EndSessionsBody>;
export const UpdateFieldsBody = shape({ fields: record(fieldName, FieldValue) });
export type UpdateFieldsBody = v.InferOutput<typeof UpdateFieldsBody>;

/** `PUT /v1/contacts`, server to server with a bot's API key. Makes or updates; never verifies, merges or links. */
export const PutContactBody = shape({
  /** Custom user id, under the same rule as in the widget: a string, byte-exact. */
  user_id: v.string(),
  name: v.optional(v.nullable(text(2000))),
  email: v.optional(v.nullable(text(254))),
  phone: v.optional(v.nullable(text(40))),
  avatar_url: v.optional(v.nullable(text(2000))),
  fields: v.optional(record(fieldName, FieldValue)),
  add_tags: v.optional(v.pipe(v.array(tagName), v.maxLength(50))),
  remove_tags: v.optional(v.pipe(v.array(tagName), v.maxLength(50))),
});
export type PutContactBody = v.InferOutput<typeof PutContactBody>;
export const PutContactResult = shape({ id: uuid, user_id: v.string(), created: v.boolean() });
export type PutContactResult = v.InferOutput<typeof PutContactResult>;

export const FIELD_TYPES = ['text', 'number', 'boolean', 'date', 'datetime', 'json'] as const;
/**
 * What a field's values are. A date is kept as `2026-11-24`, a datetime as an instant of UTC, JSON as its text without
 * spaces; all of them within the length of a text.
 */
export type FieldType = (typeof FIELD_TYPES)[number];
/** Of each contact, or of the bot itself: one value for everybody. */
export const FIELD_SCOPES = ['user', 'bot'] as const;
export type FieldScope = (typeof FIELD_SCOPES)[number];

const fieldBasics = {
  name: fieldName,
  type: v.picklist(FIELD_TYPES),
  /** May the page write it, with provenance `page`? Never a bot's own field. */
  page_writable: v.boolean(),
  /** Values of a less trusted provenance than this are not taken. */
  minimum_provenance: v.picklist(PROVENANCES),
};
/** Names and notes for people, and what a bot's own field holds. */
const fieldNotes = {
  scope: v.picklist(FIELD_SCOPES),
  /** Under which heading it stands in lists; empty: none. */
  folder: line(50),
  description: text(500),
  /** What a bot's own field holds; null for a contact's. */
  value: FieldValue,
};
export const FieldDefinition = shape({ ...fieldBasics, ...fieldNotes });
export type FieldDefinition = v.InferOutput<typeof FieldDefinition>;

/** Defines a field, or changes it. What is left out of the notes stays as it is; a new field is a contact's. */
export const PutFieldBody = shape({
  ...fieldBasics,
  scope: v.optional(fieldNotes.scope),
  folder: v.optional(fieldNotes.folder),
  description: v.optional(fieldNotes.description),
  value: v.optional(fieldNotes.value),
});
export type PutFieldBody = v.InferOutput<typeof PutFieldBody>;
/** Gives a field another name; refused with the places while a published flow calls it by the old one. */
export const RenameFieldBody = shape({ name: fieldName });
export type RenameFieldBody = v.InferOutput<typeof RenameFieldBody>;

// ── conversations ───────────────────────────────────────────────────────────────────────────────

export const ConversationSummary = shape({
  id: uuid,
  bot_id: uuid,
  contact: ContactSummary,
  status: v.picklist(['open', 'done']),
  /** Until when the bot is silent because an agent speaks; null: it answers. */
  bot_paused_until: v.nullable(instant),
  last_seq: v.number(),
  /** Newest message; absent while there is none. */
  last_message: v.nullable(Message),
  /** Visitor's messages no agent has read. */
  unread: v.number(),
  visitor_seen_seq: v.number(),
  updated_at: instant,
});
export type ConversationSummary = v.InferOutput<typeof ConversationSummary>;
export const ConversationsQuery = shape({
  before: v.optional(cursor),
  limit: limitParam,
  bot_id: v.optional(uuid),
  contact_id: v.optional(uuid),
  status: v.optional(v.picklist(['open', 'done'])),
});
export type ConversationsQuery = v.InferOutput<typeof ConversationsQuery>;
export const MessagesQuery = shape({ before: v.optional(cursor), limit: limitParam });
export type MessagesQuery = v.InferOutput<typeof MessagesQuery>;
export const ConversationStatusBody = shape({ status: v.picklist(['open', 'done']) });
export type ConversationStatusBody = v.InferOutput<typeof ConversationStatusBody>;
export const BotPauseBody = shape({ paused: v.boolean() });
export type BotPauseBody = v.InferOutput<typeof BotPauseBody>;
export const AgentSeenBody = shape({ seq: v.pipe(v.number(), v.integer(), v.minValue(1)) });
export type AgentSeenBody = v.InferOutput<typeof AgentSeenBody>;

// ── flows ───────────────────────────────────────────────────────────────────────────────────────

export const FlowSummary = shape({
  id: uuid,
  bot_id: uuid,
  name: line(80),
  published_at: v.nullable(instant),
  version: v.number(),
});
export type FlowSummary = v.InferOutput<typeof FlowSummary>;
export const FlowDetail = shape({ ...FlowSummary.entries, graph: v.nullable(FlowGraph) });
/** Written out: inferring a graph inside a graph's envelope is too deep for the compiler. */
export type FlowDetail = FlowSummary & { graph: FlowGraph | null };
export const CreateFlowBody = shape({ name: line(80, 1) });
export type CreateFlowBody = v.InferOutput<typeof CreateFlowBody>;
export const PublishFlowBody = shape({ graph: FlowGraph });
export type PublishFlowBody = v.InferOutput<typeof PublishFlowBody>;

// ── the workspace's stream ──────────────────────────────────────────────────────────────────────

/** What a workspace's stream tells its members. */
export const WorkspaceEvent = v.variant('type', [
  shape({ type: v.literal('message'), bot_id: uuid, contact_id: uuid, message: Message }),
  shape({ type: v.literal('conversation'), bot_id: uuid, conversation_id: uuid }),
  shape({ type: v.literal('contact'), bot_id: uuid, contact_id: uuid }),
]);
export type WorkspaceEvent = v.InferOutput<typeof WorkspaceEvent>;

/** Frames a console sends; the first is `hello`, within 5 seconds. Without `after` the stream begins now. */
export const ConsoleClientFrame = v.variant('type', [
  shape({ type: v.literal('hello'), protocol: v.number(), csrf: secret256, after: v.optional(cursor) }),
  shape({ type: v.literal('typing'), conversation_id: uuid }),
  shape({ type: v.literal('ping') }),
]);
export type ConsoleClientFrame = v.InferOutput<typeof ConsoleClientFrame>;

export const ConsoleServerFrame = v.variant('type', [
  shape({ type: v.literal('welcome'), cursor: cursor }),
  shape({ type: v.literal('event'), cursor: cursor, event: WorkspaceEvent }),
  shape({ type: v.literal('typing'), conversation_id: uuid }),
  shape({ type: v.literal('pong') }),
  shape({ type: v.literal('bye'), code: v.picklist(['session_expired', 'resync_required', 'shutting_down']) }),
]);
export type ConsoleServerFrame = v.InferOutput<typeof ConsoleServerFrame>;
