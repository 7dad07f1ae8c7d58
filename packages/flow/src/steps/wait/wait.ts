import type { WaitStep } from '@chatku/schemas';
import { EMPTY_OUTLINE, type StepModule } from '../step-module.js';

/**
 * Wait: says until when, and goes on by `next` when its caller says that the time is up. What the visitor writes meanwhile
 * is somebody else's to answer, unless the step says that a word of theirs ends the wait.
 */
export const wait: StepModule<WaitStep> = {
  outline: (step) => ({
    ...EMPTY_OUTLINE,
    ports: step.if_written === 'leave' ? ['next', 'written'] : ['next'],
  }),

  enter: (step, turn) => {
    turn.waits += 1;
    const { waitsWithoutInput } = turn.limits;
    if (turn.waits > waitsWithoutInput) {
      const detail = `More than ${waitsWithoutInput} waits without a word of the visitor.`;
      return { type: 'error', code: 'too_many_waits', detail };
    }
    const waitId = turn.env.waitId ?? 'wait';
    turn.emit({ type: 'wait', wait_id: waitId, time: step.time });
    return { type: 'wait', waiting: { kind: 'timer', step_id: step.id, wait_id: waitId } };
  },

  answer: (step) => (step.if_written === 'leave' ? { type: 'next', port: 'written' } : { type: 'unhandled' }),
};
