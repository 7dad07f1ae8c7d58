import { createHash, randomBytes } from 'node:crypto';
import type { FarEnd } from './far-end.fixture.js';
import type { World } from './world.js';

/** Lets everything happen that needs no time. */
export const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
};

/** A clock moved by hand. */
export class Clock {
  nowMs = Date.UTC(2026, 10, 3, 9);
  #timers = new Map<number, { atMs: number; work: () => void }>();
  #last = 0;

  set(work: () => void, delayMs = 0): number {
    this.#timers.set(++this.#last, { atMs: this.nowMs + Math.max(0, delayMs), work });
    return this.#last;
  }

  clear(timer: number): void {
    this.#timers.delete(timer);
  }

  /** Moves on, running what comes due at its own time. */
  async pass(ms: number): Promise<void> {
    const endMs = this.nowMs + ms;
    await settled();
    for (;;) {
      const next = [...this.#timers].filter(([, { atMs }]) => atMs <= endMs).sort(([, a], [, b]) => a.atMs - b.atMs)[0];
      if (!next) break;
      this.#timers.delete(next[0]);
      this.nowMs = Math.max(this.nowMs, next[1].atMs);
      next[1].work();
      await settled();
    }
    this.nowMs = endMs;
  }
}

const storageOf = (entries: Map<string, string>, wrote = () => {}): Storage =>
  ({
    getItem: (key: string) => entries.get(key) ?? null,
    setItem(key: string, value: string) {
      entries.set(key, value);
      wrote();
    },
    removeItem(key: string) {
      entries.delete(key);
      wrote();
    },
  }) as Storage;

/** What the tabs of one browser share. */
export class Browser {
  readonly clock: Clock;
  readonly local = new Map<string, string>();
  isOffline = false;
  hasLocks = true;
  hasStorage = true;
  hasTls = true;
  /** How long it takes until a tab sees what another wrote to localStorage. Real browsers promise no time. */
  storageDelayMs = 0;
  readonly views = new Set<(written: Map<string, string>) => void>();
  #locks = new Map<string, Promise<unknown>>();
  #channels = new Set<{ name: string; onmessage: ((event: { data: unknown }) => void) | null }>();

  constructor(readonly farEnd: FarEnd) {
    this.clock = farEnd.clock;
  }

  /** A tab with its own sessionStorage. */
  tab(session = new Map<string, string>()): Tab {
    return new Tab(this, session);
  }

  /** The tab loads another page: of the one before only sessionStorage is left. */
  reload(tab: Tab): Tab {
    tab.isGone = true;
    return new Tab(this, tab.session);
  }

  lock<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.#locks.get(name) ?? Promise.resolve();
    const run = before.then(work, work);
    this.#locks.set(name, run);
    return run;
  }

  channel(name: string) {
    const channels = this.#channels;
    const channel = {
      name,
      onmessage: null as ((event: { data: unknown }) => void) | null,
      postMessage(data: unknown) {
        for (const other of channels) {
          if (other !== channel && other.name === name) queueMicrotask(() => other.onmessage?.({ data }));
        }
      },
      close: () => channels.delete(channel),
    };
    channels.add(channel);
    return channel;
  }
}

/** One page of a browser, as the engine sees it. */
export class Tab {
  readonly warnings: string[] = [];
  /** Nothing of this page runs any more. */
  isGone = false;
  readonly world: World;

  constructor(
    readonly browser: Browser,
    readonly session: Map<string, string>,
  ) {
    const { clock, farEnd } = browser;
    /** What this tab sees of localStorage, while that is slow. */
    const seen = new Map(browser.local);
    const publish = () => {
      const written = new Map(seen);
      clock.set(() => {
        browser.local.clear();
        for (const entry of written) browser.local.set(...entry);
        for (const see of browser.views) see(written);
      }, browser.storageDelayMs);
    };
    browser.views.add((written) => {
      seen.clear();
      for (const entry of written) seen.set(...entry);
    });
    const reach = (entries: Map<string, string>) => {
      if (!browser.hasStorage) throw new DOMException('denied', 'SecurityError');
      const isSlow = entries === browser.local && browser.storageDelayMs > 0;
      return isSlow ? storageOf(seen, publish) : storageOf(entries);
    };
    const subtle = {
      digest: async (_: string, bytes: Uint8Array) => {
        const hash = createHash('sha256').update(bytes).digest();
        return hash.buffer.slice(hash.byteOffset, hash.byteOffset + hash.length);
      },
    };
    const world = {
      get localStorage() {
        return reach(browser.local);
      },
      get sessionStorage() {
        return reach(session);
      },
      fetch: (url: string, init: RequestInit) =>
        this.isGone ? new Promise(() => {}) : farEnd.fetch(browser, url, init),
      WebSocket: farEnd.socketClass(browser),
      BroadcastChannel: class {
        constructor(name: string) {
          // biome-ignore lint/correctness/noConstructorReturn: the browser's class, played by an object
          return browser.channel(name);
        }
      },
      setTimeout: (work: () => void, delayMs: number) => clock.set(() => this.isGone || work(), delayMs),
      clearTimeout: (timer: number) => clock.clear(timer),
      AbortSignal: {
        timeout(ms: number) {
          const stop = new AbortController();
          clock.set(() => stop.abort(), ms);
          return stop.signal;
        },
      },
      crypto: {
        getRandomValues: (into: Uint8Array) => {
          into.set(randomBytes(into.length));
          return into;
        },
        get subtle() {
          return browser.hasTls ? subtle : undefined;
        },
      },
      Date: { now: () => clock.nowMs },
      Math: { random: () => 0.5 },
      navigator: {
        language: 'ms-MY',
        get locks() {
          return browser.hasLocks
            ? { request: (name: string, work: () => Promise<void>) => browser.lock(name, work) }
            : undefined;
        },
      },
      console: { warn: (line: string) => this.warnings.push(line) },
    };
    this.world = world as unknown as World;
  }
}
