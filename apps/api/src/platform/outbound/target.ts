import type { AppError } from '../errors/app-error.js';
import { type KnownAddress, knownAddress } from './address-kind.js';
import { plainHostName } from './host-name.js';
import { badUrl } from './outbound-error.js';

const MAX_URL_LENGTH = 8_192;

/**
 * Ports of other protocols: what is sent to them as HTTP may be read as something else.
 *
 * @see https://fetch.spec.whatwg.org/#port-blocking
 */
const BLOCKED_PORTS: ReadonlySet<number> = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
  111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532,
  540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061,
  6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

/** What a URL says about where to go, in one spelling. */
export interface Target {
  /** With the host as below, without a fragment. */
  readonly url: URL;
  readonly secure: boolean;
  /** A name in lower case without a dot at its end, or an address without brackets. */
  readonly host: string;
  /** Set when the URL holds an address instead of a name. */
  readonly address: KnownAddress | null;
  readonly port: number;
}

/**
 * Reads a URL as WHATWG does, which turns `2130706433`, `0x7f.1`, full-width digits and so on into the address they mean, and
 * refuses what two readers could take for two hosts (a backslash, a user name, control characters).
 *
 * @param base what a redirect is relative to
 * @throws {AppError} `outbound_bad_url`
 */
export function parseTarget(text: string, base?: string): Target {
  if (text.length > MAX_URL_LENGTH) throw badUrl('is too long');
  if (/[\x00-\x1f\x7f\\]/.test(text)) throw badUrl('contains a control character or a backslash');
  if (!URL.canParse(text, base)) throw badUrl('is not a URL');
  const url = new URL(text, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw badUrl('does not begin with http:// or https://');
  if (url.username !== '' || url.password !== '') throw badUrl('contains a user name or a password');
  const { host, address } = hostOf(url);
  url.hostname = address?.family === 6 ? `[${host}]` : host;
  url.hash = '';
  const secure = url.protocol === 'https:';
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  if (BLOCKED_PORTS.has(port)) throw badUrl(`names port ${port}, which belongs to another protocol`);
  return { url, secure, host, address, port };
}

function hostOf(url: URL): { host: string; address: KnownAddress | null } {
  const address = knownAddress(url.hostname.replace(/^\[(.*)\]$/, '$1'));
  if (address !== null) return { host: address.address, address };
  const name = plainHostName(url.hostname);
  if (name === null) throw notAHost();
  return { host: name, address: null };
}

const notAHost = (): AppError => badUrl('does not contain a host name');
