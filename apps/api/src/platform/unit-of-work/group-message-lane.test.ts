import { expect, test } from 'vitest';
import { Logger } from '../logging/logger.js';
import { GroupMessageLane } from './group-message-lane.js';
import type { LaneProgram } from './message-lane.js';
import type { Tx } from './tx.js';
import { UnitOfWork } from './unit-of-work.js';

/** Units that run beside each other, each as often as an engine makes it. */
class Units extends UnitOfWork {
  readonly isOpen = true;

  constructor(private readonly attempts = 1) {
    super();
  }

  async run<T>(_name: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    const tx = { nowMs: 0, afterCommit: () => undefined } as unknown as Tx;
    for (let attempt = 1; attempt < this.attempts; attempt++) await work(tx);
    return work(tx);
  }
}

/** Notes its groups, and holds each until it is let go. */
class Held implements LaneProgram<number, null, number, number> {
  readonly name = 'test.held';
  readonly groups: number[][] = [];
  readonly written: number[][] = [];
  #held: Array<() => void> = [];
  holds = true;

  async load(_db: unknown, turns: readonly number[]): Promise<null> {
    this.groups.push([...turns]);
    if (this.holds) await new Promise<void>((resolve) => this.#held.push(resolve));
    return null;
  }

  decide(turn: number) {
    return { writes: turn, receipt: turn };
  }

  async write(_tx: Tx, writes: readonly number[]): Promise<void> {
    this.written.push([...writes]);
  }

  letGo(): void {
    this.holds = false;
    for (const go of this.#held.splice(0)) go();
  }
}

test('so many groups are under way at once; who comes meanwhile is carried together, by the next', async () => {
  const lane = new GroupMessageLane(new Units(), Logger.silent(), 2);
  const program = new Held();
  const carried = [1, 2, 3, 4, 5].map((turn) => lane.carry(program, turn));
  expect(program.groups).toEqual([[1], [2]]);
  program.letGo();
  expect(await Promise.all(carried)).toEqual([1, 2, 3, 4, 5]);
  expect(program.groups).toEqual([[1], [2], [3, 4, 5]]);
  // And there is room again.
  expect(await lane.carry(program, 6)).toBe(6);
});

test('a unit that the engine has run again carries the turns it had, and no others', async () => {
  const lane = new GroupMessageLane(new Units(2), Logger.silent(), 1);
  const program = new Held();
  const first = lane.carry(program, 1);
  const second = lane.carry(program, 2);
  program.letGo();
  expect(await Promise.all([first, second])).toEqual([1, 2]);
  expect(program.written).toEqual([[1], [1], [2], [2]]);
});
