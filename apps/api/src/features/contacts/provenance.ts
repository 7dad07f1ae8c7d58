import type { Provenance } from '@chatku/schemas';
import { PROVENANCES } from '@chatku/schemas';

const rank = (provenance: Provenance): number => PROVENANCES.indexOf(provenance);

/** Is `a` at least as trusted as `b`? (`signed > server > agent > import > visitor > page`) */
export const atLeastAsTrusted = (a: Provenance, b: Provenance): boolean => rank(a) <= rank(b);

/**
 * May a value that comes with `incoming` take the place of one that came with `present` (null: there is none)? A value of
 * the same or a more trusted provenance may. A page value thus fills a blank or replaces a page value, nothing else; an
 * explicit null keeps its provenance and is no blank.
 */
export const mayReplace = (present: Provenance | null, incoming: Provenance): boolean =>
  present === null || atLeastAsTrusted(incoming, present);
