import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error.js';
import { sendProblem } from '../errors/problem-filter.js';

/** Longest wait for requests under way when the process closes down. */
const DRAIN_MS = 5_000;

/**
 * How a process leaves: first it says so, to whoever asks whether it is ready, and goes on serving while the proxy before it
 * learns of it; then requests under way are finished, and new ones turned away.
 */
export class Drain {
  readonly #onLeave = new Set<(overMs: number) => void>();
  #leaving = false;
  /** Not a number: an answer given before this was asked (a malformed address) must not count below nothing. */
  readonly #inFlight = new Set<FastifyRequest>();
  #draining = false;
  #whenIdle: (() => void) | null = null;

  /** True from the moment the process was asked to stop. */
  get isLeaving(): boolean {
    return this.#leaving;
  }

  /** Is told once, when the process is asked to stop, how long it will go on serving. */
  onLeave(listener: (overMs: number) => void): void {
    this.#onLeave.add(listener);
  }

  /** Says that this process is leaving, and goes on serving for so long. */
  async leave(overMs: number): Promise<void> {
    this.#leaving = true;
    for (const listener of this.#onLeave) listener(overMs);
    if (overMs > 0) await new Promise((resolve) => setTimeout(resolve, overMs));
  }

  /** True once new requests are turned away. */
  get isDraining(): boolean {
    return this.#draining;
  }

  /** Counts requests; call it before routes are registered. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', async (request, reply) => {
      this.#inFlight.add(request);
      if (!this.#draining) return;
      reply.header('connection', 'close');
      const error = new AppError('shutting_down', 'The server is closing down.', {
        fix: 'Try again in a moment.',
        retryAfterSeconds: 2,
      });
      sendProblem(reply, error, request.id);
      return reply;
    });
    fastify.addHook('onResponse', async (request) => {
      this.#inFlight.delete(request);
      if (this.#inFlight.size === 0) this.#whenIdle?.();
    });
  }

  /** Turns new requests away and waits until those under way have been answered, five seconds at most. */
  async start(): Promise<void> {
    this.#leaving = true;
    this.#draining = true;
    if (this.#inFlight.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#whenIdle = resolve;
      timer = setTimeout(resolve, DRAIN_MS);
    });
    clearTimeout(timer);
  }
}
