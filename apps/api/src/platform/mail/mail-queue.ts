import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Logger } from '../logging/logger.js';
import { MailFailure } from './mail-failure.js';
import { MailSender } from './mail-sender.js';
import type { Mail, MailServer } from './mail-server.js';

/** Seconds a mail waits before it is tried again: a server that is restarting is back by then. */
const RETRY_MS: readonly number[] = [5_000, 30_000, 120_000];
/** More mails than this are not waited with: somebody is making them. */
const WAITING_MAX = 500;
/** A mail that is under way when the process ends may still leave for so long: a server that hangs holds up no stop. */
const STOP_MS = 3_000;

/** A mail on its way out. */
export interface QueuedMail {
  /** What it is for the log: `invite`. Never to whom. */
  readonly kind: string;
  readonly mail: Mail;
  /** Asked at each attempt, so that mended settings help. Null: there are none any more. */
  readonly server: () => Promise<MailServer | null>;
}

/**
 * Mails that wait to be sent, in memory, one after another. What is still waiting when the process ends is lost: whoever
 * waits for such a mail asks for another.
 */
@Injectable()
export class MailQueue implements BeforeApplicationShutdown {
  readonly #waiting = new Set<Promise<void>>();
  readonly #timers = new Set<{ stop(): void }>();
  #line: Promise<unknown> = Promise.resolve();
  #stopping = false;
  /** Mails that were given up since the process ends. */
  #left = 0;
  /** Milliseconds before each further attempt. */
  retryMs: readonly number[] = RETRY_MS;
  /** Milliseconds that a mail under way may take when the process ends. */
  stopMs = STOP_MS;

  constructor(
    private readonly sender: MailSender,
    private readonly logger: Logger,
  ) {}

  /** Takes a mail over. Call it after the commit of what the mail is about. */
  add(queued: QueuedMail): void {
    if (this.#stopping || this.#waiting.size >= WAITING_MAX) {
      this.logger.warn('A mail was dropped', { kind: queued.kind, waiting: this.#waiting.size });
      return;
    }
    const done: Promise<void> = this.#deliver(queued).finally(() => this.#waiting.delete(done));
    this.#waiting.add(done);
  }

  /** Resolves when nothing waits any more. */
  async settle(): Promise<void> {
    while (this.#waiting.size > 0) await Promise.all(this.#waiting);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stopping = true;
    for (const timer of this.#timers) timer.stop();
    let timeout: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timeout = setTimeout(resolve, this.stopMs);
    });
    await Promise.race([this.settle(), late]);
    clearTimeout(timeout);
    const unsent = this.#left + this.#waiting.size;
    if (unsent > 0) this.logger.warn('Mails were not sent, since the process ends', { unsent });
  }

  async #deliver(queued: QueuedMail): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      const failure = await this.#inTurn(queued);
      if (failure === null) return;
      if (failure === 'stopping') {
        this.#left++;
        return;
      }
      const waitMs = failure.mayPass ? this.retryMs[attempt] : undefined;
      if (waitMs === undefined || !(await this.#wait(waitMs))) {
        if (this.#stopping) this.#left++;
        this.logger.warn('A mail was not sent', { kind: queued.kind, reason: failure.reason, attempts: attempt + 1 });
        return;
      }
    }
  }

  /** One attempt, when those before it are over. */
  #inTurn(queued: QueuedMail): Promise<MailFailure | 'stopping' | null> {
    const turn = this.#line.then(async () => (this.#stopping ? ('stopping' as const) : this.#attempt(queued)));
    this.#line = turn;
    return turn;
  }

  async #attempt({ kind, mail, server }: QueuedMail): Promise<MailFailure | null> {
    try {
      const by = await server();
      if (by === null) this.logger.warn('A mail was dropped, since mail is not set up', { kind });
      else await this.sender.send(by, mail);
      return null;
    } catch (error) {
      return error instanceof MailFailure ? error : new MailFailure('refused', null, { cause: error });
    }
  }

  /** @returns false when the process ends meanwhile. */
  #wait(ms: number): Promise<boolean> {
    if (this.#stopping) return Promise.resolve(false);
    return new Promise((resolve) => {
      const end = (passed: boolean) => {
        clearTimeout(timeout);
        this.#timers.delete(timer);
        resolve(passed);
      };
      const timeout = setTimeout(() => end(true), ms);
      const timer = { stop: () => end(false) };
      this.#timers.add(timer);
    });
  }
}
