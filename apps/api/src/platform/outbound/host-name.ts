/** Names that lead to this machine, its network or a cloud's metadata, whatever DNS says. A name ends in one of them. */
const INNER_NAMES = [
  'localhost',
  'localdomain',
  'local',
  'internal',
  'intranet',
  'private',
  'corp',
  'home',
  'lan',
  'home.arpa',
  'onion',
  'invalid',
  'test',
  'metadata.goog',
  'metadata.tencentyun.com',
  'metadata.packet.net',
  'metadata.platformequinix.com',
];

const HOST_NAME = /^(?!.{254})([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;

/**
 * A host name in its one spelling: lower case, without the dot at its end.
 *
 * @param ascii as `URL` writes it (IDN in punycode)
 * @returns null when no such name can be looked up.
 */
export function plainHostName(ascii: string): string | null {
  const name = ascii.toLowerCase().replace(/\.$/, '');
  return HOST_NAME.test(name) && !/(^|\.)\d+$/.test(name) ? name : null;
}

/** True for a name that only an inner network knows: a single label, or one below a suffix that is never public. */
export function isInnerName(name: string): boolean {
  return !name.includes('.') || INNER_NAMES.some((suffix) => name === suffix || name.endsWith(`.${suffix}`));
}
