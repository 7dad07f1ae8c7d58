import {
  type ConversationStatus,
  type ConversationSummary,
  fetchConversation,
  fetchConversations,
  fetchMessages,
  markSeen,
  sendReply,
  setBotPaused,
  setConversationStatus,
} from '../data/conversations.js';
import { type ApiProblem, asProblem } from '../data/problem.js';
import type { StreamState, WorkspaceEvent, WorkspaceStream } from '../data/workspace-stream.js';
import {
  applyEvent,
  type Conversations,
  type InboxFilter,
  listed,
  putFetched,
  type Reach,
  unreadTotal,
} from './inbox-state.js';
import {
  addMessages,
  addOlder,
  addOutgoing,
  dropOutgoing,
  markOutgoing,
  type Outgoing,
  refresh,
  type Thread,
  threadOf,
} from './thread.js';

/** A list under way: how far it reaches and what stands in its way. */
type ListState = Reach & { readonly loading: boolean; readonly loaded: boolean; readonly problem: ApiProblem | null };
const NOT_LOADED: ListState = { next: null, horizon: null, loading: false, loaded: false, problem: null };

/** How long a visitor counts as typing after the last sign of it. */
const TYPING_MS = 5_000;

/** The id of what an event is about. */
const subjectOf = (event: WorkspaceEvent): string => {
  if (event.type === 'message') return event.message.conversation_id;
  return event.type === 'contact' ? event.contact_id : event.conversation_id;
};

const keyOf = (filter: Pick<InboxFilter, 'status' | 'botId'>): string => `${filter.status} ${filter.botId ?? ''}`;

/**
 * Conversations and threads as the screen shows them: fetched when asked for, kept current by the stream, with replies
 * that are on their way. Lives as long as somebody is signed in.
 */
export class InboxStore {
  #conversations: Conversations = new Map();
  #lists = new Map<string, ListState>();
  #threads = new Map<string, Thread>();
  #threadProblems = new Map<string, ApiProblem>();
  #typing = new Map<string, ReturnType<typeof setTimeout>>();
  #drafts = new Map<string, string>();
  /** When (in ticks) an event last spoke of a conversation or contact: an answer asked for earlier may be older. */
  #spokenOf = new Map<string, number>();
  #tick = 0;
  #fetching = new Map<string, 'once' | 'again'>();
  #olderUnderWay = new Set<string>();
  #seen = new Map<string, number>();
  #hosts = new Set<() => void>();
  #unlisten: (() => void) | null = null;
  // Grows when the store is emptied: an answer to a question of the former life is not put in place.
  #life = 0;

  constructor(private readonly stream: Pick<WorkspaceStream, 'listen' | 'sayTyping'>) {}

  // ── life ──

