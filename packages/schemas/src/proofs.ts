import * as v from 'valibot';
import { shape } from './shape.js';
import { instant, line, uuid } from './text.js';

/** Which proofs a bot takes. */
export const ACCEPTED_PROOFS = ['hash_or_token', 'token_only'] as const;
export type AcceptedProofs = (typeof ACCEPTED_PROOFS)[number];

/** A bot's identity policy. In rehearsal nobody is refused: calls that `token_only` would refuse are marked in the identity log. */
export const IdentityPolicy = shape({
  accepts: v.picklist(ACCEPTED_PROOFS),
  /** Of no effect under `token_only`. */
  rehearsal: v.boolean(),
});
export type IdentityPolicy = v.InferOutput<typeof IdentityPolicy>;

/** `PUT .../identity-policy`. */
export const PutIdentityPolicyBody = shape({
  ...IdentityPolicy.entries,
  /**
   * Where this turns to tokens only: ends the sessions that a hash alone verified, at once. True unless told otherwise; they
   * would live on for up to a day.
   */
  end_sessions: v.optional(v.boolean()),
});
export type PutIdentityPolicyBody = v.InferOutput<typeof PutIdentityPolicyBody>;

/** What the rehearsal saw within the last 24 hours. */
export const Rehearsal = shape({
  /** Calls that were verified. */
  verified: v.number(),
  /** Those of them that would have been refused. */
  would_be_refused: v.number(),
  /** The same by origin, the most first; null stands for calls without one, or of many. */
  origins: v.array(shape({ origin: v.nullable(line(300)), count: v.number() })),
});
export type Rehearsal = v.InferOutput<typeof Rehearsal>;

export const IdentityPolicyState = shape({
  ...IdentityPolicy.entries,
  last_24h: Rehearsal,
  /** Pages that show somebody now whom a hash alone verified. */
  sessions_by_hash: v.number(),
});
export type IdentityPolicyState = v.InferOutput<typeof IdentityPolicyState>;

// ── is a key on the website? ────────────────────────────────────────────────────────────────────

/** Paths an admin may name beside the start page. */
export const KEY_SEARCH_PATHS = 4;

/** `POST .../keys/search`: looks for the bot's keys on its own website. Paths begin with `/`, for example `/login`. */
export const KeySearchBody = v.optional(
  shape({
    paths: v.optional(
      v.pipe(v.array(v.pipe(line(500, 1), v.regex(/^\//, 'must begin with /'))), v.maxLength(KEY_SEARCH_PATHS)),
    ),
  }),
);
export type KeySearchBody = v.InferOutput<typeof KeySearchBody>;

/** How a key was written where it was found. */
export const KEY_FORMS = ['plain', 'hex', 'base64', 'url_encoded', 'escaped'] as const;
export type KeyForm = (typeof KEY_FORMS)[number];

/** Why a page or script was not searched. `not_allowed`: the server may not call it, or it leads to a website that is not the bot's. */
export const UNREAD_REASONS = ['not_reached', 'not_allowed', 'error_status', 'too_large'] as const;
export type UnreadReason = (typeof UNREAD_REASONS)[number];

/** Where keys were found. Never a key, and nothing of what stands around it. */
export const KeySearchResult = shape({
  found: v.array(
    shape({
      /** Without query and fragment. */
      url: line(2200),
      key_id: uuid,
      form: v.picklist(KEY_FORMS),
    }),
  ),
  pages: v.number(),
  scripts: v.number(),
  bytes: v.number(),
  /** False when a limit (pages, scripts, bytes, time) ended the search early. */
  complete: v.boolean(),
  unread: v.array(shape({ url: line(2200), why: v.picklist(UNREAD_REASONS) })),
  at: instant,
});
export type KeySearchResult = v.InferOutput<typeof KeySearchResult>;

// ── does the website sign for anyone? ───────────────────────────────────────────────────────────

/** `POST .../keys/check-endpoint`: asks the website's signing endpoint without a session. */
export const CheckEndpointBody = shape({
  url: line(2000, 1),
  method: v.picklist(['GET', 'POST']),
});
export type CheckEndpointBody = v.InferOutput<typeof CheckEndpointBody>;

/** What the answer looked like. Only what verifies signs for anyone. */
export const ENDPOINT_FINDINGS = ['verifies', 'looks_like_proof', 'refused', 'sent_to_login', 'unclear'] as const;
export type EndpointFinding = (typeof ENDPOINT_FINDINGS)[number];

export const CheckEndpointResult = shape({
  verdict: v.picklist(['signs_for_anyone', 'refuses', 'unsure']),
  finding: v.picklist(ENDPOINT_FINDINGS),
  status: v.number(),
});
export type CheckEndpointResult = v.InferOutput<typeof CheckEndpointResult>;
