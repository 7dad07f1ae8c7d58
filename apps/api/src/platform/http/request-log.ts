import type { FastifyInstance } from 'fastify';
import type { Logger } from '../logging/logger.js';

/** One line a request: the route's pattern and never the address or a header, which carry ids and tokens. */
export function logRequests(fastify: FastifyInstance, logger: Logger): void {
  fastify.addHook('onResponse', async (request, reply) => {
    logger.debug('Request', {
      request_id: request.id,
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    });
  });
}
