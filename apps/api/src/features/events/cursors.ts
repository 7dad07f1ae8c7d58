/**
 * Cursors as clients see them: opaque, bound to one stream. A cursor of another stream, or one that was tampered with,
 * reads as null and the client starts from a fresh snapshot.
 */
export interface StreamName {
  readonly kind: 'contact' | 'workspace';
  readonly id: string;
}

const encode = (text: string): string => Buffer.from(text, 'utf8').toString('base64url');
const decode = (text: string): string => Buffer.from(text, 'base64url').toString('utf8');

/** The cursor of a stream that has been read up to and with `position`. */
export function streamCursor(stream: StreamName, position: number): string {
  return encode(`${stream.kind === 'contact' ? 'c' : 'w'}.${stream.id}.${position}`);
}

/** The position a cursor stands for in this stream, or null when it is not a cursor of this stream. */
export function positionOf(stream: StreamName, cursor: string): number | null {
  const match = /^([cw])\.([0-9a-f-]{36})\.(\d{1,15})$/.exec(decode(cursor));
  if (match === null || match[1] !== (stream.kind === 'contact' ? 'c' : 'w') || match[2] !== stream.id) return null;
  return Number(match[3]);
}

/** The name under which the bus says that a stream has grown. */
export function busName(stream: StreamName): string {
  return `${stream.kind}:${stream.id}`;
}

/** A cursor into a list ordered by one text key (an id), newest first. */
export function listCursor(key: string): string {
  return encode(`l.${key}`);
}

/** The key a list cursor stands for, or null when it is none. */
export function listKeyOf(cursor: string): string | null {
  const text = decode(cursor);
  // No key holds NUL, and Postgres refuses to look for text that does.
  return text.startsWith('l.') && !text.includes('\0') ? text.slice(2) : null;
}
