import sqlite3 from 'sqlite3';

/** The rows of a database, asked in SQL that both engines understand, past the API. */
export interface Rows {
  query<Row>(sql: string): Promise<Row[]>;
  close(): Promise<void>;
}

/** The rows of a SQLite file that no API holds open. Opened for writing, since a log that a killed process left is taken in first. */
export function openSqlite(file: string): Rows {
  const db = new sqlite3.Database(file, sqlite3.OPEN_READWRITE);
  return {
    query: (sql) =>
      new Promise((resolve, reject) => {
        db.all(sql, (error, rows) => (error ? reject(error) : resolve(rows as never[])));
      }),
    close: () => new Promise((resolve, reject) => db.close((error) => (error ? reject(error) : resolve()))),
  };
}

/** A message that was acknowledged: what its sender was told. */
export interface Acknowledged {
  readonly clientId: string;
  readonly text: string;
  readonly id: string;
  readonly conversationId: string;
  readonly seq: number;
}

interface MessageRow {
  readonly id: string;
  readonly conversation_id: string;
  readonly seq: number | string;
  readonly author: string;
  readonly client_id: string | null;
  readonly text: string;
}

function group<Row>(rows: readonly Row[], keyOf: (row: Row) => string | null): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key === null) continue;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [row]);
    else known.push(row);
  }
  return groups;
}

/**
 * Everything that is wrong with what is stored, held against what was acknowledged; nothing, when all is well.
 * Each acknowledged message is there once, under the id and the place it was given; no message is there that nobody has sent; each conversation
 * is numbered from 1 without a gap, up to the number it says; each message has its one event, and each visitor's message the bot's answer
 * that was stored with it.
 *
 * @param acknowledged all of them: whoever sent something has sent it until it was acknowledged
 */
export async function wrongs(rows: Rows, acknowledged: readonly Acknowledged[]): Promise<string[]> {
  const wrong: string[] = [];
  const messages = await rows.query<MessageRow>(
    'SELECT id, conversation_id, seq, author, client_id, body AS text FROM message ORDER BY conversation_id, seq',
  );
  const byClientId = group(messages, ({ client_id: clientId }) => clientId);
  for (const { clientId, text, id, conversationId, seq } of acknowledged) {
    const found = byClientId.get(clientId) ?? [];
    const [row] = found;
    if (row === undefined || found.length > 1)
      wrong.push(`${text} was acknowledged and is there ${found.length} times`);
    else if (
      row.id !== id ||
      row.conversation_id !== conversationId ||
      Number(row.seq) !== seq ||
      !row.text.includes(text)
    )
      wrong.push(`${text} was acknowledged as ${id}, ${seq} and is ${row.id}, ${row.seq}`);
    byClientId.delete(clientId);
  }
  for (const [clientId] of byClientId) wrong.push(`${clientId} is there and was never acknowledged`);
  for (const [at, { author, text, conversation_id: conversationId }] of messages.entries()) {
    const next = messages[at + 1];
    if (author === 'visitor' && (next?.author !== 'bot' || next.conversation_id !== conversationId))
      wrong.push(`${text} was stored without the bot's answer`);
  }
  return [...wrong, ...(await wrongInItself(rows))];
}

/** Everything that is wrong with what is stored, whatever was acknowledged: gaps in a conversation's numbers, messages without their one event. */
export async function wrongInItself(rows: Rows): Promise<string[]> {
  const wrong: string[] = [];
  const messages = await rows.query<Pick<MessageRow, 'conversation_id' | 'seq'>>(
    'SELECT conversation_id, seq FROM message ORDER BY conversation_id, seq',
  );
  const conversations = await rows.query<{ id: string; last_seq: number | string }>(
    'SELECT id, last_seq FROM conversation',
  );
  const inConversation = group(messages, ({ conversation_id: conversationId }) => conversationId);
  for (const { id, last_seq: lastSeq } of conversations) {
    const numbers = (inConversation.get(id) ?? []).map(({ seq }) => Number(seq));
    const isWhole = numbers.every((seq, at) => seq === at + 1) && numbers.length === Number(lastSeq);
    if (!isWhole) wrong.push(`conversation ${id} says ${lastSeq} and is numbered ${numbers.join(' ')}`);
    inConversation.delete(id);
  }
  for (const [id] of inConversation) wrong.push(`messages without their conversation ${id}`);

  const events = await rows.query<{ id: string; count: number | string }>(
    `SELECT message.id AS id, count(event.position) AS count FROM message
     LEFT JOIN event ON event.message_id = message.id AND event.type = 'message'
     GROUP BY message.id HAVING count(event.position) <> 1`,
  );
  for (const { id, count } of events) wrong.push(`message ${id} has ${count} events`);
  return wrong;
}
