import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error.js';
import { sendProblem } from '../errors/problem-filter.js';

/** Longest wait for requests under way when the process closes down. */
const DRAIN_MS = 5_000;

/** Lets requests under way finish when the process closes down, and turns new ones away. */
export class Drain {
  /** Not a number: an answer given before this was asked (a malformed address) must not count below nothing. */
  readonly #inFlight = new Set<FastifyRequest>();
  #draining = false;
  #whenIdle: (() => void) | null = null;

  /** True from the moment the process was asked to stop. */
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
