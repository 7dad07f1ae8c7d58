import type { ConsoleServerFrame, Presence } from '@chatku/schemas';
import { contactsOf, membersOf, type PresenceService, type Standing } from '../presence/index.js';

type PresenceFrame = Extract<ConsoleServerFrame, { type: 'presence' }>;
/** Who is watched, and whether they were last told to be there. */
type Watched = Map<string, boolean>;

/** Somebody who watches: a console's socket. */
export interface Watcher {
  readonly workspaceId: string;
  tellPresence(frame: PresenceFrame): void;
}

/**
 * Who on this node is told of whose coming and going: each console of those its screen shows, so that however many visitors come, an
 * agent hears of a screenful. Watched is only who is of the watcher's own workspace: an id of another is nobody's.
 */
export class PresenceWatch {
  readonly #byRoom = new Map<string, Map<Watcher, Watched>>();

  constructor(private readonly presence: PresenceService) {}

  /** Begins to follow what happens. @returns the way to end it. */
  start(): () => void {
    return this.presence.listen((room, changes) => {
      for (const [watcher, watched] of this.#byRoom.get(room) ?? []) {
        const news = newsOf(watched, changes);
        if (news.length === 0) continue;
        const isOfContacts = room === contactsOf(watcher.workspaceId);
        watcher.tellPresence({
          type: 'presence',
          contacts: isOfContacts ? news : [],
          members: isOfContacts ? [] : news,
        });
      }
    });
  }

  /** From now on these instead of others. They are told at once how all of them stand. */
  watch(watcher: Watcher, contactIds: readonly string[], memberIds: readonly string[]): void {
    watcher.tellPresence({
      type: 'presence',
      contacts: this.#put(contactsOf(watcher.workspaceId), watcher, contactIds),
      members: this.#put(membersOf(watcher.workspaceId), watcher, memberIds),
    });
  }

  /** They may not see members any more. */
  forgetMembers(watcher: Watcher): void {
    this.#put(membersOf(watcher.workspaceId), watcher, []);
  }

  forget(watcher: Watcher): void {
    this.#put(contactsOf(watcher.workspaceId), watcher, []);
    this.forgetMembers(watcher);
  }

  #put(room: string, watcher: Watcher, ids: readonly string[]): Presence[] {
    const watched: Watched = new Map(ids.map((id) => [id, this.presence.isOnline(room, id)]));
    const watchers = this.#byRoom.get(room) ?? new Map<Watcher, Watched>();
    if (watched.size > 0) this.#byRoom.set(room, watchers.set(watcher, watched));
    else if (watchers.delete(watcher) && watchers.size === 0) this.#byRoom.delete(room);
    return [...watched].map(([id, online]) => ({ id, online, last_seen_at: null }));
  }
}

/** What a watcher has not been told yet; it counts as told from here on. */
function newsOf(watched: Watched, changes: ReadonlyMap<string, Standing>): Presence[] {
  const news: Presence[] = [];
  // The fewer of the two are looked through: a campaign's thousands, or a screenful.
  const ids = watched.size < changes.size ? watched.keys() : changes.keys();
  for (const id of ids) {
    const standing = changes.get(id);
    const told = watched.get(id);
    if (standing === undefined || told === undefined || told === standing.online) continue;
    watched.set(id, standing.online);
    const { lastSeenMs } = standing;
    const last_seen_at = lastSeenMs === null ? null : new Date(lastSeenMs).toISOString();
    news.push({ id, online: standing.online, last_seen_at });
  }
  return news;
}
