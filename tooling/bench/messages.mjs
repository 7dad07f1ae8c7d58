/** Messages stored and answered a second, beside floors that do nothing but store the same rows, and beside storing nothing. */
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathOf } from '@chatku/schemas';
import sqlite3 from 'sqlite3';
import { identifyUsers, installBot, startApi } from '../product/api-server.mjs';
import { startProgram } from '../product/scratch.mjs';
import { ensureFastestBinding, FASTEST_BINDING } from './fastest-binding.mjs';
import { median, percentile, round } from './statistics.mjs';

const CONNECTIONS = 50;
/** One visitor may send 60 messages a minute; so many of them never come near that. */
const SENDERS = 1_500;
const ROUNDS = 5;
const ROUND_MS = 3_000;
/** With one connection, where nobody waits for anybody. */
const QUIET_ROUND_MS = 1_500;
const WARM_UP_MS = 1_500;

/** @typedef {{ port: number, path: string, file: string, output: () => string, stop: () => Promise<void> }} Contestant */
/** @typedef {{ perSecond: number, p50Ms: number, p99Ms: number }} Figures */
/** @typedef {'chatku' | 'storingOff' | 'n1' | 'g' | 'n1Fastest' | 'gFastest'} Name */

/**
 * Rows of a database.
 *
 * @param {string} file
 * @param {string} sql
 * @returns {Promise<any[]>}
 */
async function query(file, sql) {
  const db = new sqlite3.Database(file, sqlite3.OPEN_READONLY);
  try {
    return await new Promise((resolve, reject) => {
      db.all(sql, (error, found) => (error ? reject(error) : resolve(found)));
    });
  } finally {
    db.close();
  }
}

/**
 * The statements that make the tables and indices a database has.
 *
 * @param {string} file
 * @returns {Promise<string[]>}
 */
async function schemaOf(file) {
  const rows = await query(
    file,
    "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type = 'index'",
  );
  return rows.map(({ sql }) => sql);
}

/**
 * What one message adds to each table; what a table lost in the meantime counts as nothing.
 *
 * @param {string} file
 * @returns {Promise<Record<string, number>>}
 */
