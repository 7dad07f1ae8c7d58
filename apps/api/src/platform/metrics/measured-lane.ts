import { performance } from 'node:perf_hooks';
import { AppError } from '../errors/app-error.js';
import { type LaneProgram, MessageLane } from '../unit-of-work/message-lane.js';
import type { Metrics } from './metrics.js';

/** A lane that counts its turns. */
export class MeasuredLane extends MessageLane {
  constructor(
    private readonly lane: MessageLane,
    private readonly metrics: Metrics,
  ) {
    super();
  }

  async carry<Turn, Loaded, Writes, Receipt>(
    program: LaneProgram<Turn, Loaded, Writes, Receipt>,
    turn: Turn,
  ): Promise<Receipt> {
    const begun = performance.now();
    const told = (outcome: 'done' | 'refused' | 'failed') =>
      this.metrics.turn(kindOf(turn), outcome, (performance.now() - begun) / 1000);
    try {
      const receipt = await this.lane.carry(program, turn);
      told('done');
      return receipt;
    } catch (error) {
      told(error instanceof AppError && error.code !== 'storage_unavailable' ? 'refused' : 'failed');
      throw error;
    }
  }
}

/** The kind of a turn is a word of its program; a program with one kind of turn has only its own name. */
function kindOf(turn: unknown): string {
  const kind = (turn as { kind?: unknown } | null)?.kind;
  return typeof kind === 'string' ? kind : 'turn';
}
