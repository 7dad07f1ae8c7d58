import * as v from 'valibot';
import { DIAGNOSES } from '../diagnoses.js';
import { shape } from '../shape.js';
import { cursor, instant, limitParam, line, text, uuid } from '../text.js';

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
