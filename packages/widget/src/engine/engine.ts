import type {
  LinkOutcome,
  LinkResult,
  Message,
  MessageBody,
  PageAttributesResult,
  WidgetMessages,
  WidgetSendResult,
  WidgetServerFrame,
} from '@chatku/schemas';
import { createBackoff } from './backoff.js';
import type { ChatView, RefusedReason } from './chat.js';
import type { Engine, EngineOptions } from './engine-shape.js';
import { createIdentity, type Session } from './identity.js';
import { createOwners, GUEST } from './owners.js';
import { openStream, type Stream } from './stream.js';
import { createThread } from './thread.js';
import { createWire } from './wire.js';
import { after, createStore, openChannel, type Store, secret, uuid } from './world.js';

/** A guest is greeted only after this long: a known customer's `setUser` may be coming. */
export const GRACE_MS = 1500;
const TYPING_SHOWN_MS = 6000;
const TYPING_TOLD_MS = 3000;
/** Of what waits to be told, the newest stay: no more than the server takes in a minute. */
const ACTS_MAX = 50;
/** Failures of the socket in a row after which the history is fetched over HTTP as well. */
const SOCKET_FAILURES = 2;

/** What is shown of nobody. */
const EMPTY = {
  refused: null,
  loaded: false,
  hasOlder: false,
  loadingOlder: false,
  unread: 0,
  typing: null,
  linkQuestion: null,
} as const satisfies Partial<ChatView>;

