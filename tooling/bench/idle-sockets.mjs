/** What a visitor's socket costs while nothing is said on it, beside a socket of bare `ws`. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PROTOCOL_VERSION, pathOf, WIDGET_SOCKET_PATH } from '@chatku/schemas';
import { ROOT } from '../bootstrap/workspace.mjs';
import { identifyUsers, installBot, startApi } from '../product/api-server.mjs';
import { startProgram } from '../product/scratch.mjs';
import { startCrowd, told } from './fan-out.mjs';
import { median, round } from './statistics.mjs';

/** Opened and closed before anything is counted: what the first sockets load and compile is there once for all. */
const WARM_UP = 200;
const SOCKETS = 1_000;
const ROUNDS = 3;
const READING_AT_ONCE = 20;

/** @typedef {{ heapBytes: number, residentBytes: number }} Kept */
/** @typedef {Pick<import('../product/scratch.mjs').Program, 'send' | 'message' | 'stop'> & { port: number }} Contestant */

const PROBE = {
  NODE_OPTIONS: `--import=${pathToFileURL(join(ROOT, 'tooling', 'bench', 'floor', 'memory-probe.mjs')).href}`,
};

/** @param {Contestant} server @returns {Promise<Kept>} */
async function kept(server) {
  server.send({ kind: 'memory' });
  return server.message('kept');
}

/**
 * Visitors with a session each, and what their widgets say first.
 *
 * @param {{ url: string }} api
 * @param {{ botId: string, key: string }} bot
 */
async function visitors(api, bot) {
  const senders = await identifyUsers(api, bot, WARM_UP + SOCKETS);
  /** @type {import('./crowd.mjs').Client[]} */
  const clients = [];
  let next = 0;
  const readNext = async () => {
    for (let at = next++; at < senders.length; at = next++) {
      const { page, token } = /** @type {import('../product/api-server.mjs').Sender} */ (senders[at]);
      const answer = await fetch(api.url + pathOf('widget_messages', { bot_id: bot.botId }), {
        headers: { 'chatku-page': page, authorization: `Bearer ${token}` },
      });
      const { after } = await answer.json();
      const [, secret, epoch] = page.split('.');
      const hello = { type: 'hello', protocol: PROTOCOL_VERSION, bot_id: bot.botId, token, page: secret, after };
      clients[at] = { headers: {}, hello: { ...hello, epoch: Number(epoch) } };
    }
  };
  await Promise.all(Array.from({ length: READING_AT_ONCE }, readNext));
  return clients;
}

/**
 * What each of a thousand sockets adds.
 *
 * @param {Contestant} server
 * @param {import('./crowd.mjs').Client[]} clients
 * @returns {Promise<Kept>}
 */
async function costOf(server, clients) {
  const crowd = startCrowd();
  try {
    await crowd.message('up');
    /** @param {import('./crowd.mjs').Client[]} some */
    const open = async (some) => {
      crowd.send({ kind: 'open', port: server.port, path: WIDGET_SOCKET_PATH, clients: some });
      await told(crowd, 'opened');
    };
    await open(clients.slice(0, WARM_UP));
    const before = await kept(server);
    await open(clients.slice(WARM_UP));
    const after = await kept(server);
    crowd.send({ kind: 'close' });
    await told(crowd, 'closed');
    return {
      heapBytes: (after.heapBytes - before.heapBytes) / SOCKETS,
      residentBytes: (after.residentBytes - before.residentBytes) / SOCKETS,
    };
  } finally {
    await crowd.stop();
  }
}

/**
 * @param {string} folder
 * @returns {Promise<import('./report.mjs').Finding[]>}
 * @throws {Error} when a socket was refused or closed
 */
export async function benchIdleSockets(folder) {
  const dataDir = join(folder, 'idle-sockets');
  let api = await startApi(dataDir);
  try {
    const clients = await visitors(api, await installBot(api));
    /** @type {Record<'chatku' | 'ws', Kept[]>} */
    const costs = { chatku: [], ws: [] };
    const contestants = {
      chatku: async () => {
        api = await startApi(dataDir, { env: PROBE });
        return { ...api, port: Number(new URL(api.url).port) };
      },
      ws: async () => {
        const program = startProgram(new URL('./floor/socket-server.mjs', import.meta.url), { env: PROBE });
        await program.message('up');
        program.send({ kind: 'frames', welcome: JSON.stringify({ type: 'welcome', epoch: 1 }), frames: [] });
        return { ...program, port: (await program.message('ready')).port };
      },
    };
    await api.stop();
    for (let at = 0; at < ROUNDS; at++) {
      const order = /** @type {('chatku' | 'ws')[]} */ (at % 2 === 1 ? ['ws', 'chatku'] : ['chatku', 'ws']);
      for (const name of order) {
        const server = await contestants[name]();
        try {
          costs[name].push(await costOf(server, clients));
        } finally {
          await server.stop();
        }
      }
    }
    return findings(costs);
  } finally {
    if (api.runs()) await api.stop();
  }
}

/** @param {Record<'chatku' | 'ws', Kept[]>} costs @returns {import('./report.mjs').Finding[]} */
function findings({ chatku, ws }) {
  /** @param {Kept[]} of @param {keyof Kept} what */
  const kilobytes = (of, what) => round(median(of.map((one) => one[what])) / 1024, 1);
  /** @param {keyof Kept} what */
  const ratio = (what) => round(median(chatku.map((one, at) => one[what] / (ws[at]?.[what] ?? Number.NaN))), 2);
  /** @param {keyof Kept} what */
  const note = (what) =>
    `${kilobytes(chatku, what)} kB, ws ${kilobytes(ws, what)} kB; ${SOCKETS} sockets, ${ROUNDS} rounds`;
  return [
    {
      name: 'idle socket of a visitor, heap and buffers, beside bare ws',
      value: ratio('heapBytes'),
      unit: 'x',
      atMost: 2,
      note: `collected; ${note('heapBytes')}`,
    },
    {
      name: 'the same, resident memory',
      value: ratio('residentBytes'),
      unit: 'x',
      note: `recorded; ${note('residentBytes')}`,
    },
  ];
}
