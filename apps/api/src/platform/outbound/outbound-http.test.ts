import type { IncomingMessage, ServerResponse } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { readConfig } from '../config/config.js';
import { AppError } from '../errors/app-error.js';
import { FakeNetwork } from '../testing/fake-network.js';
import { FarEnd } from '../testing/far-end.js';
import { TEST_CERTIFICATE } from '../testing/test-certificate.js';
import { Dialer } from './dialer.js';
import { OutboundHttp, type OutboundRequest } from './outbound-http.js';

const SHOP = 'http://shop.example.com';
const SECURE_SHOP = 'https://shop.example.com';

/** An internet with shop.example.com and other.example.com, both this server. */
function worldOf(farEnd: FarEnd, allow = '', caps = {}) {
  const network = new FakeNetwork()
    .name('shop.example.com', ['8.8.8.8'])
    .name('other.example.com', ['8.8.4.4'])
    .place('8.8.8.8', farEnd.port)
    .place('8.8.4.4', farEnd.port);
  const { config } = readConfig({ CHATKU_OUTBOUND_ALLOW: allow });
  return { network, client: new OutboundHttp(new Dialer(config, network), caps) };
}

async function failureOf(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw new Error(`Not refused: ${String(error)}`);
  expect(error.fix).toMatch(/\.$/);
  return error;
}

const codeOf = async (work: Promise<unknown>): Promise<string> => (await failureOf(work)).code;

const call = (client: OutboundHttp, url: string, more: Partial<OutboundRequest> = {}) =>
  client.request({ url, method: 'GET', ...more });

const redirectTo =
  (status: number, location: string) =>
  (request: IncomingMessage, answer: ServerResponse): void => {
    if (request.url === '/start') answer.writeHead(status, { location }).end();
    else answer.end('there');
  };