/** Makes the engine of one page view. It does nothing until the visitor interacts or the page calls `setUser`. */
export const createEngine = ({ api, bot, looks, guests, world, tell, graceMs }: EngineOptions): Engine => {
  const store = (reach: () => Storage) => createStore(`chatku:${bot}:`, reach);
  const browser = store(() => world.localStorage);
  // What cannot be reached is kept in memory.
  const tab = store(() => (guests === 'none' ? null! : world.sessionStorage));
  const local: Store = (name, value) => (guests && name === 'guest' ? tab : browser)(name, value);
  const page = secret(world);
  const wire = createWire(world, `${api}/v1/bots/${bot}/widget/`, page);
  const owners = createOwners(world, tab);
  const thread = createThread();
  let channel: BroadcastChannel | null = null;
  const listeners = new Set<() => void>();
  const lineRetry = createBackoff(world);
  const sendRetry = createBackoff(world);

  let stream: Stream | null = null;
  let cursor = '';
  let before: string | null = null;
  /** For whom a history, a message, an act are on their way: one of each at a time. */
  let fetching: Session | null = null;
  let sending: Session | null = null;
  let telling: Session | null = null;
  /**
   * What waits for a session: the opening of the panel, and what the page says and does for its visitor; as the route's last
   * word, and its body. It is told in order, and dies with the person it was said for. Told twice it does no more than once:
   * the server knows it by its `client_id`, or it is such that it may be said again.
   */
  let acts: (readonly [path: 'open' | 'contact' | 'flows' | 'events' | 'tags' | 'pre-chat', body: object])[] = [];
  let link: { nonce: string; guest_token: string } | null = null;
  let stopShowingTyping: (() => void) | undefined;
  let toldTypingAt = 0;
  let panelOpen = false;
  /** The visitor opened the panel or wrote: a guest may be made. */
  let interacted = false;
  /** The grace is over, or the visitor wrote and does not wait for it. */
  let graceOver = false;

  const warn = (line: string) => world.console.warn(`Chatku: ${line}`);

  let view: ChatView = { ...EMPTY, generation: 0, connection: 'idle', identity: 'none', settling: false, messages: [] };

  const update = (patch: Partial<ChatView> = {}) => {
    const { settling, owner, blank, who } = identity;
    const waiting = owner.entries.filter((entry) => !blank && (entry.fresh || !settling));
    const { unread } = view;
    view = { ...view, identity: who.kind, settling, messages: thread.show(waiting), ...patch };
    if (view.unread !== unread) tell('unread', { count: view.unread });
    for (const listener of listeners) listener();
  };
  /** Not connected, or not yet. */
  const away = () => update({ connection: view.loaded ? 'reconnecting' : 'connecting', typing: null });

  const hangUp = () => {
    stream?.close();
    stream = null;
  };

  const identity = createIdentity(world, wire, local, tab, (message) => channel?.postMessage(message), owners, {
    left(wasSomebody, isOther) {
      hangUp();
      lineRetry.reset();
      sendRetry.reset();
      thread.clear();
      fetching = sending = telling = link = before = null;
      // What was said before anybody came goes to whoever comes first.
      if (wasSomebody || isOther) acts = [];
      else acts = acts.filter(([path]) => path !== 'open');
      if (panelOpen) act('open', {});
      if (wasSomebody) interacted = panelOpen;
      update({ ...EMPTY, generation: view.generation + 1, connection: interacted ? 'connecting' : 'idle' });
    },
    began(_, same, outcome) {
      changed(same);
      askAboutLink(outcome);
      void tellActs();
      void fetchHistory();
    },
    nobody(same) {
      if (!same) changed(same);
      wantGuest();
    },
    waiting: away,
    refused(code) {
      hangUp();
      if (code === 'origin_not_allowed') warn('This origin is not allowed: add it to the bot.');
      tell('error', { code });
      update({ connection: 'refused', refused: code as RefusedReason });
    },
    attributes: (said) => act('contact', said),
    settled(result, requestId) {
      // What was said meanwhile was meant for a user who did not come.
      if (result.status !== 'verified') acts = acts.filter(([path]) => path === 'open');
      tell('identity', { ...identity.who, result, ...(requestId && { requestId }) });
    },
    warn,
  });
  // Closed while the page is frozen: a message would throw it out of the back/forward cache. It asks when it wakes.
  const listen = () => {
    channel = openChannel(world, `chatku:${bot}`);
    if (channel) channel.onmessage = ({ data }) => identity.heard(data ?? {});
  };
  listen();

  void owners.restore(owners.of(GUEST)).then(() => update());
  void graceMs.then((leftMs) => after(world, leftMs, endGrace));

  function endGrace() {
    graceOver = true;
    wantGuest();
  }

  /** Somebody else may be here, with a draft and a queue of their own. */
  function changed(same: boolean) {
    update({ generation: view.generation + +!same });
    tell('identity', identity.who);
  }

  /** Makes the guest's session when the visitor wants to talk and no one else is about to be identified. */
  function wantGuest() {
    if (!interacted || !graceOver || view.refused) return;
    void identity.beGuest();
  }

  /** Is `session` still who the page is? Everything that waited for the server asks before it touches the screen. */
  const still = (session: Session) => identity.session === session;

  async function fetchHistory(): Promise<void> {
    const { session } = identity;
    if (!session || fetching === session) return;
    fetching = session;
    hangUp();
    away();
    const { body, code, afterMs } = await wire<WidgetMessages>('GET', 'messages', session);
    if (!still(session)) return;
    fetching = null;
    if (!body) {
      if (!code || !identity.ended(code)) lost(afterMs);
      return;
    }
    identity.worked();
    thread.clear();
    thread.prepend(body.items);
    const { newest } = thread;
    if (newest) thread.seenByAgent(newest.conversation_id, body.agent_seen_seq);
    before = body.before;
    cursor = body.after;
    forgetSent();
    // Sockets fail and this works: before an open chat it is done every few seconds.
    if (panelOpen) lineRetry.tries = Math.min(lineRetry.tries, SOCKET_FAILURES + 1);
    update({ loaded: true, hasOlder: !!before, loadingOlder: false, unread: body.unread });
    connect();
    goOn();
  }

  /** What waits for a session that works. */
  function goOn() {
    void flush();
    void tellActs();
  }

  function connect() {
    const { session } = identity;
    if (!session) return;
    const { token, epoch } = session;
    const hello = { type: 'hello', protocol: 1, bot_id: bot, token, page, epoch, after: cursor };
    stream = openStream(world, `${api.replace('http', 'ws')}/v1/widget/socket`, hello, (frame) => {
      if (!still(session)) return;
      if (!frame) lost();
      else if (frame.epoch === epoch) take(frame);
    });
  }

  /** The connection is gone: tries again later, by socket, or from the history on when sockets keep failing. */
  function lost(afterMs?: number) {
    hangUp();
    lineRetry.later(() => (view.loaded && lineRetry.tries <= SOCKET_FAILURES ? connect() : void fetchAnew()), afterMs);
    away();
  }

  /** Without a socket there is no ping, so the session's heartbeat goes over HTTP before the history. */
  async function fetchAnew() {
    const { session } = identity;
    if (!session) return;
    const { code } = await wire('POST', 'heartbeat', session);
    if (still(session) && !(code && identity.ended(code))) void fetchHistory();
  }

  function take(frame: WidgetServerFrame) {
    if (frame.type === 'welcome') {
      lineRetry.reset();
      identity.worked();
      update({ connection: 'online' });
      sendRetry.reset();
      goOn();
    } else if (frame.type === 'typing') {
      stopShowingTyping?.();
      stopShowingTyping = after(world, TYPING_SHOWN_MS, () => update({ typing: null }));
      update({ typing: frame.author });
    } else if (frame.type === 'event') {
      const { event } = frame;
      cursor = frame.cursor;
      if (event.type === 'message') arrived(event.message);
      if (event.type === 'history_changed') void fetchHistory();
      if (event.type === 'agent_seen') {
        thread.seenByAgent(event.conversation_id, event.seq);
        update();
      }
    } else if (frame.type === 'bye') {
      hangUp();
      if (frame.code === 'resync_required') void fetchHistory();
      else if (!identity.ended(frame.code)) lost();
    }
  }

  function arrived(message: Message) {
    if (!thread.put(message)) return;
    const { author, id: messageId, conversation_id: conversationId } = message;
    forgetSent();
    update(author === 'bot' || author === 'agent' ? { typing: null, unread: view.unread + 1 } : {});
    tell('message', { messageId, conversationId, author });
  }

  /** What the server has stored leaves the queue. */
  function forgetSent() {
    const { owner } = identity;
    owner.entries = owner.entries.filter((entry) => !thread.has(entry.clientId));
    void owners.save(owner);
  }

  function write(text: string, reply?: MessageBody['reply']) {
    if (!text.trim()) return;
    const { owner } = identity;
    owner.entries.push({
      clientId: uuid(world),
      text,
      reply,
      createdAtMs: world.Date.now(),
      state: 'queued',
      fresh: true,
    });
    void owners.save(owner);
    interacted = true;
    if (view.connection === 'idle') away();
    else update();
    void flush();
    endGrace();
  }

  /** Sends what is queued, one after the other, so that the order is the visitor's. */
  async function flush(): Promise<void> {
    const { session, owner } = identity;
    const entry = owner.entries.find(({ state }) => state !== 'failed');
    if (!session || sending === session || !entry) return;
    sending = session;
    entry.state = 'sending';
    update();
    const { body, code, afterMs } = await wire<WidgetSendResult>('POST', 'messages', session, {
      client_id: entry.clientId,
      text: entry.text,
      reply: entry.reply,
      tab_secret: session.kind === 'guest' ? owners.tabSecret() : undefined,
    });
    // Whoever comes next decides; the same person brings the same client id, so nothing is doubled.
    entry.state = 'queued';
    if (!still(session)) return;
    sending = null;
    if (body) {
      identity.worked();
      sendRetry.reset();
      arrived(body.message);
      // Where no socket brings them, answers are fetched.
      if (view.connection !== 'online') lineRetry.hurry();
    } else if (!code) sendRetry.later(goOn, afterMs);
    else if (!identity.ended(code)) {
      entry.state = 'failed';
      void owners.save(owner);
      tell('error', { code });
    }
    update();
    if (body || entry.state === 'failed') void flush();
  }

  function act(...said: (typeof acts)[number]) {
    acts = [...acts, said].slice(-ACTS_MAX);
    void tellActs();
  }

  async function tellActs(): Promise<void> {
    const { session } = identity;
    const [first] = acts;
    if (!session || telling === session || !first) return;
    telling = session;
    const [path, said] = first;
    const method = path === 'contact' ? 'PATCH' : 'POST';
    const { body, code, afterMs } = await wire<Partial<PageAttributesResult>>(method, path, session, said);
    if (telling !== session) return;
    telling = null;
    const isOver = code && still(session) && !identity.ended(code);
    if (isOver) {
      warn(`${path} was not taken: ${code}.`);
      tell('error', { code });
    }
    if (body || isOver) {
      acts = acts.filter((other) => other !== first);
      identity.warnOf(body?.dropped);
      void tellActs();
    } else if (!code) sendRetry.later(goOn, afterMs);
  }

  function askAboutLink(outcome: LinkOutcome | undefined) {
    const guest = local('guest');
    if (outcome?.kind !== 'ask' || !guest) return;
    // Answered too late it is refused by the server, and nothing happens.
    link = { nonce: outcome.nonce, guest_token: guest };
    update({ linkQuestion: { messages: outcome.messages, lastAtMs: Date.parse(outcome.last_at) } });
  }

  return {
    looks,
    picture: looks.avatar && `${api}/w/a/${bot}/${looks.avatar}`,
    get view() {
      return view;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    opened() {
      if (panelOpen) return;
      panelOpen = interacted = true;
      if (view.connection === 'idle') away();
      act('open', {});
      wantGuest();
    },
    closed() {
      panelOpen = false;
    },
    send: (text) => write(text),
    press: ({ body: { step_id } }, button_id, label) => write(label, step_id ? { step_id, button_id } : undefined),
    retry(key) {
      const { owner } = identity;
      for (const entry of owner.entries) if (entry.clientId === key) entry.state = 'queued';
      update();
      void flush();
    },
    async loadOlder() {
      const { session } = identity;
      if (!session || !before || view.loadingOlder) return;
      update({ loadingOlder: true });
      const { body, code } = await wire<WidgetMessages>('GET', `messages?before=${before}`, session);
      // A history that was fetched anew meanwhile has its own pages.
      if (!still(session) || !view.loadingOlder) return;
      if (body) {
        thread.prepend(body.items);
        before = body.before;
      }
      update({ loadingOlder: false, hasOlder: !!before });
      if (code) identity.ended(code);
    },
    seen() {
      const { session } = identity;
      const { newest } = thread;
      if (!session || !newest || !view.unread) return;
      update({ unread: 0 });
      void wire('POST', 'seen', session, { conversation_id: newest.conversation_id, seq: newest.seq });
    },
    typing() {
      const now = world.Date.now();
      if (now - toldTypingAt < TYPING_TOLD_MS) return;
      toldTypingAt = now;
      stream?.send({ type: 'typing' });
    },
    answerLink(answer) {
      const { session } = identity;
      const asked = link;
      if (!session || !asked) return;
      link = null;
      update({ linkQuestion: null });
      void wire<LinkResult>('POST', 'link', session, { ...asked, answer }).then(({ body, code }) => {
        if (!still(session)) return;
        if (code) identity.ended(code);
        if (body?.link.kind === 'linked') {
          identity.linked(asked.guest_token);
          void fetchHistory();
        }
      });
    },
    get draft() {
      const { owner, settling, blank } = identity;
      return blank || (settling && !owner.draftFresh) ? '' : owner.draft;
    },
    set draft(text) {
      const { owner, blank } = identity;
      if (blank) return;
      owner.draft = text;
      owner.draftFresh = true;
      void owners.save(owner);
    },

    act,
    setUser: identity.setUser,
    logout() {
      acts = acts.filter(([path]) => path === 'open');
      return identity.logout();
    },
    setAttributes: (given) => act('contact', identity.sorted(given).attributes),
    startFlow: (ref) => act('flows', { client_id: uuid(world), ref: `${ref}` }),
    trackEvent: (name, data) =>
      act('events', { client_id: uuid(world), name: `${name}`, data: identity.sorted(data).attributes }),
    addTag: (name) => act('tags', { name: `${name}` }),
    identity: () => identity.who,
    freeze() {
      identity.hide();
      channel?.close();
      channel = null;
    },
    thaw() {
      listen();
      void identity.ask();
      identity.hurry();
    },
    wake() {
      identity.hurry();
      lineRetry.hurry();
      sendRetry.hurry();
      stream?.ping();
    },
  };
};
