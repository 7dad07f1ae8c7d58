import type { Message } from '@chatku/schemas';
import { WebSocket } from 'ws';
import { type Tab, Browser as TabBrowser } from '../../packages/widget/src/engine/browser.fixture.js';
import { createEngine } from '../../packages/widget/src/engine/engine.js';
import type { FarEnd } from '../../packages/widget/src/engine/far-end.fixture.js';

/**
 * How much faster than a real one the page's time passes at first: its patience with a silent server (12 and 20 s), its pings, its waits
 * before it tries again. The server and the network know nothing of it, and a busy machine may well not answer within that patience: then
 * the page gives up each time, for ever, and nothing is wrong but the clock. So it can be slowed down.
 */
const TIMES_FASTER = 8;
const LOOKS = { title: 'Kedai Senja', colour: '#0f766e' };

/** The page's clock: it runs by itself, fast. */
class FastClock {
  readonly #timers = new Map<number, NodeJS.Timeout>();
  #begunAt = performance.now();
  #begunMs = Date.now();
  #timesFaster = TIMES_FASTER;
  #last = 0;

  get nowMs(): number {
    return this.#begunMs + (performance.now() - this.#begunAt) * this.#timesFaster;
  }

  /** From now on half as fast, and never slower than a real one. What waits already is waited for as before. */
  slowDown(): void {
    this.#begunMs = this.nowMs;
    this.#begunAt = performance.now();
    this.#timesFaster = Math.max(1, this.#timesFaster / 2);
  }

  set(work: () => void, delayMs = 0): number {
    const timer = ++this.#last;
    const run = () => {
      this.#timers.delete(timer);
      work();
    };
    this.#timers.set(timer, setTimeout(run, Math.max(0, delayMs) / this.#timesFaster));
    return timer;
  }

  clear(timer: number): void {
    clearTimeout(this.#timers.get(timer));
    this.#timers.delete(timer);
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}

/** A message as a visitor sees it: whose it is, where it stands, what it says. */
export interface Seen {
  readonly key: string;
  readonly conversationId: string | null;
  readonly seq: number | null;
  readonly author: string;
  readonly text: string;
}

/** The same, of a history that was just fetched. */
export const seenIn = (history: readonly Message[]): Seen[] =>
  history.map(({ id, client_id: clientId, conversation_id: conversationId, seq, author, body }) => ({
    key: author === 'visitor' ? (clientId ?? id) : id,
    conversationId,
    seq,
    author,
    text: body.text,
  }));

/** A browser with one page, whose widget is the real engine, speaking real HTTP and WebSockets to an address. */
export class StormyPage {
  readonly #clock = new FastClock();
  readonly #browser: TabBrowser;
  readonly #sockets = new Set<WebSocket>();
  #tab: Tab;
  #engine: ReturnType<typeof createEngine>;

  /** @param api where the page believes the server is, without a slash at the end */
  constructor(
    private readonly api: string,
    private readonly botId: string,
    /** Called with the view after each of its changes. */
    private readonly look: () => void,
  ) {
    const network = {
      clock: this.#clock,
      fetch: async (browser: TabBrowser, url: string, init: RequestInit) => {
        if (browser.isOffline) throw new TypeError('Failed to fetch');
        return fetch(url, init);
      },
      socketClass: (browser: TabBrowser) => this.#socketClass(browser),
    };
    this.#browser = new TabBrowser(network as unknown as FarEnd);
    this.#tab = this.#browser.tab();
    this.#engine = this.#load();
  }

  get engine(): ReturnType<typeof createEngine> {
    return this.#engine;
  }

  /** What the panel would show, from the top. */
  get seen(): Seen[] {
    return this.#engine.view.messages.map(({ key, conversationId, seq, author, body }) => ({
      key,
      conversationId,
      seq,
      author,
      text: body.text,
    }));
  }

  get guestToken(): string | null {
    return this.#browser.local.get(`chatku:${this.botId}:guest`) ?? null;
  }

  /** The page is loaded anew in the same tab. */
  reload(): void {
    const { session } = this.#tab;
    this.#tab.isGone = true;
    for (const socket of this.#sockets) socket.terminate();
    this.#tab = this.#browser.tab(session);
    this.#engine = this.#load();
  }

  goOffline(): void {
    this.#browser.isOffline = true;
    for (const socket of this.#sockets) socket.terminate();
  }

  comeOnline(): void {
    this.#browser.isOffline = false;
    this.#engine.wake();
  }

  /** Its time passes half as fast as before, down to that of everybody. */
  slowDown(): void {
    this.#clock.slowDown();
  }

  close(): void {
    this.#tab.isGone = true;
    this.#clock.stop();
    for (const socket of this.#sockets) socket.terminate();
  }

  #load(): ReturnType<typeof createEngine> {
    const engine = createEngine({
      api: this.api,
      bot: this.botId,
      looks: LOOKS,
      world: this.#tab.world,
      tell: () => {},
      graceMs: Promise.resolve(0),
    });
    engine.subscribe(() => {
      if (this.#engine === engine) this.look();
    });
    return engine;
  }

  #socketClass(browser: TabBrowser): typeof globalThis.WebSocket {
    const sockets = this.#sockets;
    class PageSocket extends WebSocket {
      constructor(url: string) {
        super(url);
        sockets.add(this);
        // A browser says of a failure only that the socket closed.
        this.on('error', () => {});
        this.on('close', () => sockets.delete(this));
        if (browser.isOffline) this.terminate();
      }
    }
    return PageSocket as unknown as typeof globalThis.WebSocket;
  }
}
