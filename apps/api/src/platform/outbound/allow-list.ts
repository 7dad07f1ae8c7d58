import { isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';
import { type KnownAddress, knownAddress } from './address-kind.js';
import { plainHostName } from './host-name.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** One entry: a name or a range of addresses, at one port or at any. */
interface Entry {
  readonly name: string | null;
  readonly range: readonly [Address, number] | null;
  readonly port: number | null;
}

/**
 * What `CHATKU_OUTBOUND_ALLOW` lets through beside the public internet.
 *
 * A name lets through the private addresses that it leads to, not special ones: whoever answers for the name must not be
 * able to point it at a cloud's metadata. An address or range lets through what lies in it, by whatever name it is
 * reached, unless the name itself is an inner one.
 */
export class AllowList {
  readonly #entries: readonly Entry[];

  private constructor(entries: readonly Entry[]) {
    this.#entries = entries;
  }

  /**
   * Reads a comma list of `name`, `name:port`, `address`, `address:port`, `[IPv6]:port` and `address/bits`.
   *
   * @returns the list, and the parts that are none of these (or that would let everything through).
   */
  static parse(text: string): { list: AllowList; wrong: readonly string[] } {
    const entries: Entry[] = [];
    const wrong: string[] = [];
    for (const part of text.split(',').map((each) => each.trim())) {
      if (part === '') continue;
      const entry = parseEntry(part);
      if (entry === null) wrong.push(part);
      else entries.push(entry);
    }
    return { list: new AllowList(entries), wrong };
  }

  get size(): number {
    return this.#entries.length;
  }

  /** True when the name is named, at this port. */
  hasName(name: string, port: number): boolean {
    return this.#entries.some((entry) => entry.name === name && isAtPort(entry, port));
  }

  /** True when the address lies in a range that is named, at this port. */
  hasAddress(known: KnownAddress, port: number): boolean {
    const address = ipaddr.parse(known.address);
    return this.#entries.some((entry) => entry.range !== null && isAtPort(entry, port) && isIn(address, entry.range));
  }
}

const isAtPort = (entry: Entry, port: number): boolean => entry.port === null || entry.port === port;

const isIn = (address: Address, [network, bits]: readonly [Address, number]): boolean =>
  address.kind() === network.kind() && address.match(network, bits);

function parseEntry(text: string): Entry | null {
  if (text.includes('/')) {
    const range = parseRange(text);
    return range === null ? null : { name: null, range, port: null };
  }
  if (isIPv6(text)) return addressEntry(text, null);
  const [, bracketed, plain = '', digits] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const port = digits === undefined ? null : Number(digits);
  if (port !== null && (port < 1 || port > 65_535)) return null;
  if (bracketed !== undefined) return isIPv6(bracketed) ? addressEntry(bracketed, port) : null;
  if (isIPv4(plain)) return addressEntry(plain, port);
  const name = parseName(plain);
  return name === null ? null : { name, range: null, port };
}

function addressEntry(text: string, port: number | null): Entry | null {
  const known = knownAddress(text);
  if (known === null) return null;
  return { name: null, range: [ipaddr.parse(known.address), known.family === 4 ? 32 : 128], port };
}

/** A range in the usual spelling that does not cover the whole internet. */
function parseRange(text: string): readonly [Address, number] | null {
  const [network = ''] = text.split('/');
  if ((!isIPv4(network) && !isIPv6(network)) || !ipaddr.isValidCIDR(text)) return null;
  const [address, bits] = ipaddr.parseCIDR(text);
  return bits === 0 ? null : [address, bits];
}

/** A name as `URL` would write it; not an address in disguise (`127.1`), which `URL` turns into another text. */
function parseName(text: string): string | null {
  if (/[/?#@\\\s%*]/.test(text) || !URL.canParse(`http://${text}/`)) return null;
  const { hostname } = new URL(`http://${text}/`);
  return isIPv4(hostname) ? null : plainHostName(hostname);
}
