import { randomBytes } from 'node:crypto';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { CLOSE, sendAllBytes, spread } from './sockets.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('work is spread evenly over the first four fifths of the time', () => {
  const done: Array<[item: number, atMs: number]> = [];
  const startMs = Date.now();
  spread([1, 2, 3, 4], 1_000, (item) => done.push([item, Date.now() - startMs]));
  expect(done).toEqual([]);
  vi.advanceTimersByTime(1_000);
  expect(done).toEqual([
    [1, 0],
    [2, 200],
    [3, 400],
    [4, 600],
  ]);
});

/** A connection that counts what is written to it. What it is held up with it takes when it is let go on. */
class Line extends Duplex {
  writes: Buffer[] = [];
  #held: (() => void) | null = null;
  isHeld = false;

  override _read(): void {}

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.#take(chunk, done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.#take(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  letGo(): void {
    this.isHeld = false;
    this.#held?.();
    this.#held = null;
  }

  #take(bytes: Buffer, done: () => void): void {
    this.writes.push(bytes);
    if (this.isHeld) this.#held = done;
    else done();
  }
}

/** A socket of `ws` on such a connection. */
function socketOn(line: Line): WebSocket {
  const request = new IncomingMessage(new Socket());
  request.method = 'GET';
  request.headers = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': randomBytes(16).toString('base64'),
  };
  let made: WebSocket | undefined;
  new WebSocketServer({ noServer: true }).handleUpgrade(request, line, Buffer.alloc(0), (socket) => {
    made = socket;
  });
  if (made === undefined) throw new Error('The socket was not opened.');
  line.writes = [];
  return made;
}

/** How many frames of text these bytes are, each as long as the others. */
const framesIn = (bytes: Buffer, length: number): number => Math.floor(bytes.length / length);

test('frames for one socket are put together in one write, in their order', () => {
  const line = new Line();
  sendAllBytes(
    socketOn(line),
    line,
    ['one', 'two', 'six'].map((text) => Buffer.from(text)),
  );
  expect(line.writes.map(String)).toEqual(['\x81\x03one\x81\x03two\x81\x03six'.replaceAll('\x81', '\ufffd')]);
});

const LONG = Buffer.alloc(40_000, 'a');
const LONG_FRAME = LONG.length + 4;
/** More than may pile up unread. */
const MANY = Array.from({ length: 50 }, () => LONG);

test('who reads is told of everything, however much comes at once', () => {
  const line = new Line();
  const socket = socketOn(line);
  sendAllBytes(socket, line, MANY);
  expect(socket.readyState).toBe(WebSocket.OPEN);
  expect(framesIn(Buffer.concat(line.writes), LONG_FRAME)).toBe(MANY.length);
});

test('who does not read is cut off at a megabyte, and nothing stays held back', () => {
  const line = new Line();
  const socket = socketOn(line);
  line.isHeld = true;
  sendAllBytes(socket, line, MANY);
  expect(socket.readyState).toBe(WebSocket.CLOSING);
  expect(line.writableCorked).toBe(0);
  line.letGo();
  const told = Buffer.concat(line.writes);
  const goodbye = told.subarray(-10);
  expect([goodbye.readUInt16BE(0), goodbye.toString('utf8', 2)]).toEqual([CLOSE.slow, 'too slow']);
  expect(framesIn(told, LONG_FRAME)).toBe(Math.floor((1024 * 1024) / LONG_FRAME) + 1);
  socket.terminate();
});
