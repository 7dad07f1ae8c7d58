/** Messages stored and answered a second on Postgres, by one node, beside a floor that does nothing but store the same rows. */
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathOf } from '@chatku/schemas';
import { ROOT } from '../bootstrap/workspace.mjs';
import { identifyUsers, installBot, startApi } from '../product/api-server.mjs';
import { startProgram } from '../product/scratch.mjs';
import { median, percentile, round } from './statistics.mjs';

/** Names a server where databases may be made; the same as for the tests. */
export const POSTGRES_VARIABLE = 'CHATKU_TEST_DATABASE_URL';

const CONNECTIONS = 50;
const SENDERS = 1_500;
const ROUNDS = 5;
const ROUND_MS = 3_000;
const WARM_UP_MS = 1_500;
/** As many as a node of the API keeps, those that read and those that write. */
const FLOOR_POOL = 20;

/** @typedef {'chatku' | 'floor'} Name */
/** @typedef {{ perSecond: number, p99Ms: number }} Figures */
/** @typedef {{ port: number, path: string, database: string, output: () => string, stop: () => Promise<void> }} Contestant */

/** @returns {any} the driver the API uses */
const driver = () => createRequire(join(ROOT, 'apps', 'api', 'package.json'))('pg');

/** @param {string} server @param {string} database */
function urlOf(server, database) {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

/**
 * Runs one statement.
 *
 * @param {string} url
 * @param {string} sql
 * @returns {Promise<any[]>}
 */
async function query(url, sql) {
  const client = new (driver().Client)({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/**
 * What one message adds to each table.
 *
 * @param {string} url
 * @returns {Promise<Record<string, number>>}
 */
async function rowsOf(url) {
  const tables = await query(
    url,
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
  );
  /** @type {Record<string, number>} */
  const counts = {};
  for (const { name } of tables) {
    const [row] = await query(url, `SELECT count(*)::int AS count FROM "${name}"`);
    counts[name] = row.count;
  }
  return counts;
}

/**
 * @param {string} folder
 * @param {string} server a URL of a Postgres where databases may be made
 * @returns {Promise<import('./report.mjs').Finding[]>}
 * @throws {Error} when a message was refused, or a database holds another number of messages than was acknowledged
 */
export async function benchPostgres(folder, server) {
  const run = `chatku_bench_${randomBytes(6).toString('hex')}`;
  const databases = { chatku: run, floor: `${run}_floor` };
  const url = { chatku: urlOf(server, databases.chatku), floor: urlOf(server, databases.floor) };
  const dataDir = join(folder, 'postgres');
  const env = { DATABASE_URL: url.chatku };
  const load = startProgram(new URL('./load.mjs', import.meta.url));
  /** @type {{ stop: () => Promise<void> }[]} */
  const running = [load];
  try {
    await query(server, `CREATE DATABASE ${run} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`);
    const preparing = await startApi(dataDir, { env });
    running.push(preparing);
    const bot = await installBot(preparing);
    const senders = await identifyUsers(preparing, bot, SENDERS);
    await preparing.stop();
    const before = await rowsOf(url.chatku);
    await query(server, `CREATE DATABASE ${databases.floor} TEMPLATE ${databases.chatku}`);

    const api = await startApi(dataDir, { env });
    running.push(api);
    const floor = startProgram(new URL('./floor/postgres-server.mjs', import.meta.url), {
      args: [url.floor, String(FLOOR_POOL)],
    });
    running.push(floor);
    floor.send({ senders });
    const { port } = await floor.message('ready');
    const path = pathOf('widget_send', { bot_id: bot.botId });
    /** @type {Record<Name, Contestant>} */
    const contestants = {
      chatku: { ...api, port: Number(new URL(api.url).port), path, database: url.chatku },
      floor: { ...floor, port, path: '/messages', database: url.floor },
    };
    await load.message('up');
    load.send({ kind: 'senders', senders });

    const acknowledged = { chatku: 0, floor: 0 };
    /** @param {Name} name @param {number} forMs @returns {Promise<Figures>} */
    const sendTo = async (name, forMs) => {
      const { port: to, path: at, output } = contestants[name];
      load.send({ kind: 'round', host: '127.0.0.1', port: to, path: at, connections: CONNECTIONS, forMs });
      const sent = await load.message('sent');
      if (sent.broken !== undefined) throw new Error(`${name}: ${sent.broken}\n${output()}`);
      if (sent.refusals.length > 0) throw new Error(`${name} refused messages:\n${sent.refusals.join('\n')}`);
      acknowledged[name] += sent.answered;
      return { perSecond: (sent.answered * 1000) / sent.tookMs, p99Ms: percentile(sent.latenciesMs, 0.99) };
    };
    const names = /** @type {const} */ (['chatku', 'floor']);
    for (const name of names) await sendTo(name, WARM_UP_MS);
    /** @type {Record<Name, Figures>[]} */
    const rounds = [];
    for (let at = 0; at < ROUNDS; at++) {
      /** @type {Partial<Record<Name, Figures>>} */
      const figures = {};
      for (const name of at % 2 === 1 ? names.toReversed() : names) figures[name] = await sendTo(name, ROUND_MS);
      rounds.push(/** @type {Record<Name, Figures>} */ (figures));
    }
    await Promise.all([api.stop(), floor.stop()]);
    await requireSameRows(before, url, acknowledged);
    return findings(rounds);
  } finally {
    await Promise.all(running.map((program) => program.stop()));
    for (const database of Object.values(databases))
      await query(server, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
  }
}

/**
 * Each acknowledged message must be there with its answer, and the floor must have written as many rows a message as the product.
 *
 * @param {Record<string, number>} before what both databases began with
 * @param {Record<Name, string>} url
 * @param {Record<Name, number>} acknowledged
 */
async function requireSameRows(before, url, acknowledged) {
  const after = { chatku: await rowsOf(url.chatku), floor: await rowsOf(url.floor) };
  for (const name of /** @type {const} */ (['chatku', 'floor'])) {
    const stored = (after[name]['message'] ?? 0) - (before['message'] ?? 0);
    if (stored !== 2 * acknowledged[name])
      throw new Error(`${name} acknowledged ${acknowledged[name]} messages and holds ${stored} with their answers.`);
  }
  for (const table of Object.keys(before)) {
    // Opened once for each sender, by the floor before the first message.
    if (table === 'conversation' || table === 'flow_session') continue;
    /** @param {Name} name */
    const perMessage = (name) =>
      round(((after[name][table] ?? 0) - (before[table] ?? 0)) / (acknowledged[name] || 1), 1);
    if (perMessage('chatku') !== perMessage('floor')) {
      throw new Error(
        `A message adds ${perMessage('chatku')} rows to ${table}, and the floor adds ${perMessage('floor')}: teach it.`,
      );
    }
  }
}

/** @param {Record<Name, Figures>[]} rounds @returns {import('./report.mjs').Finding[]} */
function findings(rounds) {
  /** @param {Name} name @param {keyof Figures} what */
  const of = (name, what) => rounds.map((figures) => figures[name][what]);
  /** @param {Name} name */
  const note = (name) => {
    const values = of(name, 'perSecond');
    const spread = `rounds ${Math.round(Math.min(...values))} to ${Math.round(Math.max(...values))}`;
    return `${spread}; p99 ${round(median(of(name, 'p99Ms')))} ms`;
  };
  return [
    {
      name: 'messages stored and answered on Postgres, one node',
      value: round(median(of('chatku', 'perSecond'))),
      unit: '/s',
      note: `${CONNECTIONS} connections; ${note('chatku')}`,
    },
    {
      name: 'floor on Postgres: a transaction a message',
      value: round(median(of('floor', 'perSecond'))),
      unit: '/s',
      note: `pg, pool of ${FLOOR_POOL}; ${note('floor')}`,
    },
    {
      name: 'messages on Postgres, beside that floor',
      value: round(median(rounds.map(({ chatku, floor }) => chatku.perSecond / floor.perSecond)), 3),
      unit: 'x',
      atLeast: 0.5,
    },
  ];
}
