import { randomFillSync } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';

/** 12 bits. */
const COUNTER_MAX = 0xfff;

/** Random bytes in stock: asking the system costs the same for eight as for thousands. Each is given out once. */
const stock = Buffer.alloc(4096);
let given = stock.length;

function randomBytes(count: number): Buffer {
  if (given + count > stock.length) {
    randomFillSync(stock);
    given = 0;
  }
  given += count;
  return stock.subarray(given - count, given);
}

/**
 * Makes ids: UUIDv7 in lower case, strictly increasing within the process even when the clock stands still or steps
 * back, so that sorting by id is sorting by creation.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9562#section-6.2 (method 1, a 12-bit counter in `rand_a`)
 */
@Injectable()
export class IdMaker {
  #lastMs = 0;
  #counter = 0;

  constructor(private readonly clock: Clock) {}

  /** A new id. The type parameter brands it: `ids.newId<ContactId>()`. */
  newId<Id extends string = string>(): Id {
    const nowMs = this.clock.nowMs();
    if (nowMs > this.#lastMs) {
      this.#lastMs = nowMs;
      // The lower half of the counter's space, so that a burst within one millisecond has room to count.
      this.#counter = randomBytes(2).readUInt16BE() & 0x7ff;
    } else {
      this.#counter += 1;
      if (this.#counter > COUNTER_MAX) {
        this.#lastMs += 1;
        this.#counter = 0;
      }
    }
    return idOf(this.#lastMs, this.#counter);
  }

  /**
   * A new id that sorts behind another one, whichever clock that was made by: another node's may be ahead, and this one's may
   * have been set back since. Later ids of other things are not drawn along.
   *
   * @param after null: there is none yet.
   */
  newIdAfter<Id extends string = string>(after: string | null): Id {
    const made = this.newId<Id>();
    if (after === null || made > after) return made;
    const atMs = Number.parseInt(after.slice(0, 8) + after.slice(9, 13), 16);
    const counter = Number.parseInt(after.slice(15, 18), 16) + 1;
    return counter > COUNTER_MAX ? idOf(atMs + 1, 0) : idOf(atMs, counter);
  }
}

function idOf<Id extends string>(atMs: number, counter: number): Id {
  const time = atMs.toString(16).padStart(12, '0');
  const random = randomBytes(8);
  random[0] = ((random[0] ?? 0) & 0x3f) | 0x80;
  const tail = random.toString('hex');
  const count = counter.toString(16).padStart(3, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${tail.slice(0, 4)}-${tail.slice(4)}` as Id;
}
