import { type Store, secret, type World } from './world.js';

/** A message its visitor wrote and the server has not stored yet. */
export type Entry = {
  clientId: string;
  text: string;
  reply?: { step_id: string; button_id: string } | undefined;
  createdAtMs: number;
  state: 'queued' | 'sending' | 'failed';
  /**
   * Written in this page view since the person before it last changed: it may go to whom a `setUser` names now, and
   * stay with the guest if that is refused. Never kept over a reload.
   */
  fresh?: boolean;
};

/** What one person wrote and did not send, kept apart from everyone else's. */
export type Owner = {
  readonly id: string;
  entries: Entry[];
  draft: string;
  /** As `Entry.fresh`. */
  draftFresh?: boolean;
  restored?: Promise<void>;
};

/** The guest, beside the ids of users. No user's id is empty. */
export const GUEST = '';

/**
 * Queues and drafts by owner. They are kept in sessionStorage; a verified user's under a digest of the id, salted with
 * the tab's secret: hidden and unsent until the same id verifies again in this tab. Where the browser has no digest
 * (a page without TLS) they live in memory.
 */
export const createOwners = (world: World, tab: Store) => {
  const owners = new Map<string, Owner>();

  /** The tab's secret, made on first need. */
  const tabSecret = () => {
    if (!tab('tab')) tab('tab', secret(world));
    return tab('tab')!;
  };

  const of = (id: string): Owner => {
    const owner = owners.get(id) ?? { id, entries: [], draft: '' };
    owners.set(id, owner);
    return owner;
  };

  const keyOf = async ({ id }: Owner) =>
    `unsent:${id && new Uint8Array(await world.crypto.subtle.digest('SHA-256', new TextEncoder().encode(tabSecret() + id)))}`;

  const save = async (owner: Owner) => {
    await restore(owner);
    const { id, draft } = owner;
    const entries = owner.entries.map((entry) => ({ ...entry, fresh: false }));
    const isEmpty = !entries.length && !draft;
    if (isEmpty && id && !tab('tab')) return;
    try {
      tab(await keyOf(owner), isEmpty ? null : JSON.stringify([entries, draft]));
    } catch {
      // No digest here.
    }
  };

  const bringBack = async (owner: Owner) => {
    // Without a secret this tab never kept anything of a user.
    if (owner.id && !tab('tab')) return;
    try {
      const [entries, draft] = JSON.parse(tab(await keyOf(owner)) ?? '[[],""]') as [Entry[], string];
      const here = owner.entries.map((entry) => entry.clientId);
      owner.entries.unshift(...entries.filter((entry) => !here.includes(entry.clientId)));
      owner.draft ||= draft;
    } catch {
      // No digest here, or not what was kept.
    }
  };

  /** Brings back what this tab kept for an owner, once. */
  const restore = (owner: Owner): Promise<void> => (owner.restored ??= bringBack(owner));

  return {
    of,
    save,
    restore,
    tabSecret,
    /** Moves what was written just now from one owner to another. */
    move(from: Owner, to: Owner) {
      to.entries.push(...from.entries.filter((entry) => entry.fresh));
      from.entries = from.entries.filter((entry) => !entry.fresh);
      if (from.draftFresh) {
        to.draft = from.draft;
        to.draftFresh = true;
        from.draft = '';
      }
      void save(from);
      void save(to);
    },
    /** Another person may come: nothing written so far is fresh any more. */
    stale() {
      for (const owner of owners.values()) {
        owner.draftFresh = false;
        for (const entry of owner.entries) entry.fresh = false;
      }
    },
  };
};

export type Owners = ReturnType<typeof createOwners>;