  start(): void {
    this.#unlisten ??= this.stream.listen({
      event: (event) => this.#take(event),
      typing: (id) => this.#showTyping(id),
      resync: () => void this.#resync(),
      state: (state) => this.#streamChanged(state),
    });
    // The unread count in the navigation is wanted on every page.
    void this.loadList({ status: 'open', botId: null });
  }

  /** Forgets everything: the next person at this browser sees nothing of it. */
  stop(): void {
    this.#unlisten?.();
    this.#unlisten = null;
    this.#life++;
    for (const timer of this.#typing.values()) clearTimeout(timer);
    this.#conversations = new Map();
    for (const map of [
      this.#lists,
      this.#threads,
      this.#threadProblems,
      this.#typing,
      this.#drafts,
      this.#fetching,
      this.#spokenOf,
    ]) {
      map.clear();
    }
    this.#seen.clear();
    this.#changed();
  }

  /** Calls back after each change; call what is returned to end it. */
  listen(changed: () => void): () => void {
    this.#hosts.add(changed);
    return () => this.#hosts.delete(changed);
  }

  #changed(): void {
    for (const host of this.#hosts) host();
  }

  // ── what the screen shows ──

  list(filter: InboxFilter, keep: string | null = null): ConversationSummary[] {
    return listed(this.#conversations, filter, this.#lists.get(keyOf(filter)) ?? NOT_LOADED, keep);
  }

  listState(filter: InboxFilter): ListState {
    return this.#lists.get(keyOf(filter)) ?? NOT_LOADED;
  }

  conversation(id: string): ConversationSummary | undefined {
    return this.#conversations.get(id);
  }

  thread(id: string): Thread | undefined {
    return this.#threads.get(id);
  }

  threadProblem(id: string): ApiProblem | undefined {
    return this.#threadProblems.get(id);
  }

  isTyping(id: string): boolean {
    return this.#typing.has(id);
  }

  get unread(): number {
    return unreadTotal(this.#conversations);
  }

  /** A reply that was begun and not sent; kept while the person looks at other chats. */
  draft(id: string): string {
    return this.#drafts.get(id) ?? '';
  }

  setDraft(id: string, text: string): void {
    if (text === '') this.#drafts.delete(id);
    else this.#drafts.set(id, text);
    if (text !== '') this.stream.sayTyping(id);
  }

  // ── fetching ──

  /** Fetches the first page of a list, or with `more` the page after what is known. */
  async loadList(filter: Pick<InboxFilter, 'status' | 'botId'>, more = false): Promise<void> {
    const key = keyOf(filter);
    const before = this.#lists.get(key) ?? NOT_LOADED;
    if (more && before.next === null) return;
    const life = this.#life;
    const began = this.#tick;
    this.#lists.set(key, { ...before, loading: true });
    this.#changed();
    try {
      const page = await fetchConversations(
        { status: filter.status, botId: filter.botId ?? undefined },
        { before: more ? before.next : null },
      );
      if (life !== this.#life) return;
      for (const one of page.items) {
        if (this.#isOld(one, began)) void this.#fetchConversation(one.id);
        else this.#put(one);
      }
      const horizon = page.items.at(-1)?.updated_at ?? before.horizon;
      this.#lists.set(key, { next: page.next, horizon, loading: false, loaded: true, problem: null });
      if (!more) this.#fetchStrays({ ...filter, unreadOnly: false }, page.items);
    } catch (reason) {
      if (life !== this.#life) return;
      this.#lists.set(key, { ...before, loading: false, problem: asProblem(reason) });
    }
    this.#changed();
  }

  /** Rows we believed to be on this page and the API did not name: they have moved on while we were not listening. */
  #fetchStrays(filter: InboxFilter, named: readonly ConversationSummary[]): void {
    const ids = new Set(named.map((one) => one.id));
    for (const one of this.list(filter)) if (!ids.has(one.id)) void this.#fetchConversation(one.id);
  }

  /** Makes a conversation and its newest messages ready for the screen. */
  async open(id: string): Promise<void> {
    if (!this.#conversations.has(id)) void this.#fetchConversation(id);
    if (!this.#threads.has(id)) await this.#fetchThread(id);
  }

  async loadOlder(id: string): Promise<void> {
    const thread = this.#threads.get(id);
    if (thread === undefined || thread.before === null || this.#olderUnderWay.has(id)) return;
    const life = this.#life;
    this.#olderUnderWay.add(id);
    try {
      const page = await fetchMessages(id, thread.before);
      const now = this.#threads.get(id);
      if (life === this.#life && now !== undefined && now.before === thread.before) {
        this.#threads.set(id, addOlder(now, page));
      }
    } catch (reason) {
      if (life === this.#life) this.#threadProblems.set(id, asProblem(reason));
    }
    this.#olderUnderWay.delete(id);
    this.#changed();
  }

  async #fetchThread(id: string): Promise<void> {
    const life = this.#life;
    const began = this.#tick;
    try {
      const page = await fetchMessages(id);
      if (life !== this.#life) return;
      const known = this.#threads.get(id);
      this.#threads.set(id, known === undefined ? threadOf(page) : refresh(known, page));
      this.#threadProblems.delete(id);
      // An event came while there was no thread to put it into.
      if (known === undefined && (this.#spokenOf.get(id) ?? 0) > began) await this.#fetchThread(id);
    } catch (reason) {
      if (life !== this.#life) return;
      this.#threadProblems.set(id, asProblem(reason));
    }
    this.#changed();
  }

  /** Fetches a row; several announcements while one answer is under way become one more fetch. */
  async #fetchConversation(id: string): Promise<void> {
    if (this.#fetching.has(id)) {
      this.#fetching.set(id, 'again');
      return;
    }
    const life = this.#life;
    const began = this.#tick;
    this.#fetching.set(id, 'once');
    let again = false;
    try {
      const fetched = await fetchConversation(id);
      if (life !== this.#life) return;
      again = this.#put(fetched) || this.#isOld(fetched, began);
    } catch (reason) {
      if (life !== this.#life) return;
      const problem = asProblem(reason);
      if (problem.code === 'not_found') this.#forget(id);
      if (!this.#conversations.has(id)) this.#threadProblems.set(id, problem);
    }
    again ||= this.#fetching.get(id) === 'again';
    this.#fetching.delete(id);
    this.#changed();
    if (again) await this.#fetchConversation(id);
  }

  /** May this row, asked for at tick `began`, be older than an event that has been applied since? */
  #isOld(one: ConversationSummary, began: number): boolean {
    return Math.max(this.#spokenOf.get(one.id) ?? 0, this.#spokenOf.get(one.contact.id) ?? 0) > began;
  }

  /** @returns whether the row was overtaken on its way, and must be fetched again. */
  #put(fetched: ConversationSummary): boolean {
    const { conversations, overtaken } = putFetched(this.#conversations, fetched);
    this.#conversations = conversations;
    const thread = this.#threads.get(fetched.id);
    if (!overtaken && thread !== undefined && (thread.messages.at(-1)?.seq ?? 0) < fetched.last_seq) {
      void this.#fetchThread(fetched.id);
    }
    return overtaken;
  }

  #forget(id: string): void {
    const next = new Map(this.#conversations);
    next.delete(id);
    this.#conversations = next;
    this.#threads.delete(id);
  }

  // ── the stream ──

  #take(event: WorkspaceEvent): void {
    const { conversations, stale } = applyEvent(this.#conversations, event);
    this.#conversations = conversations;
    this.#spokenOf.set(subjectOf(event), ++this.#tick);
    if (event.type === 'message') {
      const { message } = event;
      if (message.author === 'visitor') this.#hideTyping(message.conversation_id);
      const thread = this.#threads.get(message.conversation_id);
      if (thread !== undefined) {
        const added = addMessages(thread, [message]);
        this.#threads.set(message.conversation_id, added.thread);
        if (added.gap) void this.#fetchThread(message.conversation_id);
      }
    }
    if (event.type === 'contact') {
      // Linking a guest's thread marks messages that are already on the screen.
      for (const id of stale) if (this.#threads.has(id)) void this.#fetchThread(id);
    }
    for (const id of stale) void this.#fetchConversation(id);
    this.#changed();
  }

  /** Events may have been missed: everything that is shown is fetched anew. */
  async #resync(): Promise<void> {
    const lists = [...this.#lists.keys()];
    await Promise.all([
      ...lists.map((key) => {
        const [status, botId] = key.split(' ') as [ConversationStatus, string];
        return this.loadList({ status, botId: botId === '' ? null : botId });
      }),
      ...[...this.#threads.keys()].map((id) => this.#fetchThread(id)),
      ...[...this.#threads.keys()].map((id) => this.#fetchConversation(id)),
    ]);
  }

  #streamChanged(state: StreamState): void {
    if (state === 'live') {
      // What failed for want of a network goes out now; the client id keeps it from being stored twice.
      for (const [id, thread] of this.#threads) {
        for (const one of thread.outgoing) if (one.problem?.code === 'unreachable') void this.#post(id, one);
      }
    }
    this.#changed();
  }

  #showTyping(id: string): void {
    clearTimeout(this.#typing.get(id));
    this.#typing.set(
      id,
      setTimeout(() => this.#hideTyping(id), TYPING_MS),
    );
    this.#changed();
  }

  #hideTyping(id: string): void {
    clearTimeout(this.#typing.get(id));
    if (this.#typing.delete(id)) this.#changed();
  }

  // ── acting ──

  /** Sends a reply. It stands in the thread at once and is marked when it could not be stored. */
  async send(id: string, text: string): Promise<void> {
    const outgoing: Outgoing = { client_id: crypto.randomUUID(), text, at: new Date().toISOString(), problem: null };
    this.#drafts.delete(id);
    await this.#post(id, outgoing);
  }

  /** Sends a failed reply again, under the same client id. */
  async retry(id: string, clientId: string): Promise<void> {
    const outgoing = this.#threads.get(id)?.outgoing.find((one) => one.client_id === clientId);
    if (outgoing !== undefined) await this.#post(id, outgoing);
  }

  discard(id: string, clientId: string): void {
    this.#edit(id, (thread) => dropOutgoing(thread, clientId));
  }

  async #post(id: string, outgoing: Outgoing): Promise<void> {
    const life = this.#life;
    this.#edit(id, (thread) => addOutgoing(thread, { ...outgoing, problem: null }));
    try {
      const stored = await sendReply(id, { client_id: outgoing.client_id, text: outgoing.text });
      if (life !== this.#life) return;
      const thread = this.#threads.get(id);
      if (thread === undefined) return;
      const added = addMessages(thread, [stored]);
      // A hole before our own message: others were quicker, and the newest page has them all.
      this.#threads.set(id, added.gap ? dropOutgoing(thread, outgoing.client_id) : added.thread);
      if (added.gap) await this.#fetchThread(id);
      void this.#fetchConversation(id);
    } catch (reason) {
      if (life !== this.#life) return;
      const problem = asProblem(reason);
      this.#edit(id, (thread) => markOutgoing(thread, outgoing.client_id, problem));
    }
    this.#changed();
  }

  #edit(id: string, change: (thread: Thread) => Thread): void {
    const thread = this.#threads.get(id);
    if (thread === undefined) return;
    this.#threads.set(id, change(thread));
    this.#changed();
  }

  /** Tells the API that somebody has read a conversation up to its newest message. Says it once. */
  async markRead(id: string): Promise<void> {
    const seq = this.#threads.get(id)?.messages.at(-1)?.seq ?? 0;
    const conversation = this.#conversations.get(id);
    if (seq === 0 || conversation === undefined || conversation.unread === 0 || (this.#seen.get(id) ?? 0) >= seq)
      return;
    const life = this.#life;
    this.#seen.set(id, seq);
    try {
      await markSeen(id, seq);
      if (life === this.#life) await this.#fetchConversation(id);
    } catch (reason) {
      asProblem(reason);
      // Not worth a message to the person: it is said again with the next one.
      this.#seen.delete(id);
    }
  }

  /** @throws ApiProblem */
  async setStatus(id: string, status: ConversationStatus): Promise<void> {
    await setConversationStatus(id, status);
    await this.#fetchConversation(id);
  }

  /** @throws ApiProblem */
  async setBotPaused(id: string, paused: boolean): Promise<void> {
    await setBotPaused(id, paused);
    await this.#fetchConversation(id);
  }
}
