/**
 * A child that holds many web sockets open and counts what they are told, on bare connections, so that most of the machine is left for
 * the server that is measured.
 *
 * Told `{ kind: 'open', port, path, clients }` it opens a socket for each client (`headers` of the request, and `hello`, the first frame)
 * and answers `{ kind: 'opened' }` when each was told something. Told `{ kind: 'await', frames }` it answers
 * `{ kind: 'told' }` when each of these sockets was told so many frames more than at the last answer; told `{ kind: 'close' }`
 * it closes them and answers `{ kind: 'closed' }`. An answer that cannot come, since a socket broke, comes with `broken`: why.
 */
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';

/** Below the number that one address may have waiting without having said who they are. */
const OPENING_AT_ONCE = 40;
const OPCODE_CLOSE = 8;
/** All sockets read into it, one after another: nothing is kept of what they are told. */
const SHARED = Buffer.alloc(64 * 1024);

/** @typedef {{ headers: Record<string, string>, hello: object }} Client */

/** A client's frames must be masked; masked with zeros they stay what they are. @param {object} frame */
function textFrame(frame) {
  const payload = Buffer.from(JSON.stringify(frame));
  const head = Buffer.from([0x81, 0x80 | 126, payload.length >> 8, payload.length & 255, 0, 0, 0, 0]);
  return Buffer.concat([head, payload]);
}

class Listener {
  frames = 0;
  /** @type {number[]} what has come of the head of a frame */
  #head = [];
  #left = 0;
  #isUpgraded = false;
  #answer = '';
  /** @type {Buffer} */
  #hello;

  /**
   * @param {{ port: number, path: string }} target
   * @param {Client} client
   * @param {(listener: Listener) => void} onFrame
   * @param {(why: string) => void} onBroken
   */
  constructor({ port, path }, { headers, hello }, onFrame, onBroken) {
    this.onFrame = onFrame;
    this.onBroken = onBroken;
    this.#hello = textFrame(hello);
    this.socket = connect({
      port,
      host: '127.0.0.1',
      onread: { buffer: SHARED, callback: (count) => this.#read(SHARED, count) },
    });
    this.socket.setNoDelay(true);
    this.socket.on('error', (error) => onBroken(error.message));
    this.socket.on('close', () => onBroken('The server closed a socket.'));
    const lines = Object.entries({
      host: `localhost:${port}`,
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': randomBytes(16).toString('base64'),
      ...headers,
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    this.socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
  }

  close() {
    this.socket.removeAllListeners('close');
    this.socket.destroy();
  }

  /** @param {Buffer} bytes @param {number} count @returns {boolean} */
  #read(bytes, count) {
    let at = 0;
    if (!this.#isUpgraded) {
      const known = this.#answer.length;
      this.#answer += bytes.toString('latin1', 0, count);
      const ends = this.#answer.indexOf('\r\n\r\n');
      if (ends < 0) return true;
      if (!this.#answer.startsWith('HTTP/1.1 101')) this.onBroken(this.#answer);
      this.#isUpgraded = true;
      at = ends + 4 - known;
      this.#answer = '';
      this.socket.write(this.#hello);
    }
    while (at < count) {
      if (this.#left > 0) {
        const taken = Math.min(this.#left, count - at);
        this.#left -= taken;
        at += taken;
        if (this.#left === 0) this.#ended();
        continue;
      }
      this.#head.push(bytes[at++] ?? 0);
      this.#left = this.#lengthOf(this.#head);
      if (this.#left > 0) {
        if (((this.#head[0] ?? 0) & 15) === OPCODE_CLOSE) this.onBroken('A socket was told good-bye.');
        this.#head = [];
      }
    }
    return true;
  }

  /** The length of a frame that is not empty; 0 while its head is not whole. @param {number[]} head */
  #lengthOf(head) {
    const short = (head[1] ?? 0) & 127;
    if (head.length === 2) return short < 126 ? short : 0;
    if (head.length === 4 && short === 126) return ((head[2] ?? 0) << 8) | (head[3] ?? 0);
    if (head.length > 4) this.onBroken('A frame of more than 64 kB.');
    return 0;
  }

  #ended() {
    this.frames += 1;
    this.onFrame(this);
  }
}

/** @type {Listener[]} */
let listeners = [];
/** What each was told at the last answer, and what it must have been told for the next. */
let told = 0;
let awaited = Number.POSITIVE_INFINITY;
let behind = 0;

/** What was asked and has not been answered. @type {string | null} */
let asked = null;
/** Why the next answer is none. @type {string | undefined} */
let broken;

/** @param {string} kind */
function say(kind) {
  asked = null;
  process.send?.({ kind, broken });
}

/** @param {string} why */
function onBroken(why) {
  broken ??= why;
  if (asked !== null) say(asked);
}

/** All of them were told what was awaited. */
function answer() {
  told = awaited;
  awaited = Number.POSITIVE_INFINITY;
  say('told');
}

/** @param {Listener} listener */
function onFrame(listener) {
  if (listener.frames !== awaited) return;
  behind -= 1;
  if (behind === 0) answer();
}

/** @param {{ port: number, path: string, clients: Client[] }} order */
async function open({ port, path, clients }) {
  let next = 0;
  const openNext = async () => {
    for (let at = next++; at < clients.length; at = next++) {
      await new Promise((resolve) => {
        const first = (/** @type {Listener} */ listener) => {
          listener.onFrame = onFrame;
          // What it is told as a greeting is no event.
          listener.frames = told;
          resolve(undefined);
        };
        listeners.push(new Listener({ port, path }, /** @type {Client} */ (clients[at]), first, onBroken));
      });
    }
  };
  await Promise.all(Array.from({ length: OPENING_AT_ONCE }, openNext));
  if (asked === 'opened') say('opened');
}

process.on('message', (/** @type {any} */ message) => {
  if (message.kind === 'open') {
    asked = 'opened';
    void open(message);
  } else if (message.kind === 'await') {
    asked = 'told';
    awaited = told + message.frames;
    behind = listeners.filter(({ frames }) => frames < awaited).length;
    if (behind === 0) answer();
    else if (broken !== undefined) say('told');
  } else if (message.kind === 'close') {
    for (const listener of listeners) listener.close();
    listeners = [];
    told = 0;
    awaited = Number.POSITIVE_INFINITY;
    say('closed');
  }
});
process.send?.({ kind: 'up' });
