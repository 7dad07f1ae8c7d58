import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { notFound } from '../errors/app-error.js';
import { packageFolder } from './package-folder.js';
import { StaticFolder, sendStaticFile } from './static-folder.js';

/** What the console's pages may do. Style sheets are constructed or linked, never inline. */
export const CONSOLE_CSP = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self' ws: wss:",
  "font-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Vite puts what it names by content under this folder; those names never mean anything else. */
const HASHED = /^assets\//;

/** Serves the console at `/console/`: its files, and its page at every address below that is not a file. */
export function serveConsole(fastify: FastifyInstance, folder = join(packageFolder('@chatku/console'), 'dist')): void {
  const files = new StaticFolder(folder);
  const send = async (request: FastifyRequest, reply: FastifyReply) => {
    const name = (request.params as { '*'?: string })['*'] ?? '';
    reply.header('content-security-policy', CONSOLE_CSP);
    const file = name === '' ? null : files.find(name);
    if (file !== null) return sendStaticFile(request, reply, file, HASHED.test(name) ? 'immutable' : 'revalidate');
    // A missing script answered with a page would be a riddle in the browser's log.
    if (/\.[a-z0-9]+$/i.test(name)) throw notFound('file of the console');
    const page = files.find('index.html');
    if (page === null) throw notFound('console here: it has not been built (pnpm build)');
    return sendStaticFile(request, reply, page, 'revalidate');
  };
  fastify.get('/console', async (_request, reply) => reply.redirect('/console/', 308));
  fastify.get('/console/*', send);
  fastify.get('/', async (_request, reply) => reply.redirect('/console/', 302));
}
