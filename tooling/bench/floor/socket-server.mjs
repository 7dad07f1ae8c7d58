/**
 * The floor of the socket benchmarks, as a child: bare `ws` and `node:http`. It greets whoever says something with as many bytes as the
 * API's welcome has, and at each POST it sends the frames it was given to all sockets, in the form that costs least: bytes made once.
 *
 * It says `{ kind: 'up' }`; told `{ kind: 'frames', welcome, frames }` it listens and answers `{ kind: 'ready', port }`.
 */
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const ANSWER = '{}';
/** As the API's gateways take it. */
const FRAME_MAX_BYTES = 4096;

process.on('message', (/** @type {any} */ message) => {
  if (message.kind !== 'frames') return;
  const welcome = Buffer.from(message.welcome);
  const frames = message.frames.map((/** @type {string} */ frame) => Buffer.from(frame));
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      for (const frame of frames) for (const socket of sockets.clients) socket.send(frame, { binary: false });
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': ANSWER.length }).end(ANSWER);
    });
  });
  const sockets = new WebSocketServer({ server, maxPayload: FRAME_MAX_BYTES });
  sockets.on('connection', (socket) => {
    socket.on('error', () => socket.terminate());
    socket.once('message', () => socket.send(welcome, { binary: false }));
  });
  server.listen(0, '127.0.0.1', () => {
    const address = /** @type {import('node:net').AddressInfo} */ (server.address());
    process.send?.({ kind: 'ready', port: address.port });
  });
});
process.on('SIGTERM', () => process.exit(0));
// Not before: what a program that is loaded first may listen for must not be taken for heard here.
process.send?.({ kind: 'up' });
