import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { isLocalOrigin } from '../../platform/config/config.js';
import type { SecretBox } from '../../platform/data-dir/secret-box.js';
import {
  PROBE_HEADER,
  PROBE_PATH,
  type ProbeFacts,
  probeQuestion,
  readProbeAnswer,
} from '../../platform/health/probe.js';
import { type Certificate, type FarAnswer, type FarSide, reasonOf, type World } from './far-side.js';
import { type Finding, fail, ok, skipped, warn } from './finding.js';

const DAY_MS = 86_400_000;
/** A certificate should have been renewed when less than this is left, or, if it is made for days, a sixth of its time. */
const CERTIFICATE_SOON_DAYS = 14;
const CERTIFICATE_SOON_PART = 1 / 6;

/** Is it an address that visitors can reach, as far as that can be told from it? */
export async function checkPublicUrl(publicUrl: string, botOrigins: readonly string[], world: World): Promise<Finding> {
  const { hostname, protocol } = new URL(publicUrl);
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isLocalOrigin(publicUrl)) {
    const site = botOrigins.find((origin) => !isLocalOrigin(origin.replace('*', 'any')));
    const says = `${publicUrl} leads only to the machine it is opened on`;
    const fix = 'Set CHATKU_PUBLIC_URL to the address visitors use, for example https://chat.example.com.';
    return site === undefined
      ? warn('public URL', 'public_url_local', `${says}.`, fix)
      : fail('public URL', 'public_url_local', `${says}, and a bot is for ${site}.`, fix);
  }
  let addresses: readonly string[];
  try {
    addresses = isIP(host) === 0 ? await world.addressesOf(host) : [host];
  } catch (error) {
    return fail(
      'public URL',
      'name_unknown',
      `${host} has no address (${reasonOf(error)}).`,
      'Add an A or AAAA record that leads to this machine or its proxy, and wait until it is known.',
    );
  }
  if (protocol !== 'https:') {
    return fail(
      'public URL',
      'public_url_not_https',
      `${publicUrl} is not https: anybody on the way can read along, and pages under https cannot use it.`,
      'Put a proxy with a certificate in front, and set CHATKU_PUBLIC_URL to the https address.',
    );
  }
  return ok('public URL', `${publicUrl} leads to ${addresses.slice(0, 4).join(', ')}.`);
}

/** What the certificate of the public address is worth. */
export async function checkCertificate(publicUrl: string, far: FarSide, world: World): Promise<Finding> {
  if (!publicUrl.startsWith('https:')) return skipped('certificate', 'There is none without https.');
  try {
    return judgeCertificate(await far.certificate(publicUrl), world.nowMs(), new URL(publicUrl).hostname);
  } catch (error) {
    return fail(
      'certificate',
      'tls_failed',
      `Nobody speaks TLS at ${publicUrl} (${reasonOf(error)}).`,
      'Is the proxy running, does it listen on this port, has it got its certificate? Its log says more.',
    );
  }
}

function judgeCertificate({ validFromMs, validToMs, error }: Certificate, nowMs: number, host: string): Finding {
  const days = Math.floor((validToMs - nowMs) / DAY_MS);
  const renew =
    'See to its renewal: the log of the proxy, or of the program that gets the certificates, says why it failed.';
  if (error === 'CERT_HAS_EXPIRED' || days < 0) {
    return fail('certificate', 'certificate_expired', `The certificate expired ${-days} days ago.`, renew);
  }
  if (error === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return fail(
      'certificate',
      'certificate_wrong_name',
      `The certificate is not of ${host}.`,
      `Get one for ${host}; perhaps the proxy serves another website under this name.`,
    );
  }
  if (error !== null) {
    return fail(
      'certificate',
      'certificate_not_trusted',
      `The certificate is not trusted here (${error}).`,
      'Serve the whole chain of a public authority. For an authority of your own: NODE_EXTRA_CA_CERTS names its file, and every visitor needs it too.',
    );
  }
  const soonMs = Math.min(CERTIFICATE_SOON_DAYS * DAY_MS, (validToMs - validFromMs) * CERTIFICATE_SOON_PART);
  const left = days < 2 ? `${Math.floor((validToMs - nowMs) / 3_600_000)} more hours` : `${days} more days`;
  return validToMs - nowMs < soonMs
    ? warn('certificate', 'certificate_soon', `The certificate is good for ${left} only.`, renew)
    : ok('certificate', `Good for ${left}.`);
}

/** What came of asking the public address who it is. */
export interface ServerReport {
  readonly finding: Finding;
  /** The last answer; null where nobody answered. */
  readonly answer: FarAnswer | null;
  /** How the server saw an honest caller, and one that claims `FORGED_ADDRESS`. Null unless it is this one. */
  readonly seen: { readonly honest: ProbeFacts; readonly forger: ProbeFacts } | null;
}

