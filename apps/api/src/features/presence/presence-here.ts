/** How long somebody without a socket counts as there: a page that is left for the next one closes its socket and opens another. */
export const GRACE_TICKS = 12;

/** Who has left, and at which tick. */
interface Leaving {
  readonly room: string;
  readonly id: string;
  readonly atTick: number;
}

/**
 * Who has sockets on this node, by room. Of each it keeps a number and nothing else: how many sockets, or, for somebody who has
 * just closed the last, the tick at which that was, negative.
 */
export class PresenceHere {
  readonly #rooms = new Map<string, Map<string, number>>();
  /** In the order they left; some have come back since. */
  #leaving: Leaving[] = [];
  #tick = 1;

  /** @returns whether they were not there before. */
  arrived(room: string, id: string): boolean {
    const here = this.#rooms.get(room) ?? new Map<string, number>();
    this.#rooms.set(room, here);
    const sockets = here.get(id);
    here.set(id, Math.max(sockets ?? 0, 0) + 1);
    return sockets === undefined;
  }

  left(room: string, id: string): void {
    const here = this.#rooms.get(room);
    const sockets = here?.get(id);
    if (here === undefined || sockets === undefined || sockets <= 0) return;
    here.set(id, sockets === 1 ? -this.#tick : sockets - 1);
    if (sockets === 1) this.#leaving.push({ room, id, atTick: this.#tick });
  }

  has(room: string, id: string): boolean {
    return this.#rooms.get(room)?.has(id) === true;
  }

  /** Time goes on. @returns who is away from now on. */
  tick(): Leaving[] {
    this.#tick += 1;
    const still = this.#leaving.findIndex(({ atTick }) => this.#tick - atTick < GRACE_TICKS);
    const due = this.#leaving.splice(0, still === -1 ? this.#leaving.length : still);
    return due.filter(({ room, id, atTick }) => {
      const here = this.#rooms.get(room);
      if (here?.get(id) !== -atTick) return false;
      here.delete(id);
      if (here.size === 0) this.#rooms.delete(room);
      return true;
    });
  }

  /** Everybody, by room. */
  *all(): Iterable<readonly [room: string, id: string]> {
    for (const [room, here] of this.#rooms) for (const id of here.keys()) yield [room, id];
  }
}
