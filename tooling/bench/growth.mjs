/** What one message costs in a database that has grown, beside one that has not: many conversations, and a long one. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { pathOf } from '@chatku/schemas';
import sqlite3 from 'sqlite3';
import { identifyUsers, installBot, startApi } from '../product/api-server.mjs';
import { startProgram } from '../product/scratch.mjs';
import { median, percentile, round } from './statistics.mjs';

const SMALL = 10;
const LARGE = 100_000;
/** One visitor may send 60 messages a minute. */
const SENDERS = 200;
const ROUNDS = 5;
const ROUND_MS = 2_000;
/** Messages of a round to the one long conversation, all by its one visitor. */
const LONG_ROUND = 8;

/** @param {number} count rows whose number is `n` */
const numbers = (count) =>
  `WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})`;

/** Ids that sort like the product's and collide with none: of a time before it. */
const ID = "printf('00000000-0000-7000-8000-%012x', n)";

/**
 * Other people's conversations, two messages in each, and their events.
 *
 * @param {number} count
 */
export const conversations = (count) => `
  ${numbers(count)} INSERT INTO contact (id, workspace_id, bot_id, custom_user_id, guest_was_accompanied, blocked, created_at_ms)
    SELECT ${ID}, workspace_id, id, 'grown-' || n, 0, 0, n FROM numbers, bot;
  ${numbers(count)} INSERT INTO conversation (id, workspace_id, bot_id, contact_id, channel, status, last_seq, visitor_seen_seq,
      agent_seen_seq, as_guest_upto_seq, agents_only_upto_seq, created_at_ms, updated_at_ms)
    SELECT ${ID}, workspace_id, id, ${ID}, 'web', 'open', 2, 1, 0, 0, 0, n, n FROM numbers, bot;
  ${numbers(count * 2)} INSERT INTO message (id, conversation_id, contact_id, seq, author, body, created_at_ms)
    SELECT ${ID}, printf('00000000-0000-7000-8000-%012x', (n + 1) / 2), printf('00000000-0000-7000-8000-%012x', (n + 1) / 2),
      2 - n % 2, iif(n % 2, 'visitor', 'bot'), '{"text":"Selamat petang, is it still for sale?"}', n FROM numbers;
  INSERT INTO event (workspace_id, bot_id, contact_id, conversation_id, type, message_id, seq, for_visitor, for_workspace, at_ms)
    SELECT bot.workspace_id, bot.id, m.contact_id, m.conversation_id, 'message', m.id, m.seq, 1, 1, m.created_at_ms
    FROM message m, bot WHERE m.id < '00000001';`;

/**
 * Messages that lie before those of the one conversation there is.
 *
 * @param {number} count
 */
const history = (count) => `
  UPDATE message SET seq = seq + ${count};
  UPDATE conversation SET last_seq = last_seq + ${count}, visitor_seen_seq = visitor_seen_seq + ${count};
  ${numbers(count)} INSERT INTO message (id, conversation_id, contact_id, seq, author, body, created_at_ms)
    SELECT printf('00000000-0000-7000-9000-%012x', n), c.id, c.contact_id, n, iif(n % 2, 'visitor', 'bot'),
      '{"text":"Selamat petang, is it still for sale?"}', n FROM numbers, conversation c;`;

/** Runs statements in one transaction. @param {string} file @param {string} sql */
export async function exec(file, sql) {
  const db = new sqlite3.Database(file);
  try {
    await new Promise((resolve, reject) => {
      db.exec(`BEGIN; ${sql} COMMIT;`, (error) => (error ? reject(error) : resolve(undefined)));
    });
  } finally {
    await new Promise((resolve) => db.close(resolve));
  }
}

/**
 * @param {string} folder
 * @returns {Promise<import('./report.mjs').Finding[]>}
 */
export async function benchGrowth(folder) {
  const load = startProgram(new URL('./load.mjs', import.meta.url));
  const dataDir = join(folder, 'growth');
  let api = await startApi(dataDir);
  /** @type {{ grown: number, server: Awaited<ReturnType<typeof startApi>> }[]} */
  const contestants = [];
  try {
    const bot = await installBot(api);
    const [talker, ...senders] = await identifyUsers(api, bot, SENDERS + 1);
    const path = pathOf('widget_send', { bot_id: bot.botId });
    await load.message('up');
    /** @param {{ url: string, output: () => string }} to @param {object} how */
    const send = async ({ url, output }, how) => {
      load.send({ kind: 'round', host: '127.0.0.1', port: Number(new URL(url).port), path, connections: 1, ...how });
      const sent = await load.message('sent');
      if (sent.broken !== undefined) throw new Error(`${sent.broken}\n${output()}`);
      if (sent.refusals.length > 0) throw new Error(`Messages were refused:\n${sent.refusals.join('\n')}`);
      return percentile(sent.latenciesMs, 0.5);
    };
    // The talker's is the only conversation when its history is written.
    load.send({ kind: 'senders', senders: [talker] });
    await send(api, { forMs: 60_000, most: 1 });
    await api.stop();
    for (const grown of [SMALL, LARGE]) {
      const own = join(folder, `growth-${grown}`);
      cpSync(dataDir, own, { recursive: true });
      await exec(join(own, 'chatku.db'), history(grown));
      await exec(join(own, 'chatku.db'), conversations(grown));
      api = await startApi(own);
      contestants.push({ grown, server: api });
    }

    /** @param {object[]} of @param {object} how @returns {Promise<Map<number, number>[]>} */
    const rounds = async (of, how) => {
      load.send({ kind: 'senders', senders: of });
      for (const { server } of contestants) await send(server, { ...how, most: 4 });
      const all = [];
      for (let at = 0; at < ROUNDS; at++) {
        const figures = new Map();
        const order = at % 2 === 1 ? contestants.toReversed() : contestants;
        for (const { grown, server } of order) figures.set(grown, await send(server, how));
        all.push(figures);
      }
      return all;
    };
    const many = await rounds(senders, { forMs: ROUND_MS });
    const long = await rounds([talker ?? {}], { forMs: 60_000, most: LONG_ROUND });
    return [
      finding('one message where there are 100,000 conversations', many),
      finding('one message in a conversation of 100,000', long),
    ];
  } finally {
    await Promise.all([load.stop(), api.stop(), ...contestants.map(({ server }) => server.stop())]);
  }
}

/**
 * @param {string} name
 * @param {Map<number, number>[]} rounds
 * @returns {import('./report.mjs').Finding}
 */
function finding(name, rounds) {
  const of = (/** @type {number} */ grown) => rounds.map((figures) => figures.get(grown) ?? Number.NaN);
  const ratios = rounds.map((figures) => (figures.get(LARGE) ?? Number.NaN) / (figures.get(SMALL) ?? Number.NaN));
  return {
    name: `${name}, beside 10`,
    value: round(median(ratios), 2),
    unit: 'x',
    note: `p50 ${round(median(of(LARGE)), 2)} ms, of 10 ${round(median(of(SMALL)), 2)} ms; recorded`,
  };
}