/** An address of the documentation (RFC 5737), which nobody has. */
export const FORGED_ADDRESS = '203.0.113.77';

/** Is it this very server that answers at the public address? */
export async function checkServer(
  publicUrl: string,
  box: SecretBox,
  far: FarSide,
  world: World,
): Promise<ServerReport> {
  const ask = async (headers: Record<string, string>) => {
    const nonce = randomBytes(18).toString('base64url');
    const question = probeQuestion(box, world.nowMs(), nonce);
    const answer = await far.get(`${publicUrl}${PROBE_PATH}`, { ...headers, [PROBE_HEADER]: question });
    return { answer, facts: readProbeAnswer(box, nonce, headerOf(answer)) };
  };
  try {
    const honest = await ask({});
    if (honest.facts === null) return { finding: judgeStranger(honest.answer), answer: honest.answer, seen: null };
    const forger = await ask({ 'x-forwarded-for': FORGED_ADDRESS });
    return {
      finding: ok('server', 'This very server answers at the public address.'),
      answer: honest.answer,
      seen: forger.facts === null ? null : { honest: honest.facts, forger: forger.facts },
    };
  } catch (error) {
    const finding = fail(
      'server',
      'unreachable',
      `Nobody answers at ${publicUrl} (${reasonOf(error)}).`,
      'Is the proxy running, and does the firewall let ports 80 and 443 in? Some routers do not lead back to a machine behind them: then ask from elsewhere.',
    );
    return { finding, answer: null, seen: null };
  }
}

function headerOf({ headers }: FarAnswer): string | undefined {
  const value = headers[PROBE_HEADER];
  return typeof value === 'string' ? value : undefined;
}

function judgeStranger({ status, headers }: FarAnswer): Finding {
  if (status >= 300 && status < 400) {
    return fail(
      'server',
      'redirected',
      `The public address sends on to ${String(headers.location ?? 'elsewhere').slice(0, 200)}.`,
      'Set CHATKU_PUBLIC_URL to the address that answers itself, without a redirect.',
    );
  }
  if (status >= 502 && status <= 504) {
    return fail(
      'server',
      'proxy_without_server',
      `The proxy answers, and does not reach Chatku (${status}).`,
      'Is the server running, and does the proxy pass on to its HOST and PORT?',
    );
  }
  return fail(
    'server',
    'another_server',
    `Something else answers at the public address (${status}).`,
    'Correct the DNS record, the name in the proxy, or CHATKU_PUBLIC_URL; or CHATKU_DATA_DIR, if another Chatku is meant.',
  );
}

/** Does the server know whose request it is? */
export function judgeClientAddress(publicUrl: string, honest: ProbeFacts, forger: ProbeFacts): Finding {
  // Without TLS there need not be a proxy, and who asks from a trusted address may say what it likes.
  if (honest.forwarded.length === 0 && !publicUrl.startsWith('https:')) {
    return ok('client address', `No proxy; this machine is seen as ${honest.address}.`);
  }
  if (forger.forwarded.at(-1) === FORGED_ADDRESS && forger.address === FORGED_ADDRESS) {
    return forgeable('The proxy passes X-Forwarded-For on as it comes, and the server believes it.');
  }
  if (honest.forwarded.length === 0) {
    return fail(
      'client address',
      'forwarded_missing',
      'The proxy does not say whose request it passes on: all visitors together look like one.',
      'Let the proxy set X-Forwarded-For (docs/self-hosting.md has the lines); limits then count each visitor alone.',
    );
  }
  if (honest.address === honest.peer && honest.forwarded.at(-1) !== honest.peer) {
    return fail(
      'client address',
      'proxy_not_trusted',
      `The proxy at ${honest.peer} is not believed, so all visitors together look like one.`,
      `If ${honest.peer} is your own proxy, add it to CHATKU_TRUSTED_PROXIES and restart.`,
    );
  }
  if (forger.address === FORGED_ADDRESS && !isInner(honest.forwarded.at(-1) ?? '')) {
    return forgeable('CHATKU_TRUSTED_PROXIES trusts an address of the internet that is a caller, not a proxy.');
  }
  return ok('client address', `Told by the proxy at ${honest.peer}; this machine is seen as ${honest.address}.`);
}

const forgeable = (says: string): Finding =>
  fail(
    'client address',
    'address_forgeable',
    says,
    'Let the proxy replace or append X-Forwarded-For, and name in CHATKU_TRUSTED_PROXIES nothing but your own proxies.',
  );

/** An address of this machine or its network: a proxy beside the server is rightly trusted when it asks itself. */
function isInner(address: string): boolean {
  return /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|::1$|::ffff:127\.|f[cd][0-9a-f]{2}:)/i.test(address);
}
