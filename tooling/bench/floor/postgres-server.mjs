/**
 * The floor of the Postgres benchmark, as a child: bare `node:http` and `pg`, which for each message checks its shape and writes the rows
 * the API writes, in one transaction of prepared statements on a connection of a pool, and answers once it is committed. Like the floors on
 * SQLite it knows its senders from memory and checks nothing else.
 *
 * Words: the database's URL, which holds the API's tables; how many connections it keeps.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from '../../bootstrap/workspace.mjs';
import { acknowledge, BOT, decide, FLOW_STATE, newId, serveMessages, WORKSPACE } from './turn.mjs';

const [url = '', connections = ''] = process.argv.slice(2);
const { default: pg } = await import(createRequire(join(ROOT, 'apps', 'api', 'package.json')).resolve('pg'));

/** As the API's writing connections are. */
const pool = new pg.Pool({ connectionString: url, max: Number(connections), options: '-c synchronous_commit=on' });

/** @param {number} first @param {number} count */
const places = (first, count) => `(${Array.from({ length: count }, (_, at) => `$${first + at}`).join(', ')})`;

const STATE = `SELECT c.id AS conversation, c.contact_id AS contact, c.last_seq AS seq, s.version AS version
  FROM conversation c JOIN flow_session s ON s.contact_id = c.contact_id AND s.conversation_id = c.id
  WHERE c.contact_id = $1 AND c.status = 'open'`;
const MESSAGES = `INSERT INTO message (id, conversation_id, contact_id, seq, author, body, client_id, created_at_ms)
  VALUES ${places(1, 8)}, ${places(9, 8)}`;
const CONVERSATION =
  'UPDATE conversation SET last_seq = $1, visitor_seen_seq = $2, last_message_id = $3, updated_at_ms = $4 WHERE id = $5';
const SESSION = `UPDATE flow_session SET state = $1, version = version + 1, updated_at_ms = $2
  WHERE contact_id = $3 AND version = $4`;
const EVENTS = `INSERT INTO event
  (workspace_id, bot_id, contact_id, conversation_id, type, message_id, seq, for_visitor, for_workspace, at_ms)
  VALUES ${places(1, 10)}, ${places(11, 10)}`;

/** @param {import('./turn.mjs').Waiting} turn */
async function write(turn) {
  const client = await pool.connect();
  /** @param {string} name @param {string} text @param {unknown[]} values */
  const run = (name, text, values) => client.query({ name, text, values });
  try {
    const nowMs = Date.now();
    await client.query('BEGIN');
    const { rows } = await run('state', STATE, [turn.contact]);
    const [{ conversation, contact, seq, version }] = rows;
    // The driver hands whole numbers of 64 bits over as text.
    const state = { conversation, contact, seq: Number(seq), version: Number(version) };
    const { messages, events, answer } = decide(turn, state, nowMs);
    await run('messages', MESSAGES, messages.flat());
    await run('conversation', CONVERSATION, [state.seq, state.seq - 1, messages[1]?.[0], nowMs, conversation]);
    await run('session', SESSION, [FLOW_STATE, nowMs, contact, state.version]);
    await run('events', EVENTS, events.flat());
    await client.query('COMMIT');
    client.release();
    acknowledge(turn.response, answer);
  } catch (error) {
    client.release(true);
    turn.response.writeHead(500).end(String(error));
  }
}

/** @param {{ token: string }[]} senders */
async function open(senders) {
  const nowMs = Date.now();
  const contacts = new Map(senders.map(({ token }) => [token, newId()]));
  const rows = JSON.stringify([...contacts.values()].map((contact) => ({ contact, id: newId() })));
  await pool.query(
    `INSERT INTO conversation (id, workspace_id, bot_id, contact_id, channel, status, last_seq, visitor_seen_seq,
     agent_seen_seq, as_guest_upto_seq, agents_only_upto_seq, created_at_ms, updated_at_ms)
     SELECT id, $2, $3, contact, 'web', 'open', 0, 0, 0, 0, 0, $4, $4
     FROM json_to_recordset($1) AS given(id text, contact text)`,
    [rows, WORKSPACE, BOT, nowMs],
  );
  await pool.query(
    `INSERT INTO flow_session (contact_id, conversation_id, state, version, updated_at_ms)
     SELECT contact, id, $2, 1, $3 FROM json_to_recordset($1) AS given(id text, contact text)`,
    [rows, FLOW_STATE, nowMs],
  );
  return contacts;
}

process.on('message', async (/** @type {any} */ { senders }) => {
  serveMessages(await open(senders), (turn) => void write(turn));
});
process.on('SIGTERM', () => process.exit(0));
