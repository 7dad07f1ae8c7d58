import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { CONSOLE_SOCKET_PATH } from '@chatku/schemas';
import { WebSocketServer } from 'ws';
import { handle } from './handle.js';
import { speak } from './speak.js';
import type { World } from './world.js';

/** Answers what a console asks of `/v1`; false: the request is for somebody else. */
export const answer = async (world: World, request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
  if (!request.url?.startsWith('/v1/')) return false;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) if (typeof value === 'string') headers.set(name, value);
  const { method = 'GET' } = request;
  const answered = await handle(
    world,
    new Request(new URL(request.url, 'http://far-end.test'), {
      method,
      headers,
      body: method === 'GET' ? null : Buffer.concat(chunks),
    }),
  );
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  response.end(Buffer.from(await answered.arrayBuffer()));
  return true;
};

/** Speaks the console's socket on a server. */
export const listenForSockets = (world: World, server: Server): void => {
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    if (new URL(request.url ?? '/', 'http://far-end.test').pathname !== CONSOLE_SOCKET_PATH) return;
    sockets.handleUpgrade(request, socket, head, (ws) => {
      const end = speak(world, {
        send: (text) => ws.send(text),
        // 1006 may not be sent; it stands for a wire that was cut.
        close: (code) => (code === 1006 ? ws.terminate() : ws.close(code)),
      });
      ws.on('message', (data) => end.take(String(data)));
      ws.on('close', () => end.gone());
    });
  });
};
