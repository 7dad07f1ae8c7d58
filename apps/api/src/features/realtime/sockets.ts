import type { RawData, WebSocket } from 'ws';

/** Close codes of our own. The reason is always also in the `bye` frame before it. */
export const CLOSE = { malformed: 4400, unauthenticated: 4401, ended: 4403, restart: 1012, slow: 4408 } as const;

/** The first frame must come within this time. */
export const HELLO_WITHIN_MS = 5_000;
/** A client that lets this much pile up unread is cut off; its cursor brings it back. */
const BACKLOG_MAX_BYTES = 1024 * 1024;

/** A frame as it is sent: for many sockets it is made once. */
export const frameBytes = (frame: unknown): Buffer => Buffer.from(JSON.stringify(frame));

/** Sends a frame, unless the socket is closing or its reader is too slow. */
export function sendFrame(socket: WebSocket, frame: unknown): void {
  sendBytes(socket, frameBytes(frame));
}

/** {@link sendFrame} with the bytes of {@link frameBytes}. */
export function sendBytes(socket: WebSocket, bytes: Buffer): void {
  if (socket.readyState !== socket.OPEN) return;
  if (socket.bufferedAmount > BACKLOG_MAX_BYTES) {
    socket.close(CLOSE.slow, 'too slow');
    return;
  }
  socket.send(bytes, { binary: false });
}

/** A text frame as JSON; undefined for binary or broken ones. */
export function readFrame(data: RawData, isBinary: boolean): unknown {
  if (isBinary) return undefined;
  try {
    return JSON.parse(data.toString()) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * Runs jobs one after another, and a job asked for while one waits only once: for pumps, which always bring everything
 * there is.
 */
export class Pump {
  #running = false;
  #again = false;

  constructor(private readonly job: () => Promise<void>) {}

  /** Makes sure the job runs once more from its beginning. Never throws: the job must deal with its failures. */
  async kick(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    try {
      do {
        this.#again = false;
        await this.job();
      } while (this.#again);
    } finally {
      this.#running = false;
    }
  }
}

/** Of the time there is to leave, this part is used: the last to be asked must have gone before it ends. */
const SPREAD_PART = 0.8;

/**
 * Does something with each of them, evenly spread over the time: a thousand clients that are sent away in one moment would
 * come back in one moment.
 */
export function spread<Item>(items: readonly Item[], overMs: number, work: (item: Item) => void): void {
  items.forEach((item, index) => {
    setTimeout(() => work(item), (overMs * SPREAD_PART * index) / items.length).unref();
  });
}

/** How many sockets of one address have not said who they are. */
export class Waiting {
  readonly #byAddress = new Map<string, number>();

  constructor(private readonly max: number) {}

  /** @returns the way to give the place back, or null when the address has used up its places. */
  enter(address: string): (() => void) | null {
    const count = this.#byAddress.get(address) ?? 0;
    if (count >= this.max) return null;
    this.#byAddress.set(address, count + 1);
    let given = true;
    return () => {
      if (!given) return;
      given = false;
      const left = (this.#byAddress.get(address) ?? 1) - 1;
      if (left <= 0) this.#byAddress.delete(address);
      else this.#byAddress.set(address, left);
    };
  }
}

/** Sockets by the name of the stream they follow. */
export class Registry<Connection> {
  readonly #byStream = new Map<string, Set<Connection>>();

  add(stream: string, connection: Connection): void {
    const set = this.#byStream.get(stream) ?? new Set();
    set.add(connection);
    this.#byStream.set(stream, set);
  }

  remove(stream: string, connection: Connection): void {
    const set = this.#byStream.get(stream);
    set?.delete(connection);
    if (set?.size === 0) this.#byStream.delete(stream);
  }

  of(stream: string): Connection[] {
    return [...(this.#byStream.get(stream) ?? [])];
  }

  all(): Connection[] {
    return [...this.#byStream.values()].flatMap((set) => [...set]);
  }
}
