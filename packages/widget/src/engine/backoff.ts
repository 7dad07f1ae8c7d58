import { after, type World } from './world.js';

const FIRST_MS = 1000;
const MOST_MS = 30_000;

/** Tries again later, each time later, with jitter so that a thousand pages do not come back in one second. */
export type Backoff = {
  /** Runs `work` after the next delay, or after `atLeastMs` where that is longer. Replaces what was waiting. */
  later(work: () => void, atLeastMs?: number): void;
  /** Runs what is waiting at once: the network is back, or somebody looks. */
  hurry(): void;
  /** It worked, or is not wanted any more: nothing waits, and the next delay is the first again. */
  reset(): void;
  /** Delays given since the last reset. Lowered, the next delay is shorter. */
  tries: number;
};

/** Delays of 0.5 to 1 times 1 s, 2 s, 4 s ... 30 s. */
export const createBackoff = (world: World): Backoff => {
  let stop: () => void;
  let waiting: (() => void) | null = null;

  const self = {
    tries: 0,
    later(work: () => void, atLeastMs = 0) {
      stop?.();
      waiting = work;
      const delayMs = Math.min(MOST_MS, FIRST_MS * 2 ** self.tries++) * (0.5 + world.Math.random() / 2);
      stop = after(world, Math.max(delayMs, atLeastMs || 0), self.hurry);
    },
    hurry() {
      const work = waiting;
      stop?.();
      waiting = null;
      work?.();
    },
    reset() {
      stop?.();
      waiting = null;
      self.tries = 0;
    },
  };
  return self;
};
