import type { ContactKind } from '@chatku/schemas';

/** What the list of contacts can be narrowed by. */
export interface ContactsFilter {
  readonly workspaceId: string;
  readonly botId?: string;
  readonly search?: string;
  readonly kind?: ContactKind;
  /** Without regard to case. */
  readonly tag?: string;
  /** Only those with an id below this one. */
  readonly beforeId?: string;
  readonly limit: number;
}
