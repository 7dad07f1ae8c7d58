import { IdentityTokenError } from './identity-token-error.js';

/** The value of a field; null clears it. */
export type SignedValue = string | number | boolean | null;

/** What a token may say of its user beside the id. Null clears a value. */
export interface SignedAttributes {
  readonly name?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly avatar_url?: string | null | undefined;
  /** The bot's own fields, by their names. */
  readonly fields?: Readonly<Record<string, SignedValue>> | undefined;
}

const TEXTS = ['name', 'email', 'phone', 'avatar_url'] as const;
const NAMES: readonly string[] = [...TEXTS, 'fields'];

/** Well-formed text without NUL, which no database of Chatku holds. */
const isText = (value: unknown): value is string =>
  typeof value === 'string' && !/\p{Cs}/u.test(value) && !value.includes('\0');

const isValue = (value: unknown): value is SignedValue =>
  value === null || typeof value === 'boolean' || Number.isFinite(value) || isText(value);

/** An own property of this name is data; assigned, it would be a prototype. */
const isFieldName = (name: string): boolean => name !== '__proto__' && isText(name);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The attributes among verified claims. What is of another name is ignored and what is of another type is dropped:
 * attributes never refuse an identity. Whether an e-mail address is one is for whoever stores it to judge.
 */
export function readSignedAttributes(claims: Readonly<Record<string, unknown>>): SignedAttributes {
  const texts = TEXTS.filter((name) => claims[name] === null || isText(claims[name]));
  const attributes: SignedAttributes = Object.fromEntries(texts.map((name) => [name, claims[name]]));
  if (!isRecord(claims['fields'])) return attributes;
  const fields = Object.entries(claims['fields']).filter(
    (entry): entry is [string, SignedValue] => isFieldName(entry[0]) && isValue(entry[1]),
  );
  return { ...attributes, fields: Object.fromEntries(fields) };
}

/**
 * The claims that sign these attributes. Whoever makes a token is told of what would be ignored or dropped.
 * @throws {IdentityTokenError} `malformed_attributes`
 */
export function attributeClaims(attributes: unknown): Readonly<Record<string, unknown>> {
  if (attributes === undefined) return {};
  const problem = (reason: 'unknown_attribute' | 'not_a_value') =>
    new IdentityTokenError('malformed_attributes', reason);
  if (!isRecord(attributes)) throw problem('unknown_attribute');
  const said = Object.entries(attributes).filter(([, value]) => value !== undefined);
  if (said.some(([name]) => !NAMES.includes(name))) throw problem('unknown_attribute');
  for (const [name, value] of said) {
    const fine = name === 'fields' ? areFields(value) : value === null || isText(value);
    if (!fine) throw problem('not_a_value');
  }
  return Object.fromEntries(said);
}

const areFields = (value: unknown): boolean =>
  isRecord(value) && Object.entries(value).every(([name, one]) => isFieldName(name) && isValue(one));
