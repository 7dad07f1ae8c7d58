import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error.js';
import { sendProblem } from '../errors/problem-filter.js';

/**
 * Something to be done at the very start of every request, matched or not: before the body is read, before any guard.
 * May set headers (which errors keep too) or send the answer itself. Must not wait for anything.
 */
export type RequestHook = (request: FastifyRequest, reply: FastifyReply) => void;

/**
 * Where a feature hangs in what concerns requests as such: CORS headers of the widget's addresses, which a browser must
 * find on a 413 as on a 200, and the answers to OPTIONS. Add a hook in a provider's constructor.
 */
export class RequestHooks {
  readonly #hooks: RequestHook[] = [];

  add(hook: RequestHook): void {
    this.#hooks.push(hook);
  }

  /** Runs the hooks from now on; call it before routes are registered. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', async (request, reply) => {
      for (const hook of this.#hooks) {
        hook(request, reply);
        if (reply.sent) return reply;
      }
      if (!namesNothing(request.params)) return undefined;
      const malformed = new AppError('invalid_request', 'The address holds a NUL character.', {
        fix: 'Put the id into the address as it was given.',
      });
      sendProblem(reply, malformed, request.id);
      return reply;
    });
  }
}

/** Whether a part of the address holds NUL: no id does, and Postgres refuses even to look for text that does. */
function namesNothing(params: unknown): boolean {
  return Object.values(params ?? {}).some((value) => typeof value === 'string' && value.includes('\0'));
}
