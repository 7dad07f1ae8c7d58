import {
  CONSOLE_SOCKET_PATH,
  type ConsoleClientFrame,
  type ConsoleServerFrame,
  type PROTOCOL_VERSION,
  type WorkspaceEvent,
} from '@chatku/schemas';

export type { WorkspaceEvent };

/** `connecting` until the first welcome, `live` while events flow, `down` between attempts. */
export type StreamState = 'connecting' | 'live' | 'down';

export type StreamListener = {
  /** Something durable happened. */
  event?(event: WorkspaceEvent): void;
  /** A visitor is typing; lasts a few seconds. */
  typing?(conversationId: string): void;
  /** Who is online, of those who are watched. */
  presence?(frame: Extract<ConsoleServerFrame, { type: 'presence' }>): void;
  /** Events may have been missed: fetch anew what is shown. */
  resync?(): void;
  state?(state: StreamState): void;
};

type Watch = Extract<ConsoleClientFrame, { type: 'watch' }>;

const protocol: typeof PROTOCOL_VERSION = 1;
const PING_EVERY_MS = 25_000;
/** Silence after a ping for so long means that the connection is dead; however late a hidden tab pings. */
const SILENCE_MS = 12_000;
const RETRY_FIRST_MS = 500;
const RETRY_LAST_MS = 30_000;
/** From this attempt on they are as rare as they become. */
const ATTEMPT_LAST = 6;
/** A connection that was live for so long was a good one: the next attempt is an early one again. */
const GOOD_AFTER_MS = 5_000;
/** ... and after so long a server that refused to be asked who is online is asked once more: it may be a newer one. */
const WATCH_AGAIN_MS = 60_000;
/** The server did not understand a frame. */
const CLOSED_AS_MALFORMED = 4400;
/** The server had too many sockets of this member. */
const CLOSED_AS_CROWDED = 4429;
const TYPING_EVERY_MS = 3_000;

/**
 * The workspace's event stream over one socket. It reconnects by itself and says `after: <cursor>`, so that nothing is
 * lost or doubled; where the server cannot bridge the hole, listeners are told to fetch anew.
 */
export class WorkspaceStream {
  #listeners = new Set<StreamListener>();
  #socket: WebSocket | null = null;
  #cursor: string | null = null;
  #state: StreamState = 'connecting';
  #running = false;
  #attempt = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #pingTimer: ReturnType<typeof setInterval> | undefined;
  #silenceTimer: ReturnType<typeof setTimeout> | undefined;
  #goodTimer: ReturnType<typeof setTimeout> | undefined;
  #watchTimer: ReturnType<typeof setTimeout> | undefined;
  /** Whom this connection is to be asked about. */
  #watched: Watch | null = null;
  #saidWatch = false;
  /** False after a server older than this page had no `watch` yet. */
  #mayWatch = true;
  #lastTypingAt = new Map<string, number>();
  readonly #csrf: () => string | null;
  readonly #sessionExpired: () => void;

  constructor(options: { csrf: () => string | null; sessionExpired: () => void }) {
    this.#csrf = options.csrf;
    this.#sessionExpired = options.sessionExpired;
  }

  get state(): StreamState {
    return this.#state;
  }

