import type { Db } from '../database/db.js';
import { writeTogether } from '../database/write-together.js';
import type { Tx } from './tx.js';
import { UnitOfWork } from './unit-of-work.js';

/** What `decide` makes of one turn. */
export interface Decision<Writes, Receipt> {
  /** The rows to write, as plain values. */
  readonly writes: Writes;
  /** What the caller gets once they are durable. */
  readonly receipt: Receipt;
  /** Streams of the event log that grow, told to the bus after the commit. */
  readonly afterCommit?: () => void;
}

/**
 * How one kind of turn (a visitor's message, a button, an agent's reply) is handled, in three parts that each take a whole
 * group of turns, so that a lane may carry many turns in one transaction with a handful of statements.
 */
export interface LaneProgram<Turn, Loaded, Writes, Receipt> {
  /** Names the program in the log. */
  readonly name: string;
  /** Reads what all these turns need, in as few statements as a single turn would take. */
  load(db: Db, turns: readonly Turn[], nowMs: number): Promise<Loaded>;
  /**
   * Decides one turn, synchronously and without touching the database. It enters what it decides into `loaded`, so that a
   * second turn of the same conversation in the same group sees the first. Throws to refuse this turn alone, in which case it must
   * have left `loaded` as it was.
   */
  decide(turn: Turn, loaded: Loaded, nowMs: number): Decision<Writes, Receipt>;
  /** Writes what was decided for all turns, in their order. */
  write(tx: Tx, writes: readonly Writes[]): Promise<void>;
}

/** The fast way in for turns of conversations. Same promises as a unit of work: on disk before it is acknowledged. */
export abstract class MessageLane {
  /** Carries one turn. @throws what `decide` threw, or `storage_unavailable`. */
  abstract carry<Turn, Loaded, Writes, Receipt>(
    program: LaneProgram<Turn, Loaded, Writes, Receipt>,
    turn: Turn,
  ): Promise<Receipt>;
}

/** A lane that gives each turn an ordinary unit of work (waiting units share a commit there). */
export class OrdinaryMessageLane extends MessageLane {
  constructor(private readonly unitOfWork: UnitOfWork) {
    super();
  }

  carry<Turn, Loaded, Writes, Receipt>(
    program: LaneProgram<Turn, Loaded, Writes, Receipt>,
    turn: Turn,
  ): Promise<Receipt> {
    return this.unitOfWork.run(program.name, async (tx) => {
      const loaded = await program.load(tx, [turn], tx.nowMs);
      const decision = program.decide(turn, loaded, tx.nowMs);
      await writeTogether(tx, () => program.write(tx, [decision.writes]));
      if (decision.afterCommit !== undefined) tx.afterCommit(decision.afterCommit);
      return decision.receipt;
    });
  }
}
