import type { DroppedAttribute } from '@chatku/schemas';

export type Attributes = Record<string, string | number | boolean | null>;

/** What a page said of a user: the proof as it came, and the attributes that can travel. */
export type Said = {
  hash: unknown;
  token: unknown;
  attributes: Attributes;
  /** The others. They never refuse the identity. */
  dropped: DroppedAttribute[];
};

/** All attributes of one call together; the server's body limit is 16 KiB. */
const ATTRIBUTES_MAX_CHARS = 4000;
const PROOF_MAX_CHARS = 8000;

/** A proof of a wrong type travels too, so that the identity log can say so; cut, and as text where JSON has no word. */
const sendable = (value: unknown): unknown =>
  value === undefined || value === null
    ? null
    : String(typeof value === 'object' ? 'object' : value).slice(0, PROOF_MAX_CHARS);

/** Sorts what a page gave to `setUser` or `setCustomAttributes`. The SDK judges only the id: any proof, even none, is sent. */
export const sortAttributes = (given: unknown): Said => {
  const said: Said = { hash: null, token: null, attributes: {}, dropped: [] };
  let chars = 0;
  try {
    const { identifier_hash: hash, identity_token: token, ...rest } = (given ?? {}) as Attributes;
    said.hash = sendable(hash);
    said.token = sendable(token);
    for (const [name, value] of Object.entries(rest)) {
      if (value === undefined) continue;
      chars += name.length + String(value).length;
      const fits = value === null || /^(string|boolean)$/.test(typeof value) || Number.isFinite(value);
      if (fits && chars < ATTRIBUTES_MAX_CHARS) said.attributes[name] = value;
      else said.dropped.push({ name, why: 'malformed' });
    }
  } catch {
    // A getter of the page threw. What was read so far stands.
  }
  return said;
};

/** Does `next` say anything that `before` did not? */
export const isNews = (before: Attributes, next: Attributes): boolean =>
  Object.entries(next).some(([name, value]) => before[name] !== value);
