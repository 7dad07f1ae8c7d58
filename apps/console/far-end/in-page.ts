import { CONSOLE_SOCKET_PATH } from '@chatku/schemas';
import { handle } from './handle.js';
import { speak } from './speak.js';
import type { World } from './world.js';

const realFetch = globalThis.fetch;
const RealWebSocket = globalThis.WebSocket as typeof WebSocket | undefined;

let world: World | null = null;
let reachable = true;
let mute = false;
/** Types of frames this far end is too old for. */
let unknown: readonly string[] = [];

/** A socket whose other end is the world. Only what the console uses of one. */
class PageSocket extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  readyState = 0;
  readonly #end: ReturnType<typeof speak> | null;

  constructor(
    readonly url: string | URL,
    at: World,
  ) {
    super();
    this.#end = reachable
      ? speak(at, {
          send: (text) => {
            if (!mute) queueMicrotask(() => this.dispatchEvent(new MessageEvent('message', { data: text })));
          },
          close: (code) => queueMicrotask(() => this.close(code)),
        })
      : null;
    queueMicrotask(() => {
      if (this.#end === null) return this.close();
      this.readyState = 1;
      this.dispatchEvent(new Event('open'));
    });
  }

  send(text: string): void {
    const { type } = JSON.parse(text) as { type: string };
    if (unknown.includes(type)) queueMicrotask(() => this.close(4400));
    else if (!mute) this.#end?.take(text);
  }

  close(code = 1005): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.#end?.gone();
    this.dispatchEvent(new CloseEvent('close', { code }));
  }
}

/** Puts a world at the far end of this page's network. What is not for the API goes where it always went. */
export const connect = (at: World): void => {
  world = at;
  reachable = true;
  mute = false;
  unknown = [];
  globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input, 'http://console.test');
    if (world === null || !url.pathname.startsWith('/v1/')) return realFetch(input, init);
    if (!reachable) throw new TypeError('Failed to fetch');
    return handle(world, new Request(url, init));
  };
  // Node 20 has no WebSocket; tests that run there use none.
  if (RealWebSocket === undefined) return;
  globalThis.WebSocket = new Proxy(RealWebSocket, {
    construct: (target, [url, protocols]: [string | URL, string | undefined]) =>
      world !== null && new URL(url, 'http://console.test').pathname === CONSOLE_SOCKET_PATH
        ? (new PageSocket(url, world) as unknown as WebSocket)
        : new target(url, protocols),
  });
};

/** Cuts the wire or mends it. */
export const setReachable = (now: boolean): void => {
  reachable = now;
  if (!now) world?.dropSockets();
};

/** The wire stays as it is, and nothing goes over it any more: what a network does that went away without a word. */
export const setMute = (now: boolean): void => {
  mute = now;
};

/** From now on the far end is a server that does not know frames of these types. */
export const setUnknown = (types: readonly string[]): void => {
  unknown = types;
};

export const disconnect = (): void => {
  world = null;
  globalThis.fetch = realFetch;
  if (RealWebSocket !== undefined) globalThis.WebSocket = RealWebSocket;
};
