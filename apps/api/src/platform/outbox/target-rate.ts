/** How many jobs a target takes: so many in a row, then evenly spread. */
export interface TargetRate {
  readonly jobs: number;
  readonly perMs: number;
}

/** How far a rate is used up. */
export interface RateState {
  freeAtMs: number;
  queuedUntilMs: number;
}

/**
 * May one more job of the target go now? If so it is counted. If not, it gets the next place in the target's queue, so
 * that what waits there stands in nobody's way and is looked at once, not at every turn.
 *
 * @param state is changed.
 * @param hasSlot the job was given a place before, and that has come.
 * @returns null: now; else when.
 * @see https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
 */
export function admit(state: RateState, { jobs, perMs }: TargetRate, nowMs: number, hasSlot: boolean): number | null {
  const everyMs = Math.ceil(perMs / jobs);
  const tolerance = everyMs * (jobs - 1);
  // A clock that was set back would leave the target closed for as long: no rate is used up further than this.
  const freeAtMs = Math.min(state.freeAtMs, nowMs + everyMs * jobs);
  const queueIsEmpty = state.queuedUntilMs <= nowMs;
  if (freeAtMs - nowMs <= tolerance && (hasSlot || queueIsEmpty)) {
    state.freeAtMs = Math.max(freeAtMs, nowMs) + everyMs;
    return null;
  }
  const soonest = Math.max(freeAtMs - tolerance, nowMs + 1);
  state.queuedUntilMs = queueIsEmpty ? soonest : Math.max(state.queuedUntilMs + everyMs, soonest);
  return state.queuedUntilMs;
}
