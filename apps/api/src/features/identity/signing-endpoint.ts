import { verifyIdentifierHash } from '@chatku/crypto';
import { verifyIdentityToken } from '@chatku/crypto/token';
import type { CheckEndpointResult, EndpointFinding } from '@chatku/schemas';
import type { OutboundResponse } from '../../platform/outbound/outbound-http.js';
import type { OpenRing } from './key-ring.service.js';

/** The id that a request of ours asks to be signed. Nobody of the website is called so. */
export const ASKED_ID = 'chatku-endpoint-check';

/** What may be a proof in one answer: enough for any endpoint, and a bound for the work. */
const CANDIDATES = 20;
const IDS = 50;
const SEARCHED_CHARACTERS = 256 * 1024;

const HASH = /(?<![0-9a-fA-F])[0-9a-fA-F]{64}(?![0-9a-fA-F])/g;
// Begins where a word begins, or behind a `%22`: a long text full of beginnings is looked through once.
const TOKEN =
  /(?:(?<![A-Za-z0-9_-])|(?<=%[0-9A-Fa-f]{2}))eyJ[A-Za-z0-9_-]{5,4000}\.[A-Za-z0-9_-]{5,8000}\.[A-Za-z0-9_-]{20,200}/g;
const LOGIN = /log-?in|sign-?in|auth|sso|session|account/i;

const VERDICTS: Readonly<Record<EndpointFinding, CheckEndpointResult['verdict']>> = {
  verifies: 'signs_for_anyone',
  looks_like_proof: 'unsure',
  refused: 'refuses',
  sent_to_login: 'refuses',
  unclear: 'unsure',
};

/**
 * What an endpoint that should sign for its signed-in user alone has answered to somebody without a session.
 *
 * @param response its answer, no redirect followed
 * @param asked the address that was asked: ids in its query may be what was signed
 */
export async function judgeEndpoint(
  response: OutboundResponse,
  asked: URL,
  { ring, botId, nowMs }: { readonly ring: OpenRing; readonly botId: string; readonly nowMs: number },
): Promise<CheckEndpointResult> {
  const location = response.headers.location ?? '';
  const text = `${response.body.toString('utf8').slice(0, SEARCHED_CHARACTERS)}\n${location}`;
  const hashes = matches(text, HASH);
  const tokens = tokensIn(text);
  const finding = await (async (): Promise<EndpointFinding> => {
    if (hashesVerify(hashes, idsIn(text, asked), ring)) return 'verifies';
    if (await tokensVerify(tokens, ring, botId, nowMs)) return 'verifies';
    if (response.status === 401 || response.status === 403) return 'refused';
    const isGiven = response.status < 400 && (hashes.length > 0 || tokens.length > 0);
    // The name of what is handed on in a query makes no login of where it goes.
    const to = isGiven ? location.split('?', 1)[0] : location;
    if (response.status >= 300 && response.status < 400 && LOGIN.test(to ?? '')) return 'sent_to_login';
    return isGiven ? 'looks_like_proof' : 'unclear';
  })();
  return { verdict: VERDICTS[finding], finding, status: response.status };
}

const matches = (text: string, pattern: RegExp): string[] =>
  [...new Set(Array.from(text.matchAll(pattern), ([match]) => match))].slice(0, CANDIDATES);

/** What looks like an identity token in a text. */
export const tokensIn = (text: string): string[] => matches(text, TOKEN);

/** Texts of the answer and the address that may be the id that was signed. */
function idsIn(text: string, asked: URL): string[] {
  const quoted = Array.from(
    text.matchAll(/"([^"\\]{1,255})"|'([^'\\]{1,255})'/g),
    ([, double, single]) => double ?? single ?? '',
  );
  const numbers = Array.from(text.matchAll(/(?<![\w.])\d{1,20}(?![\w.])/g), ([number]) => number);
  return [
    ...new Set([ASKED_ID, ...asked.searchParams.values(), ...quoted, ...numbers, 'null', 'undefined', '0']),
  ].slice(0, IDS);
}

const hashesVerify = (hashes: readonly string[], ids: readonly string[], { keys }: OpenRing): boolean =>
  hashes.some((identifierHash) =>
    ids.some((userId) => {
      try {
        return verifyIdentifierHash({ userId, identifierHash, keys }).verified;
      } catch {
        // A text that can be no id.
        return false;
      }
    }),
  );

async function tokensVerify(tokens: readonly string[], ring: OpenRing, botId: string, nowMs: number): Promise<boolean> {
  for (const token of tokens) {
    const userId = subjectOf(token);
    if (userId === null) continue;
    const verification = await verifyIdentityToken({ token, userId, botId, keys: ring.tokenKeys, nowMs }).catch(
      () => null,
    );
    if (verification?.verified === true) return true;
  }
  return false;
}

function subjectOf(token: string): string | null {
  try {
    const said: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    const sub = (said as { sub?: unknown } | null)?.sub;
    return typeof sub === 'string' ? sub : null;
  } catch {
    return null;
  }
}