  /** Adds a listener; call what is returned to take it away. */
  listen(listener: StreamListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    addEventListener('online', this.#tryNow);
    addEventListener('offline', this.#drop);
    document.addEventListener('visibilitychange', this.#tryNow);
    this.#connect();
  }

  stop(): void {
    this.#running = false;
    this.#cursor = null;
    this.#attempt = 0;
    this.#mayWatch = true;
    clearTimeout(this.#retryTimer);
    removeEventListener('online', this.#tryNow);
    removeEventListener('offline', this.#drop);
    document.removeEventListener('visibilitychange', this.#tryNow);
    this.#close();
    this.#become('connecting');
  }

  /** Tells the visitor that an agent is typing, at most every three seconds a conversation. */
  sayTyping(conversationId: string): void {
    const now = Date.now();
    if (now - (this.#lastTypingAt.get(conversationId) ?? 0) < TYPING_EVERY_MS) return;
    this.#lastTypingAt.set(conversationId, now);
    if (this.#state === 'live') this.#send({ type: 'typing', conversation_id: conversationId });
  }

  /**
   * Asks to be told who of these is online, and of nobody else; lasts as long as this connection.
   *
   * @returns false: a server that is older than this page did not understand it. It is asked later.
   */
  watch(contactIds: string[], memberIds: string[]): boolean {
    this.#watched = { type: 'watch', contact_ids: contactIds, member_ids: memberIds };
    if (this.#mayWatch) this.#sayWatch();
    return this.#mayWatch;
  }

  #sayWatch(): void {
    if (this.#watched === null) return;
    const { contact_ids, member_ids } = this.#watched;
    // A connection that was never asked tells of nobody anyway.
    if (!this.#saidWatch && contact_ids.length + member_ids.length === 0) return;
    this.#saidWatch = true;
    this.#send(this.#watched);
  }

  #tryNow = (): void => {
    if (!this.#running || document.visibilityState === 'hidden') return;
    if (this.#socket !== null) {
      // A laptop that slept: the socket may be dead without knowing.
      this.#ping();
      return;
    }
    this.#attempt = 0;
    this.#connect();
  };

  #drop = (): void => {
    if (this.#socket === null) return;
    this.#close();
    this.#retry();
  };

  #connect(): void {
    clearTimeout(this.#retryTimer);
    const csrf = this.#csrf();
    if (!this.#running || csrf === null) return;
    const url = new URL(CONSOLE_SOCKET_PATH, location.href);
    url.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:';
    const socket = new WebSocket(url);
    this.#socket = socket;
    socket.addEventListener('open', () => {
      this.#send({ type: 'hello', protocol, csrf, ...(this.#cursor === null ? {} : { after: this.#cursor }) });
      this.#pingTimer = setInterval(() => this.#ping(), PING_EVERY_MS);
    });
    socket.addEventListener('message', (message) => {
      if (this.#socket === socket) this.#take(JSON.parse(String(message.data)) as ConsoleServerFrame);
    });
    socket.addEventListener('close', ({ code }) => {
      if (this.#socket !== socket) return;
      // While nodes are replaced one by one, this page may be newer than the server its socket reached.
      if (code === CLOSED_AS_MALFORMED && this.#saidWatch) this.#mayWatch = false;
      this.#close();
      // Another tab took the place: to come back at once would only push out the next.
      if (code === CLOSED_AS_CROWDED) this.#attempt = ATTEMPT_LAST;
      this.#retry();
    });
  }

  #close(): void {
    clearInterval(this.#pingTimer);
    for (const timer of [this.#silenceTimer, this.#goodTimer, this.#watchTimer]) clearTimeout(timer);
    this.#silenceTimer = undefined;
    this.#watched = null;
    this.#saidWatch = false;
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #retry(): void {
    if (!this.#running) return;
    this.#become('down');
    const ceiling = Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** this.#attempt++);
    // Full jitter: a restarted server is not met by every console in the same second.
    this.#retryTimer = setTimeout(() => this.#connect(), ceiling / 2 + (Math.random() * ceiling) / 2);
  }

  #ping(): void {
    this.#send({ type: 'ping' });
    this.#silenceTimer ??= setTimeout(this.#drop, SILENCE_MS);
  }

  /** A welcome alone proves little: the server may send us away with its next word. */
  #prove(): void {
    this.#goodTimer = setTimeout(() => {
      this.#attempt = 0;
    }, GOOD_AFTER_MS);
    if (this.#mayWatch) return;
    this.#watchTimer = setTimeout(() => {
      this.#mayWatch = true;
      this.#sayWatch();
    }, WATCH_AGAIN_MS);
  }

  #send(frame: ConsoleClientFrame): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #take(frame: ConsoleServerFrame): void {
    clearTimeout(this.#silenceTimer);
    this.#silenceTimer = undefined;
    switch (frame.type) {
      case 'welcome': {
        const bridged = this.#cursor !== null;
        this.#cursor = frame.cursor;
        this.#prove();
        this.#become('live');
        if (!bridged) this.#tell('resync');
        return;
      }
      case 'event':
        this.#cursor = frame.cursor;
        for (const listener of this.#listeners) listener.event?.(frame.event);
        return;
      case 'typing':
        for (const listener of this.#listeners) listener.typing?.(frame.conversation_id);
        return;
      case 'presence':
        for (const listener of this.#listeners) listener.presence?.(frame);
        return;
      case 'pong':
        return;
      case 'bye':
        if (frame.code === 'session_expired') {
          this.stop();
          this.#sessionExpired();
        } else {
          // The hole is too wide: begin the stream anew, and its welcome tells everybody to fetch.
          if (frame.code === 'resync_required') this.#cursor = null;
          this.#drop();
        }
    }
  }

  #become(state: StreamState): void {
    if (this.#state === state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener.state?.(state);
  }

  #tell(what: 'resync'): void {
    for (const listener of this.#listeners) listener[what]?.();
  }
}
