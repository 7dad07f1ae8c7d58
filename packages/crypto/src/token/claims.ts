import type { DiagnosisVariant, TokenDiagnosis } from '../diagnoses.js';
import { readSignedAttributes, type SignedAttributes } from './attributes.js';
import { parseJsonObject } from './strict-json.js';

/** The longest time from `iat` to `exp`. */
export const TOKEN_MAX_LIFETIME_SECONDS = 86_400;

/** How far the clocks of a website and of Chatku may be apart, either way. */
export const CLOCK_SKEW_SECONDS = 60;

/** In seconds this is the year 5138, in milliseconds 1973: a larger number was meant as milliseconds. */
const MILLISECONDS_FROM = 100_000_000_000;

/** Whom and when a token must be for. */
export interface Expected {
  readonly userId: string;
  readonly botId: string;
  readonly nowMs: number;
}

/** One thing that is wrong with a token. */
export interface TokenProblem {
  readonly diagnosis: TokenDiagnosis;
  readonly variant?: DiagnosisVariant;
}

/** What a token says, once nothing is wrong with it. */
export interface Claims {
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
  readonly attributes: SignedAttributes;
}

/** The outcome of {@link judgeClaims}. */
export type Judgement =
  | { readonly ok: true; readonly claims: Claims }
  | { readonly ok: false; readonly problems: readonly TokenProblem[] };

const malformed = (variant: DiagnosisVariant): TokenProblem => ({ diagnosis: 'token_malformed', variant });
const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

/**
 * Holds the claims of a token against what is expected, and says all that is wrong: `sub`, `aud`, `iat` and `exp` are
 * required, `nbf` is heeded, and other claims say nothing. Whether the signature is right is another question.
 * @see https://www.rfc-editor.org/rfc/rfc7519#section-4.1
 */
export function judgeClaims(payload: Uint8Array, { userId, botId, nowMs }: Expected): Judgement {
  const said = parseJsonObject(payload);
  if (said === null) return { ok: false, problems: [malformed('token_claims_unreadable')] };
  const { iat, exp } = said;
  const problems = [
    ...timeProblems(said, Math.floor(nowMs / 1000)),
    ...audienceProblems(said['aud'], botId),
    ...subjectProblems(said['sub'], userId),
  ];
  if (problems.length > 0 || !isTime(iat) || !isTime(exp)) return { ok: false, problems };
  const claims = {
    issuedAtMs: Math.floor(iat * 1000),
    expiresAtMs: Math.floor(exp * 1000),
    attributes: readSignedAttributes(said),
  };
  return { ok: true, claims };
}

function timeProblems({ iat, exp, nbf }: Readonly<Record<string, unknown>>, nowSeconds: number): TokenProblem[] {
  const problems: TokenProblem[] = [];
  const latest = nowSeconds + CLOCK_SKEW_SECONDS;
  if (!isTime(exp)) problems.push(malformed('token_without_exp'));
  // "On or after" its expiry a token is not accepted.
  else if (exp <= nowSeconds - CLOCK_SKEW_SECONDS) problems.push({ diagnosis: 'token_expired' });
  if (!isTime(iat)) problems.push(malformed('token_without_iat'));
  if (isTime(iat) && isTime(exp)) {
    if (iat >= MILLISECONDS_FROM || exp >= MILLISECONDS_FROM) problems.push(malformed('token_times_in_milliseconds'));
    if (exp <= iat) problems.push(malformed('token_expires_before_issue'));
    if (exp - iat > TOKEN_MAX_LIFETIME_SECONDS) problems.push(malformed('token_lives_too_long'));
  }
  if (isTime(iat) && iat > latest) problems.push(malformed('token_issued_in_future'));
  if (nbf !== undefined && !(isTime(nbf) && nbf <= latest)) problems.push(malformed('token_not_yet_valid'));
  return problems;
}

function audienceProblems(aud: unknown, botId: string): TokenProblem[] {
  const audience = typeof aud === 'string' ? [aud] : (aud ?? []);
  if (!Array.isArray(audience) || !audience.every((one) => typeof one === 'string')) {
    return [malformed('token_audience_not_text')];
  }
  return audience.includes(botId) ? [] : [{ diagnosis: 'token_not_for_this_bot' }];
}

function subjectProblems(sub: unknown, userId: string): TokenProblem[] {
  if (typeof sub !== 'string') return [malformed('token_without_sub')];
  return sub === userId ? [] : [{ diagnosis: 'token_not_for_this_user' }];
}
