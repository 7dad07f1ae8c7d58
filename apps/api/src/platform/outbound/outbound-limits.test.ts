import type { ServerResponse } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { FarEnd } from '../testing/far-end.js';
import { call, codeOf, flood, SECURE_SHOP, SHOP, worldOf } from '../testing/outbound-world.js';

describe('an answer', () => {
  test('may have as many bytes as asked for and not one more', async () => {
    const farEnd = await FarEnd.http((_request, answer) => void answer.end('12345'));
    const { client } = worldOf(farEnd);
    expect((await call(client, SHOP, { maxBytes: 5 })).body.toString()).toBe('12345');
    expect(await codeOf(call(client, SHOP, { maxBytes: 4 }))).toBe('outbound_too_large');
  });

  test('without an end is cut off, and its connection with it', async () => {
    const farEnd = await FarEnd.http((_request, answer) => flood(answer));
    expect(await codeOf(call(worldOf(farEnd).client, SHOP))).toBe('outbound_too_large');
    await expect.poll(() => farEnd.open).toBe(0);
  });

  test.each([
    ['gzip', gzipSync('a word')],
    ['x-gzip', gzipSync('a word')],
    ['BR', brotliCompressSync('a word')],
    ['deflate', deflateSync('a word')],
    ['identity', Buffer.from('a word')],
  ])('in %s is decoded', async (encoding, body) => {
    const farEnd = await FarEnd.http((_request, answer) => {
      answer.writeHead(200, { 'content-encoding': encoding, 'content-length': body.length }).end(body);
    });
    const answer = await call(worldOf(farEnd).client, SHOP);
    expect(answer.body.toString()).toBe('a word');
    if (encoding !== 'identity') expect(answer.headers).not.toHaveProperty('content-encoding');
  });

  test.each([
    ['gzip', gzipSync(Buffer.alloc(64 * 1024 * 1024))],
    ['br', brotliCompressSync(Buffer.alloc(64 * 1024 * 1024))],
    ['deflate', deflateSync(Buffer.alloc(64 * 1024 * 1024))],
  ])('that unfolds from few bytes into many (%s) is cut off', async (encoding, body) => {
    expect(body.length).toBeLessThan(100 * 1024);
    const farEnd = await FarEnd.http((_request, answer) => {
      answer.writeHead(200, { 'content-encoding': encoding }).end(body);
    });
    expect(await codeOf(call(worldOf(farEnd).client, SHOP))).toBe('outbound_too_large');
  });

  test('that unfolds into nothing, endlessly, is cut off', async () => {
    const farEnd = await FarEnd.http((_request, answer) => {
      answer.writeHead(200, { 'content-encoding': 'gzip' });
      const empty = gzipSync('');
      const more = (): void => {
        while (!answer.destroyed && answer.write(Buffer.concat(Array(1000).fill(empty))));
        if (!answer.destroyed) answer.once('drain', more);
      };
      more();
    });
    expect(await codeOf(call(worldOf(farEnd).client, SHOP))).toBe('outbound_too_large');
  });

  test.each([
    ['gzip', 'not gzip at all'],
    ['gzip', gzipSync('a word').subarray(0, 15)],
    ['gzip, gzip', gzipSync(gzipSync('a word'))],
    ['zstd', 'a word'],
  ])('in broken or unknown coding (%s) fails', async (encoding, body) => {
    const farEnd = await FarEnd.http((_request, answer) => {
      answer.writeHead(200, { 'content-encoding': encoding }).end(body);
    });
    expect(await codeOf(call(worldOf(farEnd).client, SHOP))).toBe('outbound_failed');
  });

  test.each([
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 200],
  ] as const)('without a body is no broken coding (%s, %i)', async (method, status) => {
    const farEnd = await FarEnd.http((_request, answer) => {
      answer.writeHead(status, { 'content-encoding': 'gzip' }).end();
    });
    expect((await call(worldOf(farEnd).client, SHOP, { method })).body).toHaveLength(0);
  });

  test.each([
    ['one long header', () => `x: ${'a'.repeat(20_000)}\r\n`],
    ['many headers', () => 'x-name: value\r\n'.repeat(5_000)],
  ])('with %s is cut off', async (_what, headers) => {
    const farEnd = await FarEnd.raw((socket) => {
      socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\n${headers()}\r\n`));
    });
    expect(await codeOf(call(worldOf(farEnd).client, SHOP))).toBe('outbound_too_large');
  });

  test.each([
    ['closes at once', ''],
    ['speaks no HTTP', '220 mail.example.com ESMTP\r\n'],
    ['breaks off in its head', 'HTTP/1.1 200 OK\r\nx: y'],
    ['breaks off in its body', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc'],
    ['switches protocols', 'HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'],
    ['says two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
  ])('from a server that %s fails', async (_what, bytes) => {
    const farEnd = await FarEnd.raw((socket) => {
      socket.once('data', () => socket.end(bytes));
    });
    expect(await codeOf(call(worldOf(farEnd).client, SHOP))).toBe('outbound_failed');
  });
});

describe('time', () => {
  test('is up for a name server that never answers', async () => {
    const { client, network } = worldOf(await FarEnd.http());
    network.addressesOf = () => new Promise(() => undefined);
    expect(await codeOf(call(client, SHOP, { timeoutMs: 50 }))).toBe('outbound_timeout');
  });

  test('is up for a server that never accepts', async () => {
    const { client, network } = worldOf(await FarEnd.http());
    network.place('8.8.8.8', 'silent');
    expect(await codeOf(call(client, SHOP, { timeoutMs: 50 }))).toBe('outbound_timeout');
  });

  test.each([
    ['never answers', ''],
    ['never ends its head', 'HTTP/1.1 200 OK\r\nx: '],
    ['never ends its body', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc'],
  ])('is up for a server that %s', async (_what, bytes) => {
    const farEnd = await FarEnd.raw((socket) => void socket.once('data', () => void socket.write(bytes)));
    expect(await codeOf(call(worldOf(farEnd).client, SHOP, { timeoutMs: 200 }))).toBe('outbound_timeout');
    await expect.poll(() => farEnd.open).toBe(0);
  });

  test('is up for a server that never speaks TLS', async () => {
    const farEnd = await FarEnd.raw((socket) => void socket.resume());
    expect(await codeOf(call(worldOf(farEnd).client, SECURE_SHOP, { timeoutMs: 200 }))).toBe('outbound_timeout');
    await expect.poll(() => farEnd.open).toBe(0);
  });

  test('is up for a server that sends a byte now and then', async () => {
    const farEnd = await FarEnd.http((_request, answer) => {
      answer.writeHead(200);
      const timer = setInterval(() => answer.write('a'), 10);
      answer.on('close', () => clearInterval(timer));
    });
    expect(await codeOf(call(worldOf(farEnd).client, SHOP, { timeoutMs: 200 }))).toBe('outbound_timeout');
  });

  test('is up for all hops together', async () => {
    const farEnd = await FarEnd.http((_request, answer) => {
      setTimeout(() => answer.writeHead(302, { location: '/again' }).end(), 100);
    });
    const work = call(worldOf(farEnd).client, SHOP, { timeoutMs: 250, maxRedirects: 10 });
    expect(await codeOf(work)).toBe('outbound_timeout');
  });
});

describe('many calls', () => {
  test('are let through so many at once, and one host does not hold up the others', async () => {
    const waiting: ServerResponse[] = [];
    const farEnd = await FarEnd.http((request, answer) => {
      if (request.headers.host === 'shop.example.com') waiting.push(answer);
      else answer.end('other');
    });
    const { client } = worldOf(farEnd, '', { maxInFlight: 3, maxPerHost: 2, maxWaiting: 2 });
    const slow = [1, 2, 3, 4].map(() => call(client, SHOP));
    await expect.poll(() => waiting.length).toBe(2);
    expect((await call(client, 'http://other.example.com/')).body.toString()).toBe('other');
    expect(await codeOf(call(client, SHOP))).toBe('outbound_failed');
    expect(farEnd.connections).toBe(3);
    for (const answer of waiting.splice(0)) answer.end('slow');
    await expect.poll(() => waiting.length).toBe(2);
    for (const answer of waiting.splice(0)) answer.end('slow');
    expect((await Promise.all(slow)).map(({ body }) => body.toString())).toEqual(Array(4).fill('slow'));
  });

  test('wait on their own time', async () => {
    const farEnd = await FarEnd.http(() => undefined);
    const { client } = worldOf(farEnd, '', { maxInFlight: 1 });
    const first = codeOf(call(client, SHOP, { timeoutMs: 400 }));
    expect(await codeOf(call(client, SHOP, { timeoutMs: 50 }))).toBe('outbound_timeout');
    expect(await first).toBe('outbound_timeout');
    expect(farEnd.connections).toBe(1);
  });
});

describe('closing down', () => {
  test('lets calls under way end, and takes no more', async () => {
    let finish = (): void => undefined;
    const farEnd = await FarEnd.http((_request, answer) => {
      finish = () => void answer.end('just in time');
    });
    const { client } = worldOf(farEnd);
    const work = call(client, SHOP);
    await expect.poll(() => farEnd.arrivals.length).toBe(1);
    const closed = client.beforeApplicationShutdown();
    expect(await codeOf(call(client, SHOP))).toBe('shutting_down');
    finish();
    expect((await work).body.toString()).toBe('just in time');
    await closed;
  });

  test('ends those that go on', async () => {
    const farEnd = await FarEnd.http(() => undefined);
    const { client } = worldOf(farEnd);
    const code = codeOf(call(client, SHOP, { timeoutMs: 60_000 }));
    await expect.poll(() => farEnd.arrivals.length).toBe(1);
    await client.beforeApplicationShutdown();
    expect(await code).toBe('shutting_down');
    await expect.poll(() => farEnd.open).toBe(0);
  });
});