describe('a request', () => {
  test('is sent as it was asked, and its answer comes back', async () => {
    const farEnd = await FarEnd.http((_request, answer) => void answer.writeHead(418, { 'x-a': 'b' }).end('tea'));
    const { client } = worldOf(farEnd);
    const answer = await client.request({
      url: `${SHOP}/a%20b?c=d#e`,
      method: 'PUT',
      headers: { 'Content-Type': 'text/plain', Authorization: 'Bearer t' },
      body: 'ü',
    });
    expect(answer).toMatchObject({ status: 418, headers: { 'x-a': 'b' }, url: `${SHOP}/a%20b?c=d`, hops: 0 });
    expect(answer.body.toString()).toBe('tea');
    expect(farEnd.arrivals).toMatchObject([
      {
        method: 'PUT',
        url: '/a%20b?c=d',
        headers: {
          host: 'shop.example.com',
          'content-type': 'text/plain',
          'content-length': '2',
          authorization: 'Bearer t',
          'user-agent': 'Chatku',
          connection: 'close',
        },
        body: 'ü',
      },
    ]);
    await expect.poll(() => farEnd.open).toBe(0);
  });

  test.each([
    [{ headers: { Host: 'inner' } }],
    [{ headers: { 'transfer-encoding': 'chunked' } }],
    [{ headers: { 'Content-Length': '0' } }],
    [{ headers: { Connection: 'upgrade' } }],
    [{ headers: { 'x-a': 'b\r\nx-c: d' } }],
    [{ headers: { 'x a': 'b' } }],
    [{ headers: { 'x-a': '漢' } }],
    [{ body: 'a' }],
    [{ method: 'CONNECT' }],
    [{ method: 'get' }],
    [{ method: 'GET /other HTTP/1.1\r\nx: ' }],
  ])('with %j is not sent', async (more) => {
    const farEnd = await FarEnd.http();
    expect(await codeOf(call(worldOf(farEnd).client, SHOP, more as Partial<OutboundRequest>))).toBe('invalid_request');
    expect(farEnd.connections).toBe(0);
  });

  test.each(['timeoutMs', 'maxBytes', 'maxRedirects'])('takes no limit that is no number (%s)', async (name) => {
    const farEnd = await FarEnd.http(redirectTo(302, '/start'));
    await expect(call(worldOf(farEnd).client, `${SHOP}/start`, { [name]: Number.NaN })).rejects.toThrow(RangeError);
  });

  test('goes through no proxy of the environment', async () => {
    const proxy = await FarEnd.http();
    const farEnd = await FarEnd.http();
    const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY'];
    for (const name of names) vi.stubEnv(name, `http://127.0.0.1:${proxy.port}`);
    vi.stubEnv('NODE_USE_ENV_PROXY', '1');
    try {
      expect((await call(worldOf(farEnd).client, SHOP)).body.toString()).toBe('far');
      expect(proxy.connections).toBe(0);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test('that is called off ends with the reason, and closes its connection', async () => {
    const controller = new AbortController();
    const farEnd = await FarEnd.http(() => controller.abort(new Error('no longer wanted')));
    await expect(call(worldOf(farEnd).client, SHOP, { signal: controller.signal })).rejects.toThrow('no longer wanted');
    await expect.poll(() => farEnd.open).toBe(0);
    await expect(call(worldOf(farEnd).client, SHOP, { signal: controller.signal })).rejects.toThrow('no longer wanted');
    expect(farEnd.connections).toBe(1);
  });
});

describe('a redirect', () => {
  test('is followed, and its address is the answer’s', async () => {
    const farEnd = await FarEnd.http(redirectTo(302, 'there?a=b'));
    expect(await call(worldOf(farEnd).client, `${SHOP}/start`)).toMatchObject({ url: `${SHOP}/there?a=b`, hops: 1 });
  });

  test.each([
    'http://127.0.0.1:PORT/',
    '//127.0.0.1:PORT/',
    'http://2130706433:PORT/',
    'http://[::ffff:7f00:1]:PORT/',
    'http://localhost:PORT/',
    'http://169.254.169.254/latest/meta-data/',
    'http://metadata.google.internal/',
    'https://10.0.0.1/',
  ])('to %s is not followed', async (location) => {
    const inner = await FarEnd.http();
    const farEnd = await FarEnd.http(redirectTo(302, location.replace('PORT', String(inner.port))));
    const { client, network } = worldOf(farEnd);
    expect(await codeOf(call(client, `${SHOP}/start`))).toBe('outbound_address_refused');
    expect(network.dialled).toEqual(['8.8.8.8 80']);
    expect(inner.connections).toBe(0);
  });

  test.each([
    'file:///etc/passwd',
    'unix:/var/run/docker.sock',
    'gopher://other.example.com/',
    'http://user:pass@other.example.com/',
    'http://other.example.com\\@127.0.0.1/',
    '\\\\127.0.0.1/',
    'http://other.example.com:22/',
    'http://',
  ])('to %s is refused', async (location) => {
    const farEnd = await FarEnd.http(redirectTo(302, location));
    const { client, network } = worldOf(farEnd);
    expect(await codeOf(call(client, `${SHOP}/start`))).toBe('outbound_bad_url');
    expect(network.dialled).toHaveLength(1);
  });

  test('more than allowed is not followed', async () => {
    const farEnd = await FarEnd.http((request, answer) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) answer.end('there');
      else answer.writeHead(307, { location: `/${left - 1}` }).end();
    });
    const { client } = worldOf(farEnd);
    expect(await call(client, `${SHOP}/3`)).toMatchObject({ status: 200, hops: 3 });
    expect(await codeOf(call(client, `${SHOP}/4`))).toBe('outbound_too_many_redirects');
    expect(await call(client, `${SHOP}/4`, { maxRedirects: 4 })).toMatchObject({ hops: 4 });
    expect(await codeOf(call(client, `${SHOP}/1`, { maxRedirects: 0 }))).toBe('outbound_too_many_redirects');
    expect(await codeOf(call(client, `${SHOP}/11`, { maxRedirects: 1000 }))).toBe('outbound_too_many_redirects');
  });

  test('from https to http is refused', async () => {
    const farEnd = await FarEnd.https(redirectTo(302, 'http://shop.example.com/there'));
    const { client, network } = worldOf(farEnd);
    network.authorities = [TEST_CERTIFICATE];
    expect(await codeOf(call(client, `${SECURE_SHOP}/start`))).toBe('outbound_address_refused');
    expect(network.dialled).toEqual(['8.8.8.8 443']);
  });

  const SECRETS = { authorization: 'Bearer t', cookie: 'a=b', 'x-api-key': 'k', accept: 'text/html' };

  test('within the origin keeps all headers', async () => {
    const farEnd = await FarEnd.http(redirectTo(302, '/there'));
    await call(worldOf(farEnd).client, `${SHOP}/start`, { headers: SECRETS });
    expect(farEnd.arrivals[1]?.headers).toMatchObject(SECRETS);
  });

  test.each(['http://other.example.com/there', 'http://shop.example.com:8080/there'])(
    'to %s takes no secret along, nor does the one after it',
    async (elsewhere) => {
      const farEnd = await FarEnd.http((request, answer) => {
        if (request.url === '/start') answer.writeHead(302, { location: elsewhere }).end();
        else if (request.url === '/there') answer.writeHead(302, { location: `${SHOP}/home` }).end();
        else answer.end();
      });
      await call(worldOf(farEnd).client, `${SHOP}/start`, { headers: SECRETS });
      expect(farEnd.arrivals.map(({ url }) => url)).toEqual(['/start', '/there', '/home']);
      for (const { headers } of farEnd.arrivals.slice(1)) {
        expect(headers).toMatchObject({ accept: 'text/html' });
        for (const name of ['authorization', 'cookie', 'x-api-key']) expect(headers).not.toHaveProperty(name);
      }
    },
  );

  test.each([
    [301, 'POST', 'GET', ''],
    [302, 'POST', 'GET', ''],
    [303, 'POST', 'GET', ''],
    [303, 'PUT', 'GET', ''],
    [301, 'PUT', 'PUT', 'body'],
    [302, 'DELETE', 'DELETE', 'body'],
    [307, 'POST', 'POST', 'body'],
    [308, 'POST', 'POST', 'body'],
  ] as const)('%i turns %s into %s', async (status, method, then, body) => {
    const farEnd = await FarEnd.http(redirectTo(status, '/there'));
    const headers = { 'content-type': 'text/plain' };
    await worldOf(farEnd).client.request({ url: `${SHOP}/start`, method, headers, body: 'body' });
    expect(farEnd.arrivals[1]).toMatchObject({ method: then, body });
    expect('content-type' in farEnd.arrivals[1]!.headers).toBe(body !== '');
  });

  test('keeps HEAD', async () => {
    const farEnd = await FarEnd.http(redirectTo(303, '/there'));
    await call(worldOf(farEnd).client, `${SHOP}/start`, { method: 'HEAD' });
    expect(farEnd.arrivals[1]).toMatchObject({ method: 'HEAD' });
  });

  test('without an address is an answer', async () => {
    const farEnd = await FarEnd.http((_request, answer) => void answer.writeHead(304).end());
    expect(await call(worldOf(farEnd).client, SHOP)).toMatchObject({ status: 304, hops: 0 });
  });

  test('reads nothing of the body it comes with', async () => {
    const farEnd = await FarEnd.http((request, answer) => {
      if (request.url !== '/start') return void answer.end('there');
      answer.writeHead(302, { location: '/there' });
      flood(answer);
    });
    expect((await call(worldOf(farEnd).client, `${SHOP}/start`)).body.toString()).toBe('there');
    await expect.poll(() => farEnd.open).toBe(0);
  });

  test('leaves the origins of the call for none', async () => {
    const farEnd = await FarEnd.http(redirectTo(302, 'http://other.example.com/there'));
    const { client, network } = worldOf(farEnd);
    const allowedOrigins = [SHOP];
    expect(await codeOf(call(client, `${SHOP}/start`, { allowedOrigins }))).toBe('outbound_address_refused');
    expect(await codeOf(call(client, 'http://other.example.com/', { allowedOrigins }))).toBe(
      'outbound_address_refused',
    );
    expect(await codeOf(call(client, `${SHOP}:8080/`, { allowedOrigins }))).toBe('outbound_address_refused');
    expect(await codeOf(call(client, SHOP, { allowedOrigins: [] }))).toBe('outbound_address_refused');
    expect(network.dialled).toEqual(['8.8.8.8 80']);
    expect(await call(client, `${SHOP}./`, { allowedOrigins })).toMatchObject({ status: 200 });
  });
});

/** Writes until nobody listens any more. */
function flood(answer: ServerResponse): void {
  const chunk = Buffer.alloc(64 * 1024, 'a');
  const more = (): void => {
    while (!answer.destroyed && answer.write(chunk));
    if (!answer.destroyed) answer.once('drain', more);
  };
  more();
}

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

describe('TLS', () => {
  test('a certificate nobody vouches for is refused, before anything is sent', async () => {
    const farEnd = await FarEnd.https();
    const { client } = worldOf(farEnd);
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    try {
      expect(await codeOf(call(client, SECURE_SHOP))).toBe('outbound_failed');
    } finally {
      vi.unstubAllEnvs();
    }
    expect(farEnd.arrivals).toEqual([]);
  });

  test('the allow-list does not stand for a certificate', async () => {
    const farEnd = await FarEnd.https();
    const { client, network } = worldOf(farEnd, '127.0.0.1');
    network.place('127.0.0.1', farEnd.port);
    expect(await codeOf(call(client, `https://127.0.0.1:${farEnd.port}/`))).toBe('outbound_failed');
    network.authorities = [TEST_CERTIFICATE];
    expect((await call(client, `https://127.0.0.1:${farEnd.port}/`)).body.toString()).toBe('far');
  });

  test('the certificate is held against the name, not against the address', async () => {
    const farEnd = await FarEnd.https();
    const { client, network } = worldOf(farEnd);
    network.authorities = [TEST_CERTIFICATE];
    expect((await call(client, SECURE_SHOP)).body.toString()).toBe('far');
    expect((await call(client, 'https://shop.example.com./')).body.toString()).toBe('far');
    expect(await codeOf(call(client, 'https://other.example.com/'))).toBe('outbound_failed');
    expect(await codeOf(call(client, 'https://8.8.8.8/'))).toBe('outbound_failed');
  });

  test('a server without it fails', async () => {
    const farEnd = await FarEnd.http();
    expect(await codeOf(call(worldOf(farEnd).client, SECURE_SHOP))).toBe('outbound_failed');
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

test('no error tells more of an address than its host', async () => {
  const secret = '/sentinel?key=sentinel#sentinel';
  const broken = await FarEnd.raw((socket) => void socket.once('data', () => void socket.end('sentinel\r\n')));
  const circular = await FarEnd.http((_request, answer) => void answer.writeHead(302, { location: secret }).end());
  const { client } = worldOf(broken);
  const failures = await Promise.all([
    failureOf(call(client, SHOP + secret)),
    failureOf(call(client, SECURE_SHOP + secret)),
    failureOf(call(client, `http://127.0.0.1${secret}`)),
    failureOf(call(client, `http://user:sentinel@shop.example.com${secret}`)),
    failureOf(call(client, `http://nowhere.example.com${secret}`)),
    failureOf(call(worldOf(circular).client, SHOP + secret)),
  ]);
  for (const error of failures) {
    const cause = error.cause as (Error & Record<string, unknown>) | undefined;
    const told = [error.message, error.fix, error.stack, cause?.message, cause?.stack, { ...error }, { ...cause }];
    expect(JSON.stringify(told)).not.toContain('sentinel');
  }
});
