/** One event to a thousand sockets of the console, beside bare `ws` that sends the same bytes to as many. */
import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { CONSOLE_SOCKET_PATH, PROTOCOL_VERSION, pathOf } from '@chatku/schemas';
import sqlite3 from 'sqlite3';
import { WebSocket } from 'ws';
import { identifyUsers, installBot, startApi } from '../product/api-server.mjs';
import { startProgram } from '../product/scratch.mjs';
import { median, round } from './statistics.mjs';

const SOCKETS = 1_000;
const SENDERS = 200;
const ROUNDS = 5;
/** Messages of a round; each is two events, its own and that of its answer. */
const BURST = 50;
const BURST_CONNECTIONS = 10;
/** Messages of a round that come one by one, each when all have heard of the one before. */
const SINGLE = 10;

/** @typedef {{ cookie: string, hello: object }} Agent */
/** @typedef {{ crowd: import('../product/scratch.mjs').Program, port: number, path: string, output: () => string }} Contestant */
/** @typedef {{ perSecond: number, singleMs: number }} Figures */

/**
 * A thousand people of the workspace, signed in on a browser each: as the API would have made them, without a thousand slow
 * password hashes. The API is stopped meanwhile.
 *
 * @param {string} file
 * @returns {Promise<Agent[]>}
 */
async function employ(file) {
  const agents = Array.from({ length: SOCKETS }, () => randomBytes(32).toString('base64url'));
  const rows = agents.map((token) => ({
    id: randomUUID(),
    session: randomUUID(),
    hash: createHash('sha256').update(token, 'utf8').digest('base64url'),
  }));
  const db = new sqlite3.Database(file);
  /** @param {string} sql @param {unknown[]} values @returns {Promise<any[]>} */
  const all = (sql, values = []) =>
    new Promise((resolve, reject) => db.all(sql, values, (error, found) => (error ? reject(error) : resolve(found))));
  try {
    const names = (await all("SELECT name FROM pragma_table_info('staff_user')")).map(({ name }) => name);
    const own = new Map([
      ['id', "value->>'id'"],
      ['email', "value->>'id' || '@example.com'"],
      ['email_key', "value->>'id' || '@example.com'"],
    ]);
    const list = JSON.stringify(rows);
    await all(
      `INSERT INTO staff_user (${names}) SELECT ${names.map((name) => own.get(name) ?? `u.${name}`)}
       FROM json_each(?), (SELECT * FROM staff_user LIMIT 1) AS u`,
      [list],
    );
    await all(
      `INSERT INTO staff_session (id, user_id, token_hash, expires_at_ms, last_seen_at_ms, created_at_ms)
       SELECT value->>'session', value->>'id', value->>'hash', ?, ?, ? FROM json_each(?)`,
      [Date.now() + 24 * 3_600_000, Date.now(), Date.now(), list],
    );
  } finally {
    await new Promise((resolve) => db.close(resolve));
  }
  return agents.map((token) => ({
    cookie: `chatku_session=${token}`,
    hello: {
      type: 'hello',
      protocol: PROTOCOL_VERSION,
      csrf: createHmac('sha256', token).update('chatku csrf').digest('base64url'),
    },
  }));
}

/**
 * What one agent is told: the welcome, and the events of one message.
 *
 * @param {string} url
 * @param {Agent} agent
 * @param {() => Promise<unknown>} send
 * @returns {Promise<{ welcome: string, frames: string[] }>}
 */
async function listenOnce(url, { cookie, hello }, send) {
  const socket = new WebSocket(url.replace('http', 'ws') + CONSOLE_SOCKET_PATH, {
    headers: { cookie, origin: url },
    perMessageDeflate: false,
  });
  try {
    /** @type {string[]} */
    const heard = [];
    return await new Promise((resolve, reject) => {
      socket.on('error', reject);
      socket.on('close', () => reject(new Error('An agent’s socket was closed.')));
      socket.on('open', () => socket.send(JSON.stringify(hello)));
      socket.on('message', (data) => {
        heard.push(String(data));
        const [welcome = '', ...frames] = heard;
        if (frames.length === 2) resolve({ welcome, frames });
        else if (frames.length === 0) send().catch(reject);
      });
    });
  } finally {
    socket.removeAllListeners('close');
    socket.terminate();
  }
}

/**
 * @param {string} folder
 * @returns {Promise<import('./report.mjs').Finding[]>}
 * @throws {Error} when a message was refused, or a socket was closed
 */
