/**
 * A child that sends messages over a fixed number of kept-alive connections, each with one request under way at a time.
 * On bare sockets, so that most of the machine is left for the server that is measured.
 *
 * Told `{ kind: 'senders', senders }` before the rounds of these and `{ kind: 'round', host, port, path, connections, forMs, most }`
 * for each round, which ends after `forMs` or when `most` messages were answered;
 * answers `{ kind: 'sent', answered, tookMs, latenciesMs, refusals }`, or `{ kind: 'sent', broken }` when a connection broke.
 */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';

const TEXT = 'Selamat petang, is the batik lamp in the window still for sale?';

/** @type {{ page: string, token: string }[]} */
let senders = [];
/** Goes on over all rounds, so that no sender comes twice before all others came once. */
let nextSender = 0;

/** @param {{ host: string, port: number, path: string }} target */
function nextRequest({ host, port, path }) {
  const { page, token } = /** @type {{ page: string, token: string }} */ (senders[nextSender++ % senders.length]);
  const body = JSON.stringify({ client_id: randomUUID(), text: TEXT });
  return (
    `POST ${path} HTTP/1.1\r\nhost: ${host}:${port}\r\ncontent-type: application/json\r\n` +
    `content-length: ${Buffer.byteLength(body)}\r\nchatku-page: ${page}\r\nauthorization: Bearer ${token}\r\n\r\n${body}`
  );
}

/**
 * The status of an answer that has arrived whole; null while some of it is missing.
 *
 * @param {Buffer} bytes
 */
function statusOf(bytes) {
  const headEnds = bytes.indexOf('\r\n\r\n');
  if (headEnds < 0) return null;
  const head = bytes.toString('latin1', 0, headEnds);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`An answer without a length:\n${head}`);
  return bytes.length >= headEnds + 4 + Number(length) ? Number(head.slice(9, 12)) : null;
}

/** @param {{ host: string, port: number, path: string, connections: number, forMs: number, most?: number }} round */
async function runRound(round) {
  /** @type {number[]} */
  const latenciesMs = [];
  /** @type {string[]} */
  const refusals = [];
  const sockets = await Promise.all(
    Array.from(
      { length: round.connections },
      () =>
        new Promise((resolve, reject) => {
          const socket = connect(round.port, round.host, () => resolve(socket));
          socket.setNoDelay(true);
          socket.once('error', reject);
        }),
    ),
  );
  const begun = performance.now();
  await Promise.all(
    sockets.map(
      (socket) =>
        new Promise((resolve, reject) => {
          /** @type {Buffer} */
          let received = Buffer.alloc(0);
          let sentAt = 0;
          const send = () => {
            sentAt = performance.now();
            received = Buffer.alloc(0);
            socket.write(nextRequest(round));
          };
          socket.on('data', (/** @type {Buffer} */ chunk) => {
            received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
            const status = statusOf(received);
            if (status === null) return;
            const now = performance.now();
            if (status === 200) latenciesMs.push(now - sentAt);
            else refusals.push(received.toString('utf8'));
            const isOver = now - begun >= round.forMs || latenciesMs.length >= (round.most ?? Number.POSITIVE_INFINITY);
            if (!isOver) send();
            else resolve(undefined);
          });
          socket.on('error', reject);
          socket.on('close', () => reject(new Error('The server closed a connection.')));
          send();
        }),
    ),
  );
  const tookMs = performance.now() - begun;
  for (const socket of sockets) {
    socket.removeAllListeners('close');
    socket.destroy();
  }
  return { answered: latenciesMs.length, tookMs, latenciesMs, refusals: refusals.slice(0, 3) };
}

process.on('message', async (/** @type {any} */ message) => {
  if (message.kind === 'senders') senders = message.senders;
  else {
    // A server that went away is told where the server's own words are known.
    const sent = await runRound(message).catch((error) => ({
      broken: error instanceof Error ? error.message : String(error),
    }));
    process.send?.({ kind: 'sent', ...sent });
  }
});
process.send?.({ kind: 'up' });
