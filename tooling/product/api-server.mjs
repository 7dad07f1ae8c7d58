/** The built API as a child on a port of its own, and the calls an installer makes before the first visitor comes. */
import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createIdentifierHash } from '@chatku/crypto';
import { pathOf } from '@chatku/schemas';
import { ROOT } from '../bootstrap/workspace.mjs';
import { startProgram } from './scratch.mjs';

const MAIN = join(ROOT, 'apps', 'api', 'dist', 'main.js');
const OWNER = { email: 'owner@example.com', password: randomBytes(18).toString('base64url') };
const IDENTIFYING_AT_ONCE = 20;

/** The looks of the bot that is measured; `floor/button.js` draws the same. */
export const LOOKS = {
  title: 'Kedai Senja',
  subtitle: 'Usually answers within minutes',
  colour: '#0f766e',
  position: 'right',
  scheme: 'auto',
  locale: 'auto',
};

/** The bot's picture: one pixel, since a loader names it by its hash alone. */
const PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABAQAAAAA3bvkkAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==';

/**
 * Asks the same question for ever: each message of a visitor gets exactly one answer.
 *
 * @type {import('@chatku/schemas').FlowGraph}
 */
const ANSWERING_FLOW = {
  start: 'ask',
  steps: [
    {
      id: 'ask',
      kind: 'question',
      text: 'Thank you. What else would you like to know?',
      answer: { type: 'text' },
      ports: { answered: 'ask' },
    },
  ],
};

/**
 * @typedef {object} Server
 * @property {string} url without a slash at the end
 * @property {number} pid
 * @property {() => string} output the end of what it wrote
 * @property {() => boolean} runs whether it has not ended
 * @property {() => Promise<void>} stop
 * @property {() => Promise<void>} kill with no chance to say good-bye
 */

/**
 * Starts the API and waits until it says that it can do its work.
 *
 * @param {string} dataDir
 * @param {object} [options]
 * @param {number} [options.port] any free one where none is named
 * @param {Record<string, string>} [options.env] settings beside those every server here has
 * @param {readonly string[]} [options.before] the program, and its arguments, that is to run Node
 * @param {string | URL} [options.script] what Node is to run in place of `main.js`
 * @returns {Promise<Server & Pick<import('./scratch.mjs').Program, 'send' | 'message'> & { readyMs: number }>} `readyMs`: from before
 *   the process was made to the first 200 of `/health/ready`
 */
export async function startApi(dataDir, { port: wanted = 0, env = {}, before = [], script = MAIN } = {}) {
  const begun = performance.now();
  const program = startProgram(script, {
    args: ['serve'],
    before,
    env: {
      PORT: String(wanted),
      CHATKU_DATA_DIR: dataDir,
      CHATKU_LOG_LEVEL: 'warn',
      CHATKU_OWNER_EMAIL: OWNER.email,
      CHATKU_OWNER_PASSWORD: OWNER.password,
      ...env,
    },
  });
  const { port } = await program.message('ready');
  const url = `http://localhost:${port}`;
  const { status } = await fetch(`${url}/health/ready`);
  if (status !== 200) throw new Error(`/health/ready answered ${status}`);
  const { pid, output, runs, stop, kill, send, message } = program;
  return { url, pid, readyMs: performance.now() - begun, output, runs, stop, kill, send, message };
}

/**
 * Starts a command of the API that is not `serve`.
 *
 * @param {string} dataDir
 * @param {string[]} words
 * @param {Record<string, string>} [env]
 */
export function startCommand(dataDir, words, env = {}) {
  return startProgram(MAIN, { args: words, env: { CHATKU_DATA_DIR: dataDir, CHATKU_LOG_LEVEL: 'warn', ...env } });
}

/**
 * One call, which must succeed. What it throws knows the answer's `status` and `code`.
 *
 * @param {string} url
 * @param {RequestInit & { json?: unknown }} options
 */
async function call(url, { json, ...options }) {
  const headers = new Headers(options.headers);
  if (json !== undefined) headers.set('content-type', 'application/json');
  const answer = await fetch(url, {
    ...options,
    headers,
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  });
  const body = await answer.json();
  if (!answer.ok) {
    const said = `${options.method} ${new URL(url).pathname} was refused: ${JSON.stringify(body)}`;
    throw Object.assign(new Error(said), { status: answer.status, code: body.code });
  }
  return { body, cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '' };
}

/**
 * Signs the owner in.
 *
 * @param {{ url: string }} server
 * @returns {Promise<(method: string, path: string, json?: unknown) => Promise<any>>} one call of the console, which must succeed
 */
export async function signInOwner({ url }) {
  const { body: me, cookie } = await call(url + pathOf('sign_in'), { method: 'POST', json: OWNER });
  return async (method, path, json) =>
    (await call(url + path, { method, json, headers: { cookie, 'chatku-csrf': me.csrf } })).body;
}

/**
 * Signs in as the owner and makes a bot with looks, a key and a flow.
 *
 * @param {{ url: string }} server
 * @param {import('@chatku/schemas').FlowGraph} [graph] not told: it answers every message
 * @returns {Promise<{ botId: string, key: string }>}
 */
export async function installBot({ url }, graph = ANSWERING_FLOW) {
  const console = await signInOwner({ url });
  const bot = await console('POST', pathOf('create_bot'), { name: 'Kedai Senja' });
  const of = { bot_id: bot.id };
  const flow = await console('POST', pathOf('create_flow', of), { name: 'Known visitors' });
  const published = { ...of, flow_id: flow.id };
  await console('POST', pathOf('publish_flow', published), { graph });
  const pictured = await console('PUT', pathOf('put_avatar', of), { version: bot.version, picture: PICTURE });
  await console('PATCH', pathOf('update_bot', of), {
    version: pictured.version,
    looks: { ...LOOKS, avatar: pictured.looks.avatar },
    known_flow_id: flow.id,
  });
  const { items } = await console('GET', pathOf('list_keys', of));
  const { key } = await console('POST', pathOf('reveal_key', { ...of, key_id: items[0].id }), {});
  return { botId: bot.id, key };
}

/**
 * @typedef {object} Sender a visitor that the API knows
 * @property {string} page the header `Chatku-Page`
 * @property {string} token
 */

/**
 * Identifies a user on a page of its own.
 *
 * @param {{ url: string }} server
 * @param {{ botId: string, key: string }} bot
 * @param {string} userId
 * @returns {Promise<Sender>}
 */
export async function identifyUser({ url }, { botId, key }, userId) {
  const page = `1.${randomBytes(32).toString('base64url')}.1`;
  const { body } = await call(url + pathOf('widget_identify', { bot_id: botId }), {
    method: 'POST',
    headers: { 'chatku-page': page },
    json: { user_id: userId, identifier_hash: createIdentifierHash({ userId, key }) },
  });
  return { page, token: body.token };
}

/**
 * Identifies this many users, each on a page of their own. (A guest may be made only so often from one address, and one
 * visitor may send only so much a minute; verified users are limited by the second alone.)
 *
 * @param {{ url: string }} server
 * @param {{ botId: string, key: string }} bot
 * @param {number} count
 * @returns {Promise<Sender[]>}
 */
export async function identifyUsers(server, bot, count) {
  /** @type {Sender[]} */
  const senders = [];
  let asked = 0;
  const identifyNext = async () => {
    while (asked++ < count) senders.push(await identifyUser(server, bot, randomUUID()));
  };
  await Promise.all(Array.from({ length: IDENTIFYING_AT_ONCE }, identifyNext));
  return senders;
}
