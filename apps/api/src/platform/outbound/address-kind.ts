import { isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * - `public`: anybody's server on the internet.
 * - `private`: this machine or the operator's network. Reached only where `CHATKU_OUTBOUND_ALLOW` names it or its name.
 * - `special`: metadata of clouds, link-local, multicast, tunnels, reserved. Reached only where the setting names the address
 *   itself: whoever answers for a name could point it there.
 */
export type AddressKind = 'public' | 'private' | 'special';

/** An address in its one spelling, and what lies there. */
export interface KnownAddress {
  /** As it is dialled: an IPv4-mapped address is written as the IPv4 address that it is. */
  readonly address: string;
  readonly family: 4 | 6;
  readonly kind: AddressKind;
}

/** Where clouds hand out credentials, as far as the ranges below do not say it already. */
const METADATA: ReadonlySet<string> = new Set([
  '168.63.129.16', // Azure, in public space
  '100.100.100.200', // Alibaba, among the carrier's addresses
  'fd00:ec2::254', // AWS: instance
  'fd00:ec2::23', // AWS: pod identity
  'fd20:ce::254', // Google
  'fd00:c1::a9fe:a9fe', // Oracle
]);

/** IPv4 ranges of ipaddr.js that are somebody's own network. All others but `unicast` are special. */
const PRIVATE_IPV4: ReadonlySet<string> = new Set(['private', 'loopback', 'carrierGradeNat']);
const PRIVATE_IPV6: ReadonlySet<string> = new Set(['uniqueLocal', 'loopback']);

/** The only IPv6 addresses that IANA gives out; what lies outside is never public, whatever it will be called. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');
/** NAT64: the last 32 bits are the IPv4 address that is reached. The local prefix 64:ff9b:1::/48 can hide them anywhere. */
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

/**
 * What lies at an address.
 *
 * @param text an address in dotted decimal or in any spelling of IPv6, without brackets; other spellings (octal, short, a
 *   zone) are no addresses here.
 * @returns null when it is no address.
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 */
export function knownAddress(text: string): KnownAddress | null {
  if (isIPv4(text)) return knownIpv4(ipaddr.IPv4.parse(text));
  if (!isIPv6(text) || text.includes('%')) return null;
  // In hexadecimal: ipaddr.js takes `::1.2.3.4` for `::ffff:1.2.3.4`, which is another address.
  const address = ipaddr.IPv6.parse(new URL(`http://[${text}]`).hostname.slice(1, -1));
  return address.isIPv4MappedAddress() ? knownIpv4(address.toIPv4Address()) : knownIpv6(address);
}

function knownIpv4(address: ipaddr.IPv4): KnownAddress {
  return { address: address.toString(), family: 4, kind: kindOf(address, PRIVATE_IPV4) };
}

function knownIpv6(address: ipaddr.IPv6): KnownAddress {
  const known = { address: address.toString(), family: 6 } as const;
  if (address.match(NAT64)) {
    const reached = knownIpv4(new ipaddr.IPv4(address.toByteArray().slice(12)));
    // Public ones are how a network without IPv4 reaches the rest of the internet.
    return { ...known, kind: reached.kind === 'public' ? 'public' : 'special' };
  }
  const kind = kindOf(address, PRIVATE_IPV6);
  if (kind === 'public' && (!address.match(GLOBAL_UNICAST) || isIsatap(address))) return { ...known, kind: 'special' };
  return { ...known, kind };
}

function kindOf(address: ipaddr.IPv4 | ipaddr.IPv6, privateRanges: ReadonlySet<string>): AddressKind {
  if (METADATA.has(address.toString())) return 'special';
  const range = address.range();
  if (range === 'unicast') return 'public';
  return privateRanges.has(range) ? 'private' : 'special';
}

/** An interface that tunnels to the IPv4 address in its last 32 bits (RFC 5214). */
function isIsatap(address: ipaddr.IPv6): boolean {
  const [, , , , fifth = 0, sixth] = address.parts;
  return sixth === 0x5efe && (fifth & ~0x0200) === 0;
}
