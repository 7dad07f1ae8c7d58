import { equalInConstantTime, fromBase64, fromHex, utf8 } from '../bytes.js';
import { DIAGNOSES, type DiagnosisVariant, type TokenDiagnosis } from '../diagnoses.js';
import { ID_VARIANTS } from '../explain/explain.js';
import { findTokenPlaceholder } from '../explain/placeholder.js';
import { NOTHING_IN_WORDS } from '../explain/presented-hash.js';
import { MAX_HMACS } from '../explain/trials.js';
import { hmacSha256 } from '../hmac-sha256.js';
import { checkUserId } from '../identifier.js';
import type { KeyEntry } from '../identifier-hash.js';
import { judgeClaims, type TokenProblem } from './claims.js';
import { type ReadToken, readToken } from './read-token.js';
import { isTokenKey, type TokenKeyEntry, verifies } from './token-key.js';

/** A refused token as it arrived, and the keys it may have been signed with. */
export interface RefusedToken {
  /** As sent; any JSON type. */
  readonly token: unknown;
  /** As sent; any JSON type. */
  readonly userId: unknown;
  readonly botId: string;
  /** This bot's token keys in all their states. */
  readonly keys?: readonly TokenKeyEntry[];
  /** This bot's keys for hashes: signing a token with one is a usual mistake, and never verifies. */
  readonly hashKeys?: readonly KeyEntry[];
  /** Token keys of other bots of the same workspace; never of another workspace. */
  readonly otherBotKeys?: readonly KeyEntry[];
  readonly nowMs: number;
}

/** Why a token failed. Holds no secret, no id and no token, so it may be stored and shown to an admin. */
export interface TokenExplanation {
  readonly diagnosis: TokenDiagnosis;
  readonly variant?: DiagnosisVariant;
  /** The entry whose key signed it, or else the one its `kid` means. */
  readonly keyId?: string;
}

/** One key that may have signed the token, and what that would mean. */
interface Trial {
  readonly keyId: string;
  readonly bytes: Uint8Array;
  /** Null: this is the key that should have signed. */
  readonly problem: TokenProblem | null;
}

/** How many HMACs are kept for the keys that do not verify, if there are that many. */
const RESERVED_FOR_OTHER_KEYS = 24;

/**
 * What is wrong with this token? Of several things the one that stands first in `DIAGNOSES`. Meant for a log that only
 * admins see: the answer must never reach the visitor's browser. Takes whatever arrived, never throws, and computes at
 * most 64 HMACs, this bot's keys first.
 */
export function explainIdentityToken(refused: RefusedToken): TokenExplanation {
  return explainTokenWith(hmacSha256, refused);
}

/** The explainer with its HMAC as an argument, so that a test can count. */
export function explainTokenWith(hmac: typeof hmacSha256, refused: RefusedToken): TokenExplanation {
  try {
    return explain(hmac, refused);
  } catch {
    // Only an argument that is itself broken gets here (a getter that throws): whoever asks still gets an answer.
    return { diagnosis: 'unknown' };
  }
}

function explain(hmac: typeof hmacSha256, refused: RefusedToken): TokenExplanation {
  const { token, userId, botId, nowMs } = refused ?? {};
  const placeholder = findTokenPlaceholder(userId, token);
  if (placeholder !== null) return { diagnosis: 'placeholder_not_replaced', variant: placeholder };
  if (token === undefined || token === null || token === '') return { diagnosis: 'missing_hash' };
  if (typeof token === 'string' && NOTHING_IN_WORDS.test(token)) {
    return { diagnosis: 'missing_hash', variant: 'hash_is_the_word_null' };
  }
  const id = checkUserId(userId);
  if (!id.ok) return { diagnosis: 'malformed_id', variant: ID_VARIANTS[id.reason] };
  const reading = readToken(token);
  if (!reading.ok) return { diagnosis: 'token_malformed', variant: reading.variant };

  const trials = trialsOf(refused, reading.token);
  const signer = trials.find(({ bytes }) =>
    equalInConstantTime(hmac(bytes, reading.token.signed), reading.token.signature),
  );
  const judgement = judgeClaims(reading.token.payload, { userId: id.userId, botId, nowMs });
  const problems = [signatureProblem(signer, trials, reading.token), ...(judgement.ok ? [] : judgement.problems)];
  const keyId = signer?.keyId ?? trials.find((trial) => trial.keyId === reading.token.keyId)?.keyId;
  return { ...firstListed(problems), ...(keyId === undefined ? {} : { keyId }) };
}

function signatureProblem(
  signer: Trial | undefined,
  trials: readonly Trial[],
  { keyId }: ReadToken,
): TokenProblem | null {
  if (signer !== undefined) return signer.problem;
  if (trials.some((trial) => trial.keyId === keyId)) return { diagnosis: 'token_bad_signature' };
  return { diagnosis: 'token_bad_signature', variant: 'kid_of_no_key' };
}

function firstListed(problems: readonly (TokenProblem | null)[]): TokenProblem {
  const found = problems.filter((problem) => problem !== null);
  const rank = ({ diagnosis }: TokenProblem) => DIAGNOSES.indexOf(diagnosis);
  return (
    found.sort((left, right) => rank(left) - rank(right))[0] ?? { diagnosis: 'unknown', variant: 'token_is_correct' }
  );
}

/** The keys to try, in the order of what is best to know, within the bound. */
function trialsOf(refused: RefusedToken, { keyId }: ReadToken): Trial[] {
  const ring = readRing(refused.keys);
  const inState = (fits: (state: unknown) => boolean) => ring.filter(({ state }) => fits(state));
  const own = inState(verifies);
  const others = [
    ...under(
      inState((state) => state === 'retired'),
      { diagnosis: 'retired_key' },
    ),
    ...under(
      inState((state) => state === 'compromised'),
      { diagnosis: 'compromised_key' },
    ),
    ...under(readRing(refused.otherBotKeys), { diagnosis: 'key_of_another_bot' }),
    ...under(readRing(refused.hashKeys), { diagnosis: 'token_bad_signature', variant: 'signed_with_hash_key' }),
  ];
  const mistakes = own.flatMap((entry) => [
    ...decoded(entry, fromHex(entry.key), 'signed_with_hex_decoded_key'),
    ...decoded(entry, fromBase64(entry.key), 'signed_with_base64_decoded_key'),
  ]);
  const meant = own.filter(({ id }) => id === keyId);
  const ownTrials = [
    ...under(meant, null),
    ...under(
      own.filter(({ id }) => id !== keyId),
      { diagnosis: 'token_bad_signature', variant: 'kid_of_another_key' },
    ),
    ...mistakes,
  ].slice(0, MAX_HMACS - Math.min(others.length, RESERVED_FOR_OTHER_KEYS));
  return [...ownTrials, ...others.slice(0, MAX_HMACS - ownTrials.length)];
}

const under = (entries: readonly KeyEntry[], problem: TokenProblem | null): Trial[] =>
  entries.map(({ id, key }) => ({ keyId: id, bytes: utf8(key), problem }));

const decoded = ({ id }: KeyEntry, bytes: Uint8Array | null, variant: DiagnosisVariant): Trial[] =>
  bytes === null ? [] : [{ keyId: id, bytes, problem: { diagnosis: 'token_bad_signature', variant } }];

/** The usable entries; whatever is no entry is passed over. */
function readRing(ring: unknown): (KeyEntry & Partial<TokenKeyEntry>)[] {
  if (!Array.isArray(ring)) return [];
  return ring.filter((entry): entry is KeyEntry => typeof entry?.id === 'string' && isTokenKey(entry.key));
}
