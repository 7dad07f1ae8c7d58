import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';

/** Close codes of our own. Why a session has ended is also in the `bye` frame before it. */
export const CLOSE = {
  malformed: 4400,
  unauthenticated: 4401,
  ended: 4403,
  restart: 1012,
  slow: 4408,
  silent: 4410,
  crowded: 4429,
} as const;

/** The first frame must come within this time. */
export const HELLO_WITHIN_MS = 5_000;
/** A client that lets this much pile up unread is cut off; its cursor brings it back. */
const BACKLOG_MAX_BYTES = 1024 * 1024;

/** The connection under a web socket. */
export type Wire = Pick<Duplex, 'cork' | 'uncork'>;

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

/** How much is put together for one write: a part of the backlog, so that it takes up little of what a reader may leave unread. */
const WRITE_MAX_BYTES = 64 * 1024;

/**
 * {@link sendBytes} of all these, put together in few writes: to a thousand sockets each write costs more than all that is done to make
 * its frames.
 *
 * @param wire what carries the socket.
 */
export function sendAllBytes(socket: WebSocket, wire: Wire, frames: readonly Buffer[]): void {
  let gathered = 0;
  wire.cork();
  try {
    for (const bytes of frames) {
      // Written before it is much: what only waits to be written together must not count as left unread.
      if (gathered > 0 && gathered + bytes.length > WRITE_MAX_BYTES) {
        wire.uncork();
        wire.cork();
        gathered = 0;
      }
      sendBytes(socket, bytes);
      gathered += bytes.length;
    }
  } finally {
    wire.uncork();
  }
}

/** A client that does not close within this time is cut off. */
export const CLOSE_WITHIN_MS = 1_000;

/** Closes a socket at whose other end there may be nobody who would close it too. */
export function closeSoon(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  const timer = setTimeout(() => socket.terminate(), CLOSE_WITHIN_MS).unref();
  socket.once('close', () => clearTimeout(timer));
}

/** How often is looked for those who are silent. */
const TICK_MS = 5_000;

/** Somebody whose silence is noticed. */
export interface Heard {
  heardAtTick: number;
}

/**
 * Ends who has said nothing for too long: nobody is there any more, and the network said nothing of it. One timer for
 * all, and it counts its own ticks, so that a process that was held up blames nobody for that.
 */
export class Silence<One extends Heard> {
  #tick = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly all: () => Iterable<One>,
    private readonly maxMs: number,
    private readonly end: (one: One) => void,
  ) {}

  start(): void {
    this.#timer = setInterval(() => this.#look(), TICK_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Now, as a number of ticks. */
  get tick(): number {
    return this.#tick;
  }

  #look(): void {
    this.#tick += 1;
    for (const one of this.all()) if ((this.#tick - one.heardAtTick) * TICK_MS > this.maxMs) this.end(one);
  }
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
 * Does one job for each of many, never twice at once for the same, and once more where it is asked for meanwhile, however
 * often: for what always brings everything there is. Of those for whom nothing is under way it knows nothing.
 */
export class Pump<One> {
  /** For whom the job is under way, and whether it was asked for again. */
  readonly #running = new Map<One, boolean>();

  constructor(private readonly job: (one: One) => Promise<void>) {}

  /** Makes sure the job runs once more from its beginning. Never throws: the job must deal with its failures. */
  async kick(one: One): Promise<void> {
    if (this.#running.has(one)) {
      this.#running.set(one, true);
      return;
    }
    try {
      do {
        this.#running.set(one, false);
        await this.job(one);
      } while (this.#running.get(one) === true);
    } finally {
      this.#running.delete(one);
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
export class Registry<Connection extends object> {
  /** One socket follows most streams of visitors: only several need a set. */
  readonly #byStream = new Map<string, Connection | Set<Connection>>();

  add(stream: string, connection: Connection): void {
    const known = this.#byStream.get(stream);
    if (known === undefined) this.#byStream.set(stream, connection);
    else if (known instanceof Set) known.add(connection);
    else if (known !== connection) this.#byStream.set(stream, new Set([known, connection]));
  }

  /** @returns whether it was there. */
  remove(stream: string, connection: Connection): boolean {
    const known = this.#byStream.get(stream);
    if (known === connection) return this.#byStream.delete(stream);
    if (!(known instanceof Set) || !known.delete(connection)) return false;
    if (known.size === 0) this.#byStream.delete(stream);
    return true;
  }

  of(stream: string): Connection[] {
    const known = this.#byStream.get(stream);
    if (known === undefined) return [];
    return known instanceof Set ? [...known] : [known];
  }

  all(): Connection[] {
    return [...this.#byStream.values()].flatMap((known) => (known instanceof Set ? [...known] : [known]));
  }
}
