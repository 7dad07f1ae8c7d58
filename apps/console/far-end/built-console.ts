import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { answer, listenForSockets } from './node.js';
import { PREVIEW_STAND_IN } from './preview-stand-in.js';
import type { World } from './world.js';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The strictest policy the console is promised to run under; the API's own is a little wider. */
export const POLICY =
  "default-src 'self'; object-src 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types lit-html vite";

/** Serves a built console as the API does: strict policy, every address below `/console/` answered with the page. */
export const serveBuilt = async (folder: string, world: World): Promise<{ origin: string; server: Server }> => {
  const server = createServer(async (request, response) => {
    if (await answer(world, request, response)) return;
    const { pathname } = new URL(request.url ?? '/', 'http://far-end.test');
    if (pathname === '/w/preview') {
      response.writeHead(200, { 'content-type': TYPES['.html'] }).end(PREVIEW_STAND_IN);
      return;
    }
    if (!pathname.startsWith('/console/')) {
      response.writeHead(404).end();
      return;
    }
    const name = normalize(pathname.slice('/console/'.length));
    const file = extname(name) === '' ? 'index.html' : name;
    const body = await readFile(join(folder, file)).catch(() => null);
    if (body === null) {
      response.writeHead(404).end();
      return;
    }
    response
      .writeHead(200, {
        'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
        'content-security-policy': POLICY,
      })
      .end(body);
  });
  listenForSockets(world, server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return { origin: `http://127.0.0.1:${address.port}`, server };
};
