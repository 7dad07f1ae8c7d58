import { ROUTES } from '@chatku/schemas';
import type { FastifyInstance } from 'fastify';
import { problemCodeOf } from '../errors/problem-filter.js';
import type { Logger } from '../logging/logger.js';
import type { Metrics } from '../metrics/metrics.js';

/** Where visitors' messages are acknowledged. */
const MESSAGES = ROUTES.widget_send;

/** One line a request, and its count: the route's pattern and never the address or a header, which carry ids and tokens. */
export function logRequests(fastify: FastifyInstance, logger: Logger, metrics: Metrics): void {
  fastify.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    const seconds = reply.elapsedTime / 1000;
    // What no route knows has whatever method its sender liked.
    metrics.request(route === 'none' ? 'any' : request.method, route, reply.statusCode, seconds);
    if (route === MESSAGES.path && request.method === MESSAGES.method && reply.statusCode < 300) {
      metrics.acknowledged(seconds);
    }
    const code = problemCodeOf(reply);
    if (code !== null) metrics.refused(code);
    logger.debug('Request', {
      request_id: request.id,
      method: request.method,
      route,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    });
  });
}
