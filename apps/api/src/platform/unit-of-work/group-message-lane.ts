import { AsyncResource } from 'node:async_hooks';
import { isStorageFailure } from '../database/database-errors.js';
import { writeTogether } from '../database/write-together.js';
import type { Logger } from '../logging/logger.js';
import { type Decision, type LaneProgram, MessageLane, OrdinaryMessageLane } from './message-lane.js';
import type { Tx } from './tx.js';
import type { UnitOfWork } from './unit-of-work.js';
import { currentUnit, outsideUnits } from './unit-scope.js';

/** A turn that waits to be carried. */
interface Waiting {
  readonly turn: unknown;
  readonly resolve: (receipt: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** How a turn of a group ended, before the group's commit. */
type Ending = { readonly receipt: unknown } | { readonly error: unknown };

type AnyProgram = LaneProgram<unknown, unknown, unknown, unknown>;

/** Turns of one group at most: what a failing one makes the others wait for stays bounded. */
const MAX_GROUP = 256;

/**
 * The message lane. Turns that wait together are one group and one unit of work: read in one query a table, decided one after
 * another in memory, written in one statement, and acknowledged once it is on disk.
 *
 * On SQLite a group stands in the gate's queue like any other unit, at the place of its first turn; turns that come while it waits
 * join it, those that come later stand behind whoever came before them. So neither lane starves the other. On Postgres there is no
 * gate: so many groups are under way at once, and who comes meanwhile waits with the others for the next.
 *
 * A turn that `decide` refuses is refused alone. When reading or writing the group fails, it is rolled back and its turns are
 * carried one by one, so that only those that cannot be stored fail; when it is the disk that fails, all do.
 */
export class GroupMessageLane extends MessageLane {
  readonly #unitOfWork: UnitOfWork;
  readonly #logger: Logger;
  readonly #singly: OrdinaryMessageLane;
  /** By program. A program with turns waiting has a group in the gate's queue. */
  readonly #waiting = new Map<AnyProgram, Waiting[]>();
  readonly #atOnce: number;
  #underWay = 0;
  /** Programs whose group waits until one that is under way has ended. */
  readonly #next: AnyProgram[] = [];
  /** Bound here, so that a group belongs to no request's context. */
  readonly #queueGroup: (program: AnyProgram) => void;

  /** @param atOnce groups that are under way at once; where there is a gate, those behind the first stand in its queue. */
  constructor(unitOfWork: UnitOfWork, logger: Logger, atOnce = Number.POSITIVE_INFINITY) {
    super();
    this.#unitOfWork = unitOfWork;
    this.#logger = logger;
    this.#atOnce = atOnce;
    this.#singly = new OrdinaryMessageLane(unitOfWork);
    this.#queueGroup = outsideUnits(() =>
      AsyncResource.bind((program: AnyProgram) => {
        if (this.#underWay < this.#atOnce) void this.#runGroups(program);
        else this.#next.push(program);
      }),
    );
  }

  carry<Turn, Loaded, Writes, Receipt>(
    program: LaneProgram<Turn, Loaded, Writes, Receipt>,
    turn: Turn,
  ): Promise<Receipt> {
    // The gate refuses both, in its own words.
    if (currentUnit() !== null || !this.#unitOfWork.isOpen) return this.#singly.carry(program, turn);
    const of = program as unknown as AnyProgram;
    return new Promise<Receipt>((resolve, reject) => {
      const one: Waiting = { turn, resolve: resolve as (receipt: unknown) => void, reject };
      const waiting = this.#waiting.get(of);
      if (waiting !== undefined) {
        waiting.push(one);
        return;
      }
      this.#waiting.set(of, [one]);
      this.#queueGroup(of);
    });
  }

  /** Carries a group, and after it those that waited for its end. */
  async #runGroups(first: AnyProgram): Promise<void> {
    this.#underWay += 1;
    for (let program: AnyProgram | undefined = first; program !== undefined; program = this.#next.shift()) {
      await this.#runGroup(program);
    }
    this.#underWay -= 1;
  }

  /** Stands in the queue for a group, carries it, and tells its turns. Never rejects. */
  async #runGroup(program: AnyProgram): Promise<void> {
    const group: Waiting[] = [];
    let begun = false;
    try {
      const endings = await this.#unitOfWork.run(program.name, (tx) => {
        // The engine may have ended the unit because of another one: the same turns come again.
        if (!begun) group.push(...this.#take(program));
        begun = true;
        return carryGroup(
          program,
          tx,
          group.map(({ turn }) => turn),
        );
      });
      group.forEach((one, at) => {
        const ending = endings[at] as Ending;
        if ('error' in ending) one.reject(ending.error);
        else one.resolve(ending.receipt);
      });
    } catch (error) {
      // Refused before it began (the disk would not, the server closes): nobody else stands for those who wait.
      if (!begun) group.push(...this.#take(program));
      this.#groupFailed(program, group, begun, error);
    }
  }

  #groupFailed(program: AnyProgram, group: readonly Waiting[], begun: boolean, error: unknown): void {
    if (group.length === 1 || !begun || isStorageFailure(error)) {
      for (const one of group) one.reject(error);
      return;
    }
    this.#logger.warn('A group of turns could not be stored together; they are carried one by one', {
      unit: program.name,
      turns: group.length,
      err: error,
    });
    for (const one of group) this.#singly.carry(program, one.turn).then(one.resolve, one.reject);
  }

  /** Those who wait, up to a group's size. For the rest the next group queues. */
  #take(program: AnyProgram): Waiting[] {
    const waiting = this.#waiting.get(program) ?? [];
    const group = waiting.splice(0, MAX_GROUP);
    if (waiting.length === 0) this.#waiting.delete(program);
    else this.#queueGroup(program);
    return group;
  }
}

/** Reads, decides and writes one group inside its unit. */
async function carryGroup(program: AnyProgram, tx: Tx, turns: readonly unknown[]): Promise<Ending[]> {
  const loaded = await program.load(tx, turns, tx.nowMs);
  const endings: Ending[] = [];
  const decisions: Decision<unknown, unknown>[] = [];
  for (const turn of turns) {
    try {
      const decision = program.decide(turn, loaded, tx.nowMs);
      decisions.push(decision);
      endings.push({ receipt: decision.receipt });
    } catch (error) {
      endings.push({ error });
    }
  }
  if (decisions.length === 0) return endings;
  await writeTogether(tx, () =>
    program.write(
      tx,
      decisions.map(({ writes }) => writes),
    ),
  );
  for (const { afterCommit } of decisions) if (afterCommit !== undefined) tx.afterCommit(afterCommit);
  return endings;
}
