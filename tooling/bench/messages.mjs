/** Messages stored and answered a second, beside floors that do nothing but store the same rows. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathOf } from '@chatku/schemas';
import sqlite3 from 'sqlite3';
import { ROOT } from '../bootstrap/workspace.mjs';
import { identifyUsers, installBot, startApi } from '../product/api-server.mjs';
import { startProgram } from '../product/scratch.mjs';
import { median, percentile, round } from './statistics.mjs';

const CONNECTIONS = 50;
/** One visitor may send 60 messages a minute; so many of them never come near that. */
const SENDERS = 1_500;
const ROUNDS = 5;
const ROUND_MS = 4_000;
const WARM_UP_MS = 1_500;

const MIGRATIONS = join(ROOT, 'apps', 'api', 'src', 'platform', 'database', 'migrations', 'sqlite');

/** @typedef {{ port: number, path: string, file: string, output: () => string, stop: () => Promise<void> }} Contestant */

/**
 * @param {'grouped' | 'single'} mode
 * @param {string} file
 * @param {import('../product/api-server.mjs').Sender[]} senders
 * @returns {Promise<Contestant>}
 */
async function startFloor(mode, file, senders) {
  const [baseline, ...more] = readdirSync(MIGRATIONS).sort();
  if (baseline === undefined || more.length > 0) {
    throw new Error('The floor knows how to make the tables from one migration only: teach it the new ones.');
  }
  const args = [file, join(MIGRATIONS, baseline), mode];
  const program = startProgram(new URL('./floor/message-server.mjs', import.meta.url), { args });
  program.send({ senders });
  const { port } = await program.message('ready');
  return { port, path: '/messages', file, output: program.output, stop: program.stop };
}

/**
 * How many messages a database holds, by who wrote them.
 *
 * @param {string} file
 * @returns {Promise<Record<string, number>>}
 */
async function countMessages(file) {
  const db = new sqlite3.Database(file, sqlite3.OPEN_READONLY);
  try {
    /** @type {{ author: string, count: number }[]} */
    const rows = await new Promise((resolve, reject) => {
      db.all('SELECT author, count(*) AS count FROM message GROUP BY author', (error, found) =>
        error ? reject(error) : resolve(/** @type {{ author: string, count: number }[]} */ (found)),
      );
    });
    return Object.fromEntries(rows.map(({ author, count }) => [author, count]));
  } finally {
    db.close();
  }
}

/**
 * @param {string} folder
 * @returns {Promise<import('./report.mjs').Finding[]>}
 * @throws {Error} when a message was refused, or a database holds another number of messages than was acknowledged
 */
export async function benchMessages(folder) {
  const api = await startApi(join(folder, 'messages-api'));
  const load = startProgram(new URL('./load.mjs', import.meta.url));
  /** @type {Record<string, Contestant>} */
  const contestants = {};
  try {
    const bot = await installBot(api);
    const senders = await identifyUsers(api, bot, SENDERS);
    contestants.chatku = {
      port: Number(new URL(api.url).port),
      path: pathOf('widget_send', { bot_id: bot.botId }),
      file: join(folder, 'messages-api', 'chatku.db'),
      output: api.output,
      stop: api.stop,
    };
    contestants.grouped = await startFloor('grouped', join(folder, 'grouped.db'), senders);
    contestants.single = await startFloor('single', join(folder, 'single.db'), senders);
    await load.message('up');
    load.send({ kind: 'senders', senders });

    const acknowledged = Object.fromEntries(Object.keys(contestants).map((name) => [name, 0]));
    /** @param {string} name @param {number} forMs */
    const sendTo = async (name, forMs) => {
      const { port, path, output } = /** @type {Contestant} */ (contestants[name]);
      load.send({ kind: 'round', host: '127.0.0.1', port, path, connections: CONNECTIONS, forMs });
      const sent = await load.message('sent');
      if (sent.broken !== undefined) throw new Error(`${name}: ${sent.broken}\n${output()}`);
      if (sent.refusals.length > 0) throw new Error(`${name} refused messages:\n${sent.refusals.join('\n')}`);
      acknowledged[name] += sent.answered;
      return sent;
    };

    /** @type {Record<string, { perSecond: number, p99Ms: number }>[]} */
    const rounds = [];
    for (const name of Object.keys(contestants)) await sendTo(name, WARM_UP_MS);
    for (let at = 0; at < ROUNDS; at++) {
      // Who goes first alternates: a machine that slows down slows all of them.
      const order = Object.keys(contestants);
      if (at % 2 === 1) order.reverse();
      /** @type {Record<string, { perSecond: number, p99Ms: number }>} */
      const figures = {};
      for (const name of order) {
        const { answered, tookMs, latenciesMs } = await sendTo(name, ROUND_MS);
        figures[name] = { perSecond: (answered * 1000) / tookMs, p99Ms: percentile(latenciesMs, 0.99) };
      }
      rounds.push(figures);
    }

    for (const [name, { file, stop }] of Object.entries(contestants)) {
      await stop();
      const stored = await countMessages(file);
      if (stored.visitor !== acknowledged[name] || stored.bot !== acknowledged[name]) {
        throw new Error(
          `${name} acknowledged ${acknowledged[name]} messages and holds ${stored.visitor} with ${stored.bot} answers.`,
        );
      }
    }
    return findings(rounds);
  } finally {
    await Promise.all([load.stop(), api.stop(), ...Object.values(contestants).map(({ stop }) => stop())]);
  }
}

/**
 * @param {Record<string, { perSecond: number, p99Ms: number }>[]} rounds
 * @returns {import('./report.mjs').Finding[]}
 */
function findings(rounds) {
  /** @param {string} name @param {'perSecond' | 'p99Ms'} what */
  const of = (name, what) => rounds.map((figures) => figures[name]?.[what] ?? Number.NaN);
  const api = of('chatku', 'perSecond');
  const grouped = of('grouped', 'perSecond');
  const single = of('single', 'perSecond');
  /** @param {number[]} floor */
  const ratioTo = (floor) => round(median(api.map((perSecond, at) => perSecond / (floor[at] ?? Number.NaN))), 3);
  /** @param {number[]} values */
  const spread = (values) => `${Math.round(Math.min(...values))} to ${Math.round(Math.max(...values))}`;
  return [
    {
      name: 'messages stored and answered',
      value: round(median(api)),
      unit: '/s',
      note: `${CONNECTIONS} connections; rounds ${spread(api)}; p99 ${round(median(of('chatku', 'p99Ms')))} ms`,
    },
    {
      name: 'floor g: one commit a turn of the event loop',
      value: round(median(grouped)),
      unit: '/s',
      note: `rounds ${spread(grouped)}`,
    },
    {
      name: 'floor 1: one transaction a message',
      value: round(median(single)),
      unit: '/s',
      note: `rounds ${spread(single)}`,
    },
    { name: 'messages, beside floor g', value: ratioTo(grouped), unit: 'x', note: 'recorded, no bar yet' },
    { name: 'messages, beside floor 1', value: ratioTo(single), unit: 'x', note: 'recorded, no bar yet' },
  ];
}