export async function benchFanOut(folder) {
  const load = startProgram(new URL('./load.mjs', import.meta.url));
  const floor = startProgram(new URL('./floor/socket-server.mjs', import.meta.url));
  const crowds = { chatku: startCrowd(), ws: startCrowd() };
  const dataDir = join(folder, 'fan-out');
  let api = await startApi(dataDir);
  try {
    const bot = await installBot(api);
    const senders = await identifyUsers(api, bot, SENDERS);
    await api.stop();
    const agents = await employ(join(dataDir, 'chatku.db'));
    api = await startApi(dataDir);
    await load.message('up');
    load.send({ kind: 'senders', senders });

    /** @param {{ port: number, path: string, output: () => string }} to @param {number} most @param {number} connections */
    const send = async ({ port, path, output }, most, connections) => {
      load.send({ kind: 'round', host: '127.0.0.1', port, path, connections, most, forMs: 60_000 });
      const sent = await load.message('sent');
      if (sent.broken !== undefined) throw new Error(`${sent.broken}\n${output()}`);
      if (sent.refusals.length > 0) throw new Error(`Messages were refused:\n${sent.refusals.join('\n')}`);
      return sent.answered;
    };
    const chatku = {
      crowd: crowds.chatku,
      port: Number(new URL(api.url).port),
      path: pathOf('widget_send', { bot_id: bot.botId }),
      output: api.output,
    };
    // Every conversation is open before anything is counted: an event more would go out with the first message of each.
    await send(chatku, SENDERS, 1);
    const { welcome, frames } = await listenOnce(api.url, /** @type {Agent} */ (agents[0]), () => send(chatku, 1, 1));
    await floor.message('up');
    floor.send({ kind: 'frames', welcome, frames });
    const { port } = await floor.message('ready');
    /** @type {Record<'chatku' | 'ws', Contestant>} */
    const contestants = { chatku, ws: { crowd: crowds.ws, port, path: '/messages', output: floor.output } };
    const clients = agents.map(({ cookie, hello }) => ({ headers: { cookie, origin: api.url }, hello }));
    for (const { crowd, port: of } of Object.values(contestants)) {
      await crowd.message('up');
      crowd.send({ kind: 'open', port: of, path: CONSOLE_SOCKET_PATH, clients });
      await told(crowd, 'opened');
    }

    /** From the first request to the last frame. @param {Contestant} to @param {number} most @param {number} connections */
    const carry = async (to, most, connections) => {
      const begun = performance.now();
      const answered = await send(to, most, connections);
      to.crowd.send({ kind: 'await', frames: answered * frames.length });
      await told(to.crowd, 'told');
      const tookMs = performance.now() - begun;
      return { tookMs, deliveries: answered * frames.length * SOCKETS };
    };
    /** @param {Contestant} to @returns {Promise<Figures>} */
    const measure = async (to) => {
      const { tookMs, deliveries } = await carry(to, BURST, BURST_CONNECTIONS);
      const singles = [];
      while (singles.length < SINGLE) singles.push((await carry(to, 1, 1)).tookMs);
      return { perSecond: (deliveries * 1000) / tookMs, singleMs: median(singles) };
    };
    const names = /** @type {const} */ (['chatku', 'ws']);
    for (const name of names) await measure(contestants[name]);
    /** @type {Record<'chatku' | 'ws', Figures>[]} */
    const rounds = [];
    for (let at = 0; at < ROUNDS; at++) {
      /** @type {Partial<Record<'chatku' | 'ws', Figures>>} */
      const figures = {};
      for (const name of at % 2 === 1 ? names.toReversed() : names) figures[name] = await measure(contestants[name]);
      rounds.push(/** @type {Record<'chatku' | 'ws', Figures>} */ (figures));
    }
    for (const crowd of Object.values(crowds)) {
      crowd.send({ kind: 'close' });
      await told(crowd, 'closed');
    }
    return findings(rounds, frames);
  } finally {
    await Promise.all([...Object.values(crowds), load, floor, api].map((program) => program.stop()));
  }
}

/** A child that holds sockets. */
export const startCrowd = () => startProgram(new URL('./crowd.mjs', import.meta.url));

/**
 * Waits for what a crowd was asked for.
 *
 * @param {import('../product/scratch.mjs').Program} crowd
 * @param {'opened' | 'told' | 'closed'} what
 * @throws {Error} when one of its sockets was closed or refused
 */
export async function told(crowd, what) {
  const { broken } = await crowd.message(what);
  if (broken !== undefined) throw new Error(`A socket broke: ${broken}`);
}

/**
 * @param {Record<'chatku' | 'ws', Figures>[]} rounds
 * @param {string[]} frames
 * @returns {import('./report.mjs').Finding[]}
 */
function findings(rounds, frames) {
  /** @param {'chatku' | 'ws'} name @param {keyof Figures} what */
  const of = (name, what) => rounds.map((figures) => figures[name][what]);
  /** @param {keyof Figures} what */
  const ratio = (what) => median(rounds.map(({ chatku, ws }) => chatku[what] / ws[what]));
  /** @param {number[]} values */
  const spread = (values) => `rounds ${round(Math.min(...values))} to ${round(Math.max(...values))}`;
  const bytes = frames.map((frame) => Buffer.byteLength(frame)).join(' and ');
  return [
    {
      name: 'events brought to 1,000 sockets of the console',
      value: round(median(of('chatku', 'perSecond'))),
      unit: '/s',
      note: `deliveries, of ${BURST} messages a round, the storing in it; frames of ${bytes} B; ${spread(of('chatku', 'perSecond'))}`,
    },
    {
      name: 'floor: bare ws to as many',
      value: round(median(of('ws', 'perSecond'))),
      unit: '/s',
      note: spread(of('ws', 'perSecond')),
    },
    { name: 'events brought, beside bare ws', value: round(ratio('perSecond'), 3), unit: 'x', atLeast: 0.8 },
    {
      name: 'one message and its answer, until the last of 1,000 has heard, beside bare ws',
      value: round(ratio('singleMs'), 2),
      unit: 'x',
      note: `${round(median(of('chatku', 'singleMs')))} ms, ws ${round(median(of('ws', 'singleMs')))} ms; recorded`,
    },
  ];
}
