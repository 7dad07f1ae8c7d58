import { PAGE_HEADER } from '@chatku/schemas';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { notFound } from '../../platform/errors/app-error.js';
import { sendProblem } from '../../platform/errors/problem-filter.js';
import { type Caching, type StaticFile, sendStaticFile } from '../../platform/static/static-folder.js';
import { websiteOf } from '../installations/index.js';
import { PREVIEW_POLICY } from './pages.js';
import type { WidgetDeliveryService } from './widget-delivery.service.js';

/** A changed look reaches websites within this time. */
const LOADER_MAX_AGE_SECONDS = 60;
const PREFLIGHT_MAX_AGE_SECONDS = 600;

const isWidgetCall = (url: string): boolean => /^\/v1\/bots\/[^/?]*\/widget\//.test(url);

/** Public files: any website may read them, and nothing about the reader changes them. */
function sendPublic(request: FastifyRequest, reply: FastifyReply, file: StaticFile, caching: Caching) {
  reply.header('access-control-allow-origin', '*');
  reply.header('cross-origin-resource-policy', 'cross-origin');
  return sendStaticFile(request, reply, file, caching);
}

/** What an address with a hash names, or that there is nothing of the kind. */
function sendHashed(
  request: FastifyRequest,
  reply: FastifyReply,
  found: { readonly file: StaticFile; readonly caching: Caching } | null,
) {
  if (found !== null) return sendPublic(request, reply, found.file, found.caching);
  reply.header('access-control-allow-origin', '*');
  sendProblem(reply, notFound('file'), request.id);
  return reply;
}

/**
 * The widget's files, and the cross-origin rules of its calls. Plain routes rather than controllers, since a query must
 * not be refused here (websites add `?v=2` to scripts) and is never looked at.
 */
export function registerWidgetRoutes(fastify: FastifyInstance, delivery: WidgetDeliveryService): void {
  fastify.get('/w/preview', async (request, reply) => {
    const file = delivery.previewPage();
    if (file === null) throw notFound('preview: the widget has not been built');
    reply.header('content-security-policy', PREVIEW_POLICY);
    reply.header('x-frame-options', 'SAMEORIGIN');
    return sendStaticFile(request, reply, file, 'no-store');
  });

  fastify.get<{ Params: { bot_id: string } }>('/chat/:bot_id', async (request, reply) => {
    reply.header('content-security-policy', delivery.chatPolicy);
    return sendStaticFile(request, reply, await delivery.chatPage(request.params.bot_id), 'no-store');
  });

  fastify.get<{ Params: { file: string } }>('/w/:file', async (request, reply) => {
    const { file } = request.params;
    const botId = file.replace(/\.(js|json)$/, '');
    const found = file.endsWith('.json')
      ? await delivery.settings(botId)
      : await delivery.loader(botId, websiteOf(request.headers.referer));
    return sendPublic(request, reply, found, { maxAgeSeconds: LOADER_MAX_AGE_SECONDS });
  });

  fastify.get<{ Params: { hash: string; file: string } }>('/w/p/:hash/:file', async (request, reply) => {
    const { hash, file } = request.params;
    return sendHashed(request, reply, delivery.asset(hash, file));
  });

  fastify.get<{ Params: { bot_id: string; hash: string } }>('/w/a/:bot_id/:hash', async (request, reply) => {
    const { bot_id, hash } = request.params;
    const file = await delivery.picture(bot_id, hash);
    return sendHashed(request, reply, file && { file, caching: 'immutable' });
  });

  // A preflight proves nothing and gets nothing: the real request is checked against the bot's origins.
  fastify.options('/v1/bots/*', async (_request, reply) => {
    reply.header('access-control-allow-origin', '*');
    reply.header('access-control-allow-methods', 'GET, POST, PATCH');
    reply.header('access-control-allow-headers', `authorization, content-type, ${PAGE_HEADER}`);
    reply.header('access-control-max-age', String(PREFLIGHT_MAX_AGE_SECONDS));
    return reply.code(204).send();
  });

  // A refused origin may read that it is refused, and so tell its installer; it gets nothing else.
  fastify.addHook('onRequest', async (request, reply) => {
    if (request.method === 'OPTIONS' || !isWidgetCall(request.url)) return;
    const { origin } = request.headers;
    if (typeof origin === 'string') reply.header('access-control-allow-origin', origin);
    reply.header('access-control-expose-headers', 'x-request-id, retry-after');
    reply.header('vary', 'Origin');
    reply.header('cache-control', 'no-store');
  });
}
