/**
 * The floor of the message benchmark, as a child: bare `node:http` and prepared statements, which for each message checks its
 * shape and writes the rows the API writes (the visitor's message and the answer, the conversation, the place in the flow, an
 * event for each message) into the same tables with the same indices, and answers once they are committed. It knows its
 * senders by their token from memory and checks nothing else: no session, no origin, no limit, no flow.
 *
 * Words: the database's file; a file with the statements that make the API's tables; `grouped` (_g_: the messages of one turn
 * of the event loop share statements and a commit, synchronous=FULL) or `single` (_n1_: a transaction for each message,
 * synchronous=NORMAL); the folder of the fastest binding's package, or nothing for `sqlite3`.
 */
import { readFileSync } from 'node:fs';
import { openBinding } from './sqlite-bindings.mjs';
import { acknowledge, BOT, decide, FLOW_STATE, newId, serveMessages, WORKSPACE } from './turn.mjs';

const [file = '', schemaFile = '', mode, bindingFolder = ''] = process.argv.slice(2);
const db = await openBinding(file, bindingFolder);
/** @param {import('./sqlite-bindings.mjs').Prepared} statement @param {readonly unknown[]} [values] */
const run = (statement, values) => statement.run(values);

await db.exec(
  `PRAGMA journal_mode = WAL; PRAGMA synchronous = ${mode === 'grouped' ? 'FULL' : 'NORMAL'}; PRAGMA foreign_keys = ON;`,
);
for (const statement of JSON.parse(readFileSync(schemaFile, 'utf8'))) await db.exec(statement);
/** @param {string} sql */
const prepare = async (sql) => db.prepare(sql);

const STATES = `SELECT c.id AS conversation, c.contact_id AS contact, c.last_seq AS seq, s.version AS version
  FROM conversation c JOIN flow_session s ON s.contact_id = c.contact_id AND s.conversation_id = c.id`;
const MESSAGE = `INSERT INTO message (id, conversation_id, contact_id, seq, author, body, client_id, created_at_ms)`;
const EVENT = `INSERT INTO event
  (workspace_id, bot_id, contact_id, conversation_id, type, message_id, seq, for_visitor, for_workspace, at_ms)`;
/** @param {number} count */
const columns = (count) => Array.from({ length: count }, (_, at) => `value->>${at}`).join(', ');

const begin = await prepare('BEGIN IMMEDIATE');
const commit = await prepare('COMMIT');

const grouped = {
  states: await prepare(`${STATES} WHERE c.contact_id IN (SELECT value FROM json_each(?)) AND c.status = 'open'`),
  messages: await prepare(`${MESSAGE} SELECT ${columns(8)} FROM json_each(?)`),
  conversations: await prepare(
    `UPDATE conversation SET last_seq = value->>1, visitor_seen_seq = value->>2, updated_at_ms = value->>3
     FROM json_each(?) WHERE conversation.id = value->>0`,
  ),
  sessions: await prepare(
    `UPDATE flow_session SET state = value->>2, version = version + 1, updated_at_ms = value->>3
     FROM json_each(?) WHERE contact_id = value->>0 AND version = value->>1`,
  ),
  events: await prepare(`${EVENT} SELECT ${columns(10)} FROM json_each(?)`),
};
const single = {
  state: await prepare(`${STATES} WHERE c.contact_id = ? AND c.status = 'open'`),
  messages: await prepare(`${MESSAGE} VALUES (?, ?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?, ?)`),
  conversation: await prepare(
    'UPDATE conversation SET last_seq = ?, visitor_seen_seq = ?, updated_at_ms = ? WHERE id = ?',
  ),
  session: await prepare(
    'UPDATE flow_session SET state = ?, version = version + 1, updated_at_ms = ? WHERE contact_id = ? AND version = ?',
  ),
  events: await prepare(`${EVENT} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
};

/** @param {import('./turn.mjs').Waiting[]} turns */
async function writeGrouped(turns) {
  const nowMs = Date.now();
  const states = new Map(
    (await grouped.states.all([JSON.stringify(turns.map(({ contact }) => contact))])).map((/** @type {any} */ row) => [
      row.contact,
      row,
    ]),
  );
  const decided = turns.map((turn) => decide(turn, states.get(turn.contact), nowMs));
  const touched = [...states.values()];
  // One after another: node-sqlite3 runs prepared statements that wait together in any order, `serialize` or not.
  await run(begin);
  await run(grouped.messages, [JSON.stringify(decided.flatMap(({ messages }) => messages))]);
  await run(grouped.conversations, [JSON.stringify(touched.map((s) => [s.conversation, s.seq, s.seq - 1, nowMs]))]);
  await run(grouped.sessions, [JSON.stringify(touched.map((s) => [s.contact, s.version, FLOW_STATE, nowMs]))]);
  await run(grouped.events, [JSON.stringify(decided.flatMap(({ events }) => events))]);
  await run(commit);
  turns.forEach(({ response }, at) => {
    acknowledge(response, decided[at]?.answer);
  });
}

/** @param {import('./turn.mjs').Waiting} turn */
async function writeSingle(turn) {
  const nowMs = Date.now();
  const [state] = await single.state.all([turn.contact]);
  const { version, conversation } = state;
  const { messages, events, answer } = decide(turn, state, nowMs);
  await run(begin);
  await run(single.messages, messages.flat());
  await run(single.conversation, [state.seq, state.seq - 1, nowMs, conversation]);
  await run(single.session, [FLOW_STATE, nowMs, turn.contact, version]);
  await run(single.events, events.flat());
  await run(commit);
  acknowledge(turn.response, answer);
}

/** @type {import('./turn.mjs').Waiting[]} */
let waiting = [];
let busy = false;

async function serveWaiting() {
  while (waiting.length > 0) {
    const turns = waiting;
    waiting = [];
    if (mode === 'grouped') await writeGrouped(turns);
    else for (const turn of turns) await writeSingle(turn);
  }
  busy = false;
}

/** @type {Map<string, string>} token -> contact */
const contacts = new Map();

/** @param {{ token: string }[]} senders */
async function open(senders) {
  const nowMs = Date.now();
  const conversation = await prepare(
    `INSERT INTO conversation (id, workspace_id, bot_id, contact_id, channel, status, last_seq, visitor_seen_seq,
     agent_seen_seq, as_guest_upto_seq, agents_only_upto_seq, created_at_ms, updated_at_ms)
     VALUES (?, ?, ?, ?, 'web', 'open', 0, 0, 0, 0, 0, ?, ?)`,
  );
  const session = await prepare(
    'INSERT INTO flow_session (contact_id, conversation_id, state, version, updated_at_ms) VALUES (?, ?, ?, 1, ?)',
  );
  await run(begin);
  for (const { token } of senders) {
    const contact = newId();
    const id = newId();
    contacts.set(token, contact);
    await run(conversation, [id, WORKSPACE, BOT, contact, nowMs, nowMs]);
    await run(session, [contact, id, FLOW_STATE, nowMs]);
  }
  await run(commit);
}

process.on('message', async (/** @type {any} */ { senders }) => {
  await open(senders);
  serveMessages(contacts, (turn) => {
    waiting.push(turn);
    if (busy) return;
    busy = true;
    // At the end of this turn of the event loop, when all that arrived with this message is waiting too.
    setImmediate(() => void serveWaiting());
  });
});
process.on('SIGTERM', () => process.exit(0));
