/** What all message floors share: the rows of a turn, its answer, and bare `node:http` that checks a message's shape. */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { WidgetSendBody } from '@chatku/schemas';

const ANSWER = 'Thank you. What else would you like to know?';
export const WORKSPACE = newId();
export const BOT = newId();
export const FLOW_STATE = JSON.stringify({ version_id: newId(), step_id: 'ask', attempts: 0, values: {} });

/** Ids that rise with time, as the API's do: others would scatter over the index. */
export function newId() {
  const time = Date.now().toString(16).padStart(12, '0');
  const rest = randomBytes(10).toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-a${rest.slice(3, 6)}-${rest.slice(6, 18)}`;
}

/**
 * @typedef {object} Waiting
 * @property {string} contact
 * @property {{ client_id: string, text: string }} body
 * @property {import('node:http').ServerResponse} response
 */

/**
 * The rows of one turn. `state` is moved on, so that a second message of the same group comes behind it.
 *
 * @param {Waiting} turn
 * @param {{ conversation: string, contact: string, seq: number, version: number }} state
 * @param {number} nowMs
 */
export function decide({ body }, state, nowMs) {
  const { conversation, contact } = state;
  const asked = { id: newId(), seq: state.seq + 1, body: { text: body.text } };
  const answered = { id: newId(), seq: state.seq + 2, body: { text: ANSWER, step_id: 'ask' } };
  state.seq += 2;
  return {
    messages: [
      [asked.id, conversation, contact, asked.seq, 'visitor', JSON.stringify(asked.body), body.client_id, nowMs],
      [answered.id, conversation, contact, answered.seq, 'bot', JSON.stringify(answered.body), null, nowMs],
    ],
    events: [asked, answered].map(({ id, seq }) => [
      WORKSPACE,
      BOT,
      contact,
      conversation,
      'message',
      id,
      seq,
      1,
      1,
      nowMs,
    ]),
    answer: {
      epoch: 1,
      message: {
        id: asked.id,
        conversation_id: conversation,
        seq: asked.seq,
        author: 'visitor',
        body: asked.body,
        client_id: body.client_id,
        created_at: new Date(nowMs).toISOString(),
      },
    },
  };
}

/** @param {import('node:http').ServerResponse} response @param {unknown} answer */
export function acknowledge(response, answer) {
  const text = JSON.stringify(answer);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

/**
 * Serves messages: each that has the right shape, and is of a known sender, is handed on.
 *
 * @param {ReadonlyMap<string, string>} contacts by token
 * @param {(waiting: Waiting) => void} take
 */
export function serveMessages(contacts, take) {
  const server = createServer((request, response) => {
    /** @type {Buffer[]} */
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const contact = contacts.get(request.headers.authorization?.slice('Bearer '.length) ?? '');
      if (contact === undefined) {
        response.writeHead(401, { 'content-length': 0 }).end();
        return;
      }
      const body = WidgetSendBody['~standard'].validate(JSON.parse(Buffer.concat(chunks).toString('utf8')));
      if (!('value' in body)) {
        response.writeHead(400, { 'content-length': 0 }).end();
        return;
      }
      take({ contact, body: body.value, response });
    });
  });
  server.listen(0, '127.0.0.1', () => {
    const address = /** @type {import('node:net').AddressInfo} */ (server.address());
    process.send?.({ kind: 'ready', port: address.port });
  });
}