async function rowsOf(file) {
  /** @type {Record<string, number>} */
  const counts = {};
  const tables = await query(file, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
  for (const { name } of tables) counts[name] = (await query(file, `SELECT count(*) AS count FROM "${name}"`))[0].count;
  return counts;
}

/**
 * @param {object} floor
 * @param {'grouped' | 'single'} floor.mode
 * @param {string} floor.binding folder of the binding's package; empty for `sqlite3`
 * @param {string} floor.file
 * @param {string} floor.schemaFile
 * @param {import('../product/api-server.mjs').Sender[]} floor.senders
 * @returns {Promise<Contestant>}
 */
async function startFloor({ mode, binding, file, schemaFile, senders }) {
  const args = [file, schemaFile, mode, binding];
  const program = startProgram(new URL('./floor/message-server.mjs', import.meta.url), { args });
  program.send({ senders });
  const { port } = await program.message('ready');
  return { port, path: '/messages', file, output: program.output, stop: program.stop };
}

/**
 * @param {string} dataDir
 * @param {string} botId
 * @param {{ script?: URL }} [options]
 * @returns {Promise<Contestant>}
 */
async function startContestant(dataDir, botId, options) {
  const { url, output, stop } = await startApi(dataDir, options);
  return {
    port: Number(new URL(url).port),
    path: pathOf('widget_send', { bot_id: botId }),
    file: join(dataDir, 'chatku.db'),
    output,
    stop,
  };
}

/**
 * @param {string} folder
 * @returns {Promise<import('./report.mjs').Finding[]>}
 * @throws {Error} when a message was refused, or a database holds another number of messages than was acknowledged
 */
export async function benchMessages(folder) {
  const binding = ensureFastestBinding();
  const load = startProgram(new URL('./load.mjs', import.meta.url));
  const dataDir = join(folder, 'messages-api');
  const preparing = await startApi(dataDir);
  /** @type {Partial<Record<Name, Contestant>>} */
  const contestants = {};
  try {
    const { botId, key } = await installBot(preparing);
    const senders = await identifyUsers(preparing, { botId, key }, SENDERS);
    await preparing.stop();
    const schemaFile = join(folder, 'schema.json');
    writeFileSync(schemaFile, JSON.stringify(await schemaOf(join(dataDir, 'chatku.db'))));
    cpSync(dataDir, join(folder, 'storing-off'), { recursive: true });
    const before = await rowsOf(join(dataDir, 'chatku.db'));

    contestants.chatku = await startContestant(dataDir, botId);
    const script = new URL('./floor/storing-off.mjs', import.meta.url);
    contestants.storingOff = await startContestant(join(folder, 'storing-off'), botId, { script });
    /** @param {'grouped' | 'single'} mode @param {string} of @param {string} name */
    const floor = (mode, of, name) =>
      startFloor({ mode, binding: of, file: join(folder, `${name}.db`), schemaFile, senders });
    contestants.n1 = await floor('single', '', 'n1');
    contestants.g = await floor('grouped', '', 'g');
    contestants.n1Fastest = await floor('single', binding, 'n1-fastest');
    contestants.gFastest = await floor('grouped', binding, 'g-fastest');
    await load.message('up');
    load.send({ kind: 'senders', senders });

    const names = /** @type {Name[]} */ (Object.keys(contestants));
    /** @type {Record<string, number>} */
    const acknowledged = Object.fromEntries(names.map((name) => [name, 0]));
    /** @param {Name} name @param {number} forMs @param {number} connections @returns {Promise<Figures>} */
    const sendTo = async (name, forMs, connections) => {
      const { port, path, output } = /** @type {Contestant} */ (contestants[name]);
      load.send({ kind: 'round', host: '127.0.0.1', port, path, connections, forMs });
      const sent = await load.message('sent');
      if (sent.broken !== undefined) throw new Error(`${name}: ${sent.broken}\n${output()}`);
      if (sent.refusals.length > 0) throw new Error(`${name} refused messages:\n${sent.refusals.join('\n')}`);
      acknowledged[name] += sent.answered;
      return {
        perSecond: (sent.answered * 1000) / sent.tookMs,
        p50Ms: percentile(sent.latenciesMs, 0.5),
        p99Ms: percentile(sent.latenciesMs, 0.99),
      };
    };
    /** @param {readonly Name[]} of @param {number} forMs @param {number} connections @param {number} at */
    const takeTurns = async (of, forMs, connections, at) => {
      // Who goes first alternates: a machine that slows down slows all of them.
      const order = at % 2 === 1 ? of.toReversed() : of;
      /** @type {Partial<Record<Name, Figures>>} */
      const figures = {};
      for (const name of order) figures[name] = await sendTo(name, forMs, connections);
      return figures;
    };

    for (const name of names) await sendTo(name, WARM_UP_MS, CONNECTIONS);
    /** @type {Partial<Record<Name, Figures>>[]} */
    const busy = [];
    /** @type {Partial<Record<Name, Figures>>[]} */
    const quiet = [];
    for (let at = 0; at < ROUNDS; at++) {
      busy.push(await takeTurns(names, ROUND_MS, CONNECTIONS, at));
      quiet.push(await takeTurns(['chatku', 'n1'], QUIET_ROUND_MS, 1, at));
    }

    for (const name of names) await contestants[name]?.stop();
    await requireStored(contestants, acknowledged);
    await requireSameRows(before, contestants, acknowledged);
    return findings(busy, quiet);
  } finally {
    await Promise.all([load.stop(), preparing.stop(), ...Object.values(contestants).map(({ stop }) => stop())]);
  }
}

/**
 * Each acknowledged message must be there with its answer (and where storing was off, none).
 *
 * @param {Partial<Record<Name, Contestant>>} contestants
 * @param {Record<string, number>} acknowledged
 */
async function requireStored(contestants, acknowledged) {
  for (const [name, { file }] of Object.entries(contestants)) {
    const rows = await query(file, 'SELECT author, count(*) AS count FROM message GROUP BY author');
    const stored = Object.fromEntries(rows.map(({ author, count }) => [author, count]));
    const expected = name === 'storingOff' ? undefined : acknowledged[name];
    if (stored.visitor !== expected || stored.bot !== expected) {
      throw new Error(
        `${name} acknowledged ${acknowledged[name]} messages and holds ${stored.visitor} with ${stored.bot} answers.`,
      );
    }
  }
}

/**
 * The floors must write what the product writes: as many rows a message, in each table.
 *
 * @param {Record<string, number>} before rows of the API's tables before the first message
 * @param {Partial<Record<Name, Contestant>>} contestants
 * @param {Record<string, number>} acknowledged
 */
async function requireSameRows(before, contestants, acknowledged) {
  const grown = await rowsOf(contestants.chatku?.file ?? '');
  const floor = await rowsOf(contestants.n1?.file ?? '');
  for (const table of Object.keys(grown)) {
    const perMessage = round(((grown[table] ?? 0) - (before[table] ?? 0)) / (acknowledged.chatku ?? 1), 1);
    // Conversations and places in a flow are opened once for each sender, by a floor before the first message.
    const isOpened = table === 'conversation' || table === 'flow_session';
    const ofFloor = isOpened ? perMessage : round((floor[table] ?? 0) / (acknowledged.n1 ?? 1), 1);
    if (perMessage !== ofFloor) {
      throw new Error(`A message adds ${perMessage} rows to ${table}, and the floor adds ${ofFloor}: teach it.`);
    }
  }
}

/**
 * @param {Partial<Record<Name, Figures>>[]} busy
 * @param {Partial<Record<Name, Figures>>[]} quiet
 * @returns {import('./report.mjs').Finding[]}
 */
function findings(busy, quiet) {
  /** @param {Partial<Record<Name, Figures>>[]} rounds @param {Name} name @param {keyof Figures} what */
  const of = (rounds, name, what) => rounds.map((figures) => figures[name]?.[what] ?? Number.NaN);
  const api = of(busy, 'chatku', 'perSecond');
  /** @param {Name} name */
  const besides = (name) => {
    const other = of(busy, name, 'perSecond');
    return round(median(api.map((perSecond, at) => perSecond / (other[at] ?? Number.NaN))), 3);
  };
  /** @param {number[]} values */
  const spread = (values) => `rounds ${Math.round(Math.min(...values))} to ${Math.round(Math.max(...values))}`;
  /** @param {string} name @param {Name} who @param {string} [note] */
  const speed = (name, who, note) => {
    const values = of(busy, who, 'perSecond');
    return { name, value: round(median(values)), unit: '/s', note: [spread(values), note].filter(Boolean).join('; ') };
  };
  const fastest = FASTEST_BINDING.name;
  const p50 = of(quiet, 'chatku', 'p50Ms');
  const floorP50 = of(quiet, 'n1', 'p50Ms');
  return [
    speed(
      'messages stored and answered',
      'chatku',
      `${CONNECTIONS} connections; p99 ${round(median(of(busy, 'chatku', 'p99Ms')))} ms`,
    ),
    speed('the same route, storing nothing', 'storingOff'),
    speed('floor n1: a transaction a message, NORMAL', 'n1', 'sqlite3'),
    speed('floor n1, fastest binding', 'n1Fastest', fastest),
    speed('floor g: one commit an event-loop turn, FULL', 'g', 'sqlite3'),
    speed('floor g, fastest binding', 'gFastest', fastest),
    { name: 'messages, beside n1', value: besides('n1'), unit: 'x', atLeast: 1, note: 'sqlite3' },
    {
      name: 'messages, beside n1, fastest binding',
      value: besides('n1Fastest'),
      unit: 'x',
      atLeast: 0.5,
      note: fastest,
    },
    { name: 'messages, beside g', value: besides('g'), unit: 'x', note: 'sqlite3; recorded' },
    { name: 'messages, beside g, fastest binding', value: besides('gFastest'), unit: 'x', atLeast: 0.3, note: fastest },
    { name: 'messages, beside storing nothing', value: besides('storingOff'), unit: 'x', atLeast: 0.5 },
    {
      name: 'one message at a time, p50, beside n1',
      value: round(median(p50.map((ms, at) => ms / (floorP50[at] ?? Number.NaN))), 2),
      unit: 'x',
      atMost: 3,
      note: `${round(median(p50), 2)} ms, n1 ${round(median(floorP50), 2)} ms`,
    },
  ];
}
