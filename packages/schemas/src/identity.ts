import * as v from 'valibot';
import { looseRecord, looseShape, shape } from './shape.js';
import { instant, line, secret256, text, uuid } from './text.js';

/**
 * Where a value came from, from the most to the least trusted. A value is replaced only by one of the same or a more
 * trusted provenance, except that a visitor may always correct what the page or the visitor said.
 */
export const PROVENANCES = ['signed', 'server', 'agent', 'import', 'visitor', 'page'] as const;
export type Provenance = (typeof PROVENANCES)[number];

/** Attributes of a contact that every bot has. Others are fields the bot defines. */
export const SYSTEM_ATTRIBUTES = ['name', 'email', 'phone', 'avatar_url'] as const;
export type SystemAttribute = (typeof SYSTEM_ATTRIBUTES)[number];

/** A field's value: text, number or boolean; `null` clears it (and keeps its provenance). */
export const FieldValue = v.union([text(2000), v.pipe(v.number(), v.finite()), v.boolean(), v.null()]);
export type FieldValue = v.InferOutput<typeof FieldValue>;

/** Name of a field: a letter, then letters, digits and underscores, at most 50. Unique without regard to case. */
export const fieldName = v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9_]{0,49}$/));

/** Name of a tag. Unique without regard to case. */
export const tagName = line(50, 1);

/** An attribute of `setUser` that was not taken, and why. It never refuses the identity. */
export const DroppedAttribute = shape({
  name: line(200),
  why: v.picklist(['unknown', 'malformed', 'not_writable', 'more_trusted_value']),
});
export type DroppedAttribute = v.InferOutput<typeof DroppedAttribute>;

/**
 * Header `Chatku-Page`: `1.<page secret>.<epoch>`. The page secret is 256 bits the SDK makes for one page view and
 * keeps in memory; the epoch counts the identities of that page view, upward. 1 is the protocol's version.
 */
export const PAGE_HEADER = 'chatku-page';
export const PROTOCOL_VERSION = 1;
export const pageHeader = v.pipe(v.string(), v.regex(/^\d{1,4}\.[A-Za-z0-9_-]{43}\.(0|[1-9]\d{0,8})$/));

/** `POST .../guest`. With a guest token in `Authorization` the guest is resumed; without, a new one is made. */
export const GuestBody = shape({
  /** The visitor's language as a BCP 47 tag, for flows and agents. */
  locale: v.optional(line(35)),
  /** IANA name of the visitor's time zone. */
  timezone: v.optional(line(64)),
});
export type GuestBody = v.InferOutput<typeof GuestBody>;

/** A guest's session. `token` is present only when it is new. */
export const GuestSession = shape({
  status: v.literal('guest'),
  epoch: v.number(),
  token: v.optional(secret256),
  contact_id: uuid,
});
export type GuestSession = v.InferOutput<typeof GuestSession>;

/** `POST .../identify`, as a well-behaved SDK sends it. */
export const IdentifyBody = shape({
  user_id: v.string(),
  identifier_hash: v.optional(v.nullable(v.string())),
  identity_token: v.optional(v.nullable(v.string())),
  /** name, email, phone, avatar_url and the bot's page-writable fields, flat. */
  attributes: v.optional(looseRecord(v.unknown())),
  /** The browser group this browser knows, if any. Names what logout ends; is no credential. */
  group: v.optional(v.nullable(v.string())),
  /** The guest's token, when there is a guest whose thread may be linked. */
  guest_token: v.optional(v.nullable(v.string())),
  /** The tab's secret (sessionStorage) that the guest's messages of this tab carried. */
  tab_secret: v.optional(v.nullable(v.string())),
  locale: v.optional(v.nullable(v.string())),
  timezone: v.optional(v.nullable(v.string())),
});
export type IdentifyBody = v.InferOutput<typeof IdentifyBody>;

/**
 * `POST .../identify`, as the server takes it: any JSON object, so that a malformed proof reaches the identity log.
 * Everything that is not a valid proof gets the same 403 `identity_refused`.
 */
export const LooseIdentifyBody = looseShape({
  user_id: v.optional(v.unknown()),
  identifier_hash: v.optional(v.unknown()),
  identity_token: v.optional(v.unknown()),
  attributes: v.optional(v.unknown()),
  group: v.optional(v.unknown()),
  guest_token: v.optional(v.unknown()),
  tab_secret: v.optional(v.unknown()),
  locale: v.optional(v.unknown()),
  timezone: v.optional(v.unknown()),
});
export type LooseIdentifyBody = v.InferOutput<typeof LooseIdentifyBody>;

/** What became of the guest's thread. `ask`: put the question to the visitor, default no. */
export const LinkOutcome = v.variant('kind', [
  shape({ kind: v.literal('none') }),
  shape({ kind: v.literal('linked'), conversation_id: uuid }),
  shape({
    kind: v.literal('ask'),
    nonce: secret256,
    /** Messages the visitor wrote in that thread. */
    messages: v.number(),
    last_at: instant,
    expires_at: instant,
  }),
]);
export type LinkOutcome = v.InferOutput<typeof LinkOutcome>;

/** The answer to a verified identify call. */
export const VerifiedSession = shape({
  status: v.literal('verified'),
  epoch: v.number(),
  /** Opaque, 256 bits, for the memory of this page view only. */
  token: secret256,
  /** At most 24 hours away; earlier when heartbeats stop for 30 minutes. */
  expires_at: instant,
  contact_id: uuid,
  group: uuid,
  link: LinkOutcome,
  dropped: v.array(DroppedAttribute),
});
export type VerifiedSession = v.InferOutput<typeof VerifiedSession>;

/** `POST .../link`: the visitor's answer to "is this conversation yours?". The guest's token proves it was this browser. */
export const LinkBody = shape({
  nonce: secret256,
  guest_token: secret256,
  answer: v.picklist(['link', 'leave']),
});
export type LinkBody = v.InferOutput<typeof LinkBody>;
export const LinkResult = shape({ epoch: v.number(), link: LinkOutcome });
export type LinkResult = v.InferOutput<typeof LinkResult>;

/** `POST .../heartbeat` keeps a verified session alive, and tells a page that wakes whether it may paint. */
export const Heartbeat = shape({
  status: v.picklist(['guest', 'verified']),
  epoch: v.number(),
  contact_id: uuid,
  expires_at: v.optional(instant),
});
export type Heartbeat = v.InferOutput<typeof Heartbeat>;

/** `PATCH .../contact`: attributes said by the page (provenance `page`), flat. Parsed loosely; see `dropped`. */
export const PageAttributesBody = looseRecord(v.unknown());
export const PageAttributesResult = shape({ epoch: v.number(), dropped: v.array(DroppedAttribute) });
export type PageAttributesResult = v.InferOutput<typeof PageAttributesResult>;

/** What the page's promise of `setUser` resolves to. It never rejects. */
export type SetUserResult = {
  status: 'verified' | 'refused' | 'superseded' | 'logged_out';
  /** Why, as a stable code: an error code of the API, or `malformed_id` found in the page. */
  code?: string;
  contactId?: string;
};
