import { Injectable } from '@nestjs/common';

/**
 * The time, as everything that decides by it asks for it: an injected clock can be set by a test.
 * (Timers that merely wait, and the watchdog, use real timers.)
 */
export abstract class Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  abstract nowMs(): number;
}

/** The machine's clock. */
@Injectable()
export class SystemClock extends Clock {
  nowMs(): number {
    return Date.now();
  }
}
