import { Injectable } from '@nestjs/common';

/**
 * Lines for the person at the terminal, printed once the server listens: the first-run code, the single-use sign-in link.
 * They go to the terminal only, never to the log.
 */
@Injectable()
export class Announcements {
  #lines: string[] = [];

  /** Adds a line; call it while the application starts (`onApplicationBootstrap`). */
  add(line: string): void {
    this.#lines.push(line);
  }

  /** Hands out the lines, once. */
  take(): readonly string[] {
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }
}
