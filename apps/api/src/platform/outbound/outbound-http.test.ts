import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, test, vi } from 'vitest';
import { FarEnd } from '../testing/far-end.js';
import { call, codeOf, failureOf, flood, SECURE_SHOP, SHOP, worldOf } from '../testing/outbound-world.js';
import { TEST_CERTIFICATE } from '../testing/test-certificate.js';
import { type OutboundRequest } from './outbound-http.js';

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
    expect(JSON.stringify([error.message, error.fix, error.stack, { ...error }])).not.toContain('sentinel');
  }
  // Of a cause there is the code: Node's own would hold the bytes that were received, and inner addresses.
  const causes = failures.flatMap(({ cause }) => (cause instanceof Error ? [cause] : []));
  expect(causes.length).toBeGreaterThan(1);
  for (const cause of causes) {
    expect(cause.message).toMatch(/^[A-Z_]+$/);
    expect({ ...cause }).toEqual({});
  }
});
