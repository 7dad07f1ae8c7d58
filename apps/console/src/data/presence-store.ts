import { type ConsoleServerFrame, WATCHED_CONTACTS_MAX, WATCHED_MEMBERS_MAX } from '@chatku/schemas';
import type { StreamState, WorkspaceStream } from './workspace-stream.js';

export type PresenceFrame = Extract<ConsoleServerFrame, { type: 'presence' }>;

/** Whose: a visitor's pages, or a colleague's console. */
export type PresenceKind = 'contact' | 'member';

/** What a list told of somebody when it was fetched. */
export type GivenPresence = { readonly id: string; readonly online: boolean; readonly last_seen_at?: string | null };

/** Null: nobody knows at the moment. */
export type KnownPresence = { readonly online: boolean | null; readonly lastSeenAt: string | null };

const MAX = { contact: WATCHED_CONTACTS_MAX, member: WATCHED_MEMBERS_MAX } as const;
const LISTS = { contact: 'contacts', member: 'members' } as const satisfies Record<PresenceKind, keyof PresenceFrame>;
/** A list comes onto the screen row by row; the server is told of all of it at once. */
const GATHER_MS = 200;
/** How long what was known is believed without a connection: a short gap makes nothing blink. */
const BELIEVED_MS = 10_000;

type Person = {
  readonly kind: PresenceKind;
  readonly id: string;
  readonly hosts: Set<() => void>;
};

/**
 * Who is online, of those the screen shows: whoever shows somebody watches them here, and the server tells of no others. What it told
 * last wins over what a list said when it was fetched.
 */
export class PresenceStore {
  #people = new Map<string, Person>();
  /** What the server said of those it was asked about. */
  #online = new Map<string, boolean>();
  #seenAt = new Map<string, string>();
  #asked = '';
  #state: StreamState = 'connecting';
  #lost = false;
  #gatherTimer: ReturnType<typeof setTimeout> | undefined;
  #believeTimer: ReturnType<typeof setTimeout> | undefined;
  #unlisten: (() => void) | null = null;

  constructor(private readonly stream: Pick<WorkspaceStream, 'listen' | 'state' | 'watch'>) {}

  start(): void {
    this.#state = this.stream.state;
    this.#unlisten ??= this.stream.listen({
      presence: (frame) => this.#take(frame),
      state: (state) => this.#streamChanged(state),
    });
    this.#gather();
  }

  /** Forgets everything: the next person at this browser sees nothing of it. */
  stop(): void {
    this.#unlisten?.();
    this.#unlisten = null;
    clearTimeout(this.#gatherTimer);
    clearTimeout(this.#believeTimer);
    this.#gatherTimer = undefined;
    this.#believeTimer = undefined;
    this.#online.clear();
    this.#seenAt.clear();
    this.#asked = '';
    this.#lost = false;
  }

  /** Calls back when somebody comes or goes; call what is returned to end it. */
  watch(kind: PresenceKind, id: string, changed: () => void): () => void {
    const key = keyOf(kind, id);
    const person = this.#people.get(key) ?? { kind, id, hosts: new Set() };
    // Whoever came onto the screen last is the last to be left out.
    this.#people.delete(key);
    this.#people.set(key, person);
    person.hosts.add(changed);
    this.#gather();
    return () => {
      person.hosts.delete(changed);
      if (person.hosts.size > 0 || this.#people.get(key) !== person) return;
      this.#people.delete(key);
      this.#gather();
    };
  }

  /** What is known of somebody, from whoever knows it best. */
  of(kind: PresenceKind, given: GivenPresence): KnownPresence {
    const key = keyOf(kind, given.id);
    const online = this.#lost
      ? null
      : (this.#online.get(key) ?? (this.#isBeyond(kind, given.id) ? null : given.online));
    return { online, lastSeenAt: later(given.last_seen_at ?? null, this.#seenAt.get(key) ?? null) };
  }

  /** More are shown than the server takes: of the first ones nothing is known. */
  #isBeyond(kind: PresenceKind, id: string): boolean {
    return this.#idsOf(kind).length >= MAX[kind] && !this.#idsOf(kind).includes(id);
  }

  #idsOf(kind: PresenceKind): string[] {
    const ids = [...this.#people.values()].flatMap((person) => (person.kind === kind ? [person.id] : []));
    return ids.slice(-MAX[kind]);
  }

  #gather(): void {
    if (this.#unlisten === null) return;
    this.#gatherTimer ??= setTimeout(() => {
      this.#gatherTimer = undefined;
      this.#ask();
    }, GATHER_MS);
  }

  #ask(): void {
    if (this.#state !== 'live') return;
    const ids = [this.#idsOf('contact'), this.#idsOf('member')] as const;
    // The same people in another order, as after each message that moves a row, are the same question.
    const asked = JSON.stringify(ids.map((some) => [...some].sort()));
    if (asked === this.#asked) return;
    this.#asked = asked;
    // Of whoever is not asked about any more nothing is told, so nothing may be remembered.
    const keys = new Set([...ids[0].map((id) => keyOf('contact', id)), ...ids[1].map((id) => keyOf('member', id))]);
    for (const key of this.#online.keys()) if (!keys.has(key)) this.#online.delete(key);
    if (!this.stream.watch(...ids)) this.#lose();
  }

  #take(frame: PresenceFrame): void {
    this.#lost = false;
    for (const kind of ['contact', 'member'] as const) {
      for (const { id, online, last_seen_at } of frame[LISTS[kind]]) {
        const key = keyOf(kind, id);
        // Went while nobody told us: at the latest now.
        const seenAt = last_seen_at ?? (this.#online.get(key) === true ? new Date().toISOString() : null);
        if (!online && seenAt !== null) this.#seenAt.set(key, seenAt);
        this.#online.set(key, online);
        this.#changed(key);
      }
    }
  }

  #streamChanged(state: StreamState): void {
    this.#state = state;
    if (state === 'live') {
      clearTimeout(this.#believeTimer);
      this.#believeTimer = undefined;
      this.#lost = false;
      this.#asked = '';
      this.#ask();
    } else if (state === 'down') this.#believeTimer ??= setTimeout(() => this.#lose(), BELIEVED_MS);
  }

  #lose(): void {
    this.#lost = true;
    for (const [key, online] of this.#online) if (online) this.#seenAt.set(key, new Date().toISOString());
    this.#online.clear();
    for (const key of this.#people.keys()) this.#changed(key);
  }

  #changed(key: string): void {
    for (const host of this.#people.get(key)?.hosts ?? []) host();
  }
}

const keyOf = (kind: PresenceKind, id: string): string => `${kind} ${id}`;

const later = (a: string | null, b: string | null): string | null => (a === null || (b !== null && b > a) ? b : a);
