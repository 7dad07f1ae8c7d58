import { Clock } from '../clock/clock.js';

/** A clock that a test sets. It stands still until told. */
export class TestClock extends Clock {
  #nowMs: number;

  constructor(startMs = Date.UTC(2026, 0, 15, 9, 0, 0)) {
    super();
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  /** Moves the clock, forward or back. */
  advance(ms: number): void {
    this.#nowMs += ms;
  }

  /** Sets the clock. */
  set(ms: number): void {
    this.#nowMs = ms;
  }
}
