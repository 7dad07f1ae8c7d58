import { untilAborted } from './aborting.js';

/** How much may be under way. */
export interface SlotCaps {
  /** Calls at the same time. */
  readonly maxInFlight: number;
  /** Of these, calls to one host: a slow one must not hold up the others. */
  readonly maxPerHost: number;
  /** Calls that wait for their turn. */
  readonly maxWaiting: number;
}

interface Waiting {
  readonly host: string;
  readonly begin: () => void;
}

/** Lets so many calls through at once, so many of them to one host; the others wait their turn, up to a bound. */
export class Slots {
  readonly #caps: SlotCaps;
  readonly #byHost = new Map<string, number>();
  #inFlight = 0;
  #waiting: Waiting[] = [];

  constructor(caps: SlotCaps) {
    this.#caps = caps;
  }

  /**
   * Does the work when it is its turn.
   *
   * @param tooMany the error where too many wait already
   * @throws the signal's reason, when it aborts before the turn has come; what the work throws.
   */
  async run<T>(host: string, signal: AbortSignal, tooMany: () => Error, work: () => Promise<T>): Promise<T> {
    if (this.#hasRoomFor(host)) this.#take(host);
    else {
      if (this.#waiting.length >= this.#caps.maxWaiting) throw tooMany();
      await this.#turnOf(host, signal);
    }
    try {
      return await work();
    } finally {
      this.#giveBack(host);
    }
  }

  async #turnOf(host: string, signal: AbortSignal): Promise<void> {
    let waiting: Waiting | undefined;
    const turn = new Promise<void>((begin) => {
      waiting = { host, begin };
      this.#waiting.push(waiting);
    });
    try {
      await untilAborted(signal, turn);
    } catch (error) {
      // Either it still waits, or its turn came in the same moment and is passed on.
      if (this.#waiting.includes(waiting!)) this.#waiting = this.#waiting.filter((other) => other !== waiting);
      else this.#giveBack(host);
      throw error;
    }
  }

  #hasRoomFor(host: string): boolean {
    return this.#inFlight < this.#caps.maxInFlight && (this.#byHost.get(host) ?? 0) < this.#caps.maxPerHost;
  }

  #take(host: string): void {
    this.#inFlight += 1;
    this.#byHost.set(host, (this.#byHost.get(host) ?? 0) + 1);
  }

  #giveBack(host: string): void {
    this.#inFlight -= 1;
    const left = (this.#byHost.get(host) ?? 1) - 1;
    if (left === 0) this.#byHost.delete(host);
    else this.#byHost.set(host, left);
    // The first that may: one that waits for its own host lets others pass.
    const next = this.#waiting.findIndex((waiting) => this.#hasRoomFor(waiting.host));
    if (next === -1) return;
    const [chosen] = this.#waiting.splice(next, 1);
    this.#take(chosen!.host);
    chosen!.begin();
  }
}
