import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FaultProxy } from './fault-proxy.js';

/** A server that says everything back. */
let echo: Server;
/** Its end of the newest connection, and how it ended. */
let far: { socket: Socket; heard: string; error: string | null };
let proxy: FaultProxy;
const clients: Socket[] = [];

beforeEach(async () => {
  echo = createServer((socket) => {
    const mine = { socket, heard: '', error: null as string | null };
    far = mine;
    socket.on('error', (error) => {
      mine.error = (error as NodeJS.ErrnoException).code ?? '';
    });
    socket.on('data', (bytes) => {
      mine.heard += bytes.toString();
      socket.write(bytes);
    });
  });
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  const address = echo.address();
  proxy = await FaultProxy.start(() => (typeof address === 'object' && address !== null ? address.port : 0));
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await proxy.stop();
  await new Promise((resolve) => echo.close(resolve));
});

/** A connection, with what it was told and how it ended. */
async function open() {
  const socket = connect(proxy.port, '127.0.0.1');
  clients.push(socket);
  const client = { socket, heard: '', error: null as string | null, closed: once(socket, 'close').catch(() => []) };
  socket.on('error', (error) => {
    client.error = (error as NodeJS.ErrnoException).code ?? '';
  });
  socket.on('data', (bytes) => {
    client.heard += bytes.toString();
  });
  await once(socket, 'connect');
  return client;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

test('in fair weather all comes through, both ways, and so does the end', async () => {
  const client = await open();
  client.socket.end('hello');
  await client.closed;
  expect([client.heard, client.error]).toEqual(['hello', null]);
  await until(() => proxy.open === 0);
});

test('what is delayed comes later, whole and in order, and the end after it', async () => {
  proxy.suffer({ kind: 'delay', ms: 30 });
  const client = await open();
  const begunAt = performance.now();
  client.socket.write('one ');
  client.socket.end('two');
  await client.closed;
  expect(client.heard).toBe('one two');
  // Delayed on its way there and on its way back: a floor, so no slow machine can break it.
  expect(performance.now() - begunAt).toBeGreaterThan(50);
});

test('what is delayed still comes before what is sent when the delay is over', async () => {
  const client = await open();
  proxy.suffer({ kind: 'delay', ms: 50 });
  client.socket.write('one ');
  await until(() => proxy.open === 1);
  await new Promise((resolve) => setTimeout(resolve, 10));
  proxy.suffer({ kind: 'none' });
  client.socket.write('two');
  await until(() => client.heard === 'one two');
});

test('a cut lets so many bytes through and ends both sides in order', async () => {
  const client = await open();
  proxy.suffer({ kind: 'cut', afterBytes: 3 });
  client.socket.write('hello');
  await client.closed;
  await until(() => far.socket.destroyed);
  expect([far.heard, client.error]).toEqual(['hel', null]);
});

test('a reset after so many bytes is seen as one', async () => {
  const client = await open();
  client.socket.write('hello');
  await until(() => client.heard === 'hello');
  proxy.suffer({ kind: 'reset', afterBytes: 2 });
  client.socket.write('again');
  await client.closed;
  await until(() => far.socket.destroyed);
  expect(client.error).toBe('ECONNRESET');
  expect(far.heard).toBe('hello' + 'ag');
});

test('of a half open connection neither end hears anything, not even when the weather is fair again; a new one works', async () => {
  const client = await open();
  proxy.suffer({ kind: 'half_open' });
  client.socket.write('lost');
  const other = await open();
  proxy.suffer({ kind: 'none' });
  other.socket.write('new');
  await until(() => other.heard === 'new');
  client.socket.write('still lost');
  other.socket.write(' and more');
  await until(() => other.heard === 'new and more');
  expect([client.heard, client.socket.destroyed]).toEqual(['', false]);
});

test('while nobody listens there, connections are reset', async () => {
  const nobody = await FaultProxy.start(() => 1);
  const socket = connect(nobody.port, '127.0.0.1');
  const [error] = await once(socket, 'error');
  expect(error.code).toBe('ECONNRESET');
  await nobody.stop();
});

test('all connections can be broken at once', async () => {
  const one = await open();
  const other = await open();
  proxy.breakAll();
  await Promise.all([one.closed, other.closed]);
  expect([one.error, other.error]).toEqual(['ECONNRESET', 'ECONNRESET']);
  await until(() => proxy.open === 0);
});
