import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CUSTOMERS } from './customers.js';
import { API_KEY, OpenShop, SPECIAL_KEY, Visitor } from './shop-visitor.fixture.js';

const hashOf = (id: string): string => createHmac('sha256', SPECIAL_KEY).update(id).digest('hex');
const IDS = CUSTOMERS.map(({ id }) => id);

let open: OpenShop;
let visitor: Visitor;
beforeEach(async () => {
  open = await OpenShop.open();
  visitor = new Visitor(open.port);
});
afterEach(() => open.close());

describe('pages', () => {
  const PAGES = ['/', '/products/wau-bulan', '/login', '/nowhere', '/products/none'];

  it('all but one have the strict policy, with a fresh nonce on every script tag', async () => {
    await visitor.logIn('cust_1001');
    const nonces = new Set<string>();
    for (const path of [...PAGES, '/orders', '/demo/enter']) {
      const { headers, text } = await visitor.get(path);
      const policy = String(headers['content-security-policy']);
      const nonce = /'nonce-([\w+/=]{24})'/.exec(policy)?.[1] ?? '';
      nonces.add(nonce);
      expect(policy).toBe(
        `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'self'; font-src 'self'; img-src 'self' blob: data:; ` +
          `connect-src 'self' ${open.chatku.url} ${open.chatku.url.replace('http', 'ws')}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
      );
      for (const tag of text.match(/<script[^>]*>/g) ?? []) expect(tag).toContain(` nonce="${nonce}"`);
      expect(text).not.toMatch(/ style=| on[a-z]+=/);
      expect(headers['cache-control']).toBe('no-store');
    }
    expect(nonces.size).toBe(PAGES.length + 2);
  });

  it('the plain page has no policy, and the snippet word for word in its head', async () => {
    await visitor.logIn('cust_1001');
    const { headers, text } = await visitor.get('/plain');
    expect(headers).not.toHaveProperty('content-security-policy');
    expect(
      text.slice(0, text.indexOf('</head>')),
    ).toContain(`<script src="${open.chatku.url}/w/bot-1.js" async></script>
<script>
  window.addEventListener("chatbot:ready", function () {
    window.$chatbot.setUser("cust_1001", {
      name: "Aisyah Rahman",
      email: "aisyah@example.com",
      identifier_hash: "${hashOf('cust_1001')}"
    });
  });
</script>
`);
  });

  it('a guest’s pages carry the bot’s own snippet and nobody’s hash', async () => {
    for (const path of [...PAGES, '/plain']) {
      const { text } = await visitor.get(path);
      expect(text).toMatch(new RegExp(`<script src="${open.chatku.url}/w/bot-1.js" async( nonce="[^"]+")?></script>`));
      expect(text).not.toMatch(/setUser\(|[0-9a-f]{64}/);
    }
  });

  it('carry the customer’s own hash under the policy too, and no key', async () => {
    await visitor.logIn('cust_1003');
    for (const path of ['/', '/orders', '/plain', '/products/kuih-lapis']) {
      const { text } = await visitor.get(path);
      expect(text).toContain(`window.$chatbot.setUser("cust_1003", {`);
      expect(text.match(/[0-9a-f]{64}/g)?.every((hash) => hash === hashOf('cust_1003'))).toBe(true);
      expect(text).not.toContain(SPECIAL_KEY);
      expect(text).not.toContain(API_KEY);
    }
  });

  it('links each mistake to its diagnosis in the console', async () => {
    const { text } = await visitor.get('/');
    expect(text).toContain(
      'data-diagnosis="http://console.example/console/bots/bot-1/settings/display-style/custom-user-id"',
    );
  });

  it('show orders to their customer only', async () => {
    expect(await visitor.get('/orders')).toMatchObject({ status: 303, headers: { location: '/login?next=/orders' } });
    await visitor.logIn('cust_1002');
    const { text } = await visitor.get('/orders');
    expect(text).toContain('Your orders, Wei Ling');
    expect(text).toContain('RM 110.30');
    expect(text).not.toMatch(/KS-2039|KS-2041/);
  });
});

describe('proofs', () => {
  it('the shop signs only the id of its own session', async () => {
    const others = IDS.filter((id) => id !== 'cust_1001');
    await visitor.logIn('cust_1001');
    const answers = [await visitor.get('/demo/proof')];
    for (const id of others) {
      for (const name of ['user_id', 'id', 'customer', 'userId']) {
        answers.push(
          await visitor.get(`/demo/proof?${name}=${id}`),
          await visitor.get(`/demo/proof?kind=right&${name}=${id}`),
          await visitor.get(`/?${name}=${id}`),
          await visitor.get(`/plain?${name}=${id}`, { 'x-user-id': id }),
          await visitor.send(
            'GET',
            '/demo/proof',
            { 'content-type': 'application/json' },
            JSON.stringify({ [name]: id }),
          ),
          await visitor.post('/demo/proof', { [name]: id }),
          await visitor.post('/demo/second-device', { [name]: id }),
        );
      }
    }
    const everything = answers.map(({ text }) => text).join('\n');
    expect(everything).toContain(hashOf('cust_1001'));
    for (const id of others) expect(everything).not.toContain(hashOf(id));
  });

  it('a guest gets no proof, whatever they ask for', async () => {
    await visitor.get('/');
    for (const query of ['', '?kind=right', '?kind=wrong_hash', '?user_id=cust_1001']) {
      const { status, text } = await visitor.get(`/demo/proof${query}`);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(text).not.toContain('identifier_hash');
    }
  });

  it('each mistake is made as it is named', async () => {
    await visitor.logIn('cust_1002');
    const kinds = ['right', 'wrong_hash', 'email_hashed', 'swapped', 'no_hash'];
    const hashes: unknown[] = [];
    for (const kind of kinds) {
      const { proof } = JSON.parse((await visitor.get(`/demo/proof?kind=${kind}`)).text);
      expect(proof).toMatchObject({ user_id: 'cust_1002', attributes: { name: 'Tan Wei Ling' } });
      hashes.push(proof.attributes.identifier_hash);
    }
    expect(hashes).toEqual([
      hashOf('cust_1002'),
      expect.stringMatching(new RegExp(`^${hashOf('cust_1002').slice(0, 63)}`)),
      hashOf('weiling@example.com'),
      createHmac('sha256', 'cust_1002').update(SPECIAL_KEY).digest('hex'),
      undefined,
    ]);
    expect(hashes[1]).not.toBe(hashes[0]);
    expect((await visitor.get('/demo/proof?kind=constructor')).status).toBe(400);
  });

  it('no other website can have a proof fetched', async () => {
    await visitor.logIn('cust_1001');
    for (const site of ['cross-site', 'same-site', 'none']) {
      expect(await visitor.get('/demo/proof', { 'sec-fetch-site': site })).toMatchObject({ status: 403 });
    }
    const { headers } = await visitor.get('/demo/proof', { 'sec-fetch-site': 'same-origin' });
    expect(headers).toMatchObject({ 'cross-origin-resource-policy': 'same-origin', 'cache-control': 'no-store' });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('switching logs the session over first, and then signs the new one', async () => {
    await visitor.logIn('cust_1001');
    const before = visitor.cookie;
    const { status, text } = await visitor.post('/demo/switch', { customer: 'cust_1003' });
    expect(status).toBe(200);
    expect(JSON.parse(text).proof).toMatchObject({
      user_id: 'cust_1003',
      attributes: { identifier_hash: hashOf('cust_1003') },
    });
    expect(visitor.cookie).not.toBe(before);
    expect((await visitor.get('/orders')).text).toContain('Your orders, Kumar');
    expect(await visitor.post('/demo/switch', { customer: 'cust_9999' })).toMatchObject({ status: 404 });
  });
});

describe('sessions', () => {
  it('a form without the token of this very session changes nothing', async () => {
    await visitor.logIn('cust_1001');
    const stranger = new Visitor(open.port);
    await stranger.get('/');
    for (const path of ['/login', '/logout', '/orders', '/demo/switch', '/demo/second-device', '/demo/enter']) {
      for (const csrf of ['', 'x', stranger.csrfToken]) {
        const { status } = await visitor.post(path, { csrf, customer: 'cust_1002', product: 'wau-bulan' });
        expect(status).toBe(403);
      }
    }
    expect((await visitor.get('/orders')).text).toMatch(/Your orders, Aisyah.*KS-2039/s);
  });

  it('a form from another origin changes nothing, even with the token', async () => {
    await visitor.logIn('cust_1001');
    for (const origin of ['http://evil.example', `http://127.0.0.1:${open.port}`, 'http://localhost:3000', 'null']) {
      expect(await visitor.post('/demo/switch', { customer: 'cust_1002' }, { origin })).toMatchObject({ status: 403 });
    }
    const own = { origin: `http://localhost:${open.port}` };
    expect(await visitor.post('/demo/switch', { customer: 'cust_1002' }, own)).toMatchObject({ status: 200 });
  });

  it('a session id planted before the log-in is worth nothing after it', async () => {
    await visitor.get('/');
    const planted = visitor.cookie;
    await visitor.logIn('cust_1001');
    const attacker = new Visitor(open.port);
    attacker.cookie = planted;
    expect((await attacker.get('/')).text).not.toContain('Aisyah.');
    expect((await attacker.get('/demo/proof')).status).toBe(403);
  });

  it('logging out ends the session on the server', async () => {
    await visitor.logIn('cust_1001');
    const kept = visitor.cookie;
    expect(await visitor.post('/logout', {})).toMatchObject({ status: 303, headers: { location: '/' } });
    const copy = new Visitor(open.port);
    copy.cookie = kept;
    expect(await copy.get('/orders')).toMatchObject({ status: 303 });
    expect((await visitor.get('/')).text).not.toContain('setUser(');
  });

  it('the cookie is set HttpOnly and SameSite=Lax, once, and holds no id of a customer', async () => {
    const { headers } = await visitor.logIn('cust_1001');
    expect(headers['set-cookie']).toHaveLength(1);
    expect(headers['set-cookie']?.[0]).toMatch(/^kedai_senja=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
    expect((await visitor.get('/')).headers).not.toHaveProperty('set-cookie');
  });

  it('a log-in leads to the page it was asked from, and to no other website', async () => {
    await visitor.get('/login?next=//evil.example');
    expect(await visitor.post('/login', { customer: 'cust_1001', next: '//evil.example' })).toMatchObject({
      headers: { location: '/' },
    });
    await visitor.get('/');
    expect(await visitor.post('/login', { customer: 'cust_1001', next: '/products/wau-bulan' })).toMatchObject({
      headers: { location: '/products/wau-bulan' },
    });
  });
});

describe('the second device', () => {
  it('is the shop’s other address, entered once with a ticket in the fragment', async () => {
    await visitor.logIn('cust_1002');
    const { text } = await visitor.post('/demo/second-device', {});
    const ticket = new RegExp(`href="http://127.0.0.1:${open.port}/demo/enter#([\\w-]{43})"`).exec(text)?.[1] ?? '';
    const second = new Visitor(open.port, `127.0.0.1:${open.port}`);
    await second.get('/demo/enter');
    expect(await second.post('/demo/enter', { ticket })).toMatchObject({ status: 303, headers: { location: '/' } });
    expect((await second.get('/orders')).text).toContain('Your orders, Wei Ling');
    const third = new Visitor(open.port);
    await third.get('/demo/enter');
    expect(await third.post('/demo/enter', { ticket })).toMatchObject({ status: 410 });
    expect((await third.get('/orders')).status).toBe(303);
  });

  it('of a guest is a guest: there is no ticket', async () => {
    await visitor.get('/');
    expect((await visitor.post('/demo/second-device', {})).text).toContain(`href="http://127.0.0.1:${open.port}/"`);
  });

  it('is explained where the shop has no other address', async () => {
    const away = new Visitor(open.port, 'shop.example');
    await away.get('/');
    const { text } = await away.post('/demo/second-device', {});
    expect(text).toContain('private window');
    expect(text).not.toContain('id="onward"');
  });
});

describe('what Chatku is told, server to server', () => {
  it('everybody’s newest order at the start, and the customer’s again at log-in and with a new order', async () => {
    await expect.poll(() => open.chatku.seen.length).toBe(3);
    expect(open.chatku.seen.map(({ body }) => body)).toEqual(
      expect.arrayContaining([
        {
          user_id: 'cust_1001',
          name: 'Aisyah Rahman',
          email: 'aisyah@example.com',
          fields: { last_order_id: 'KS-2039', last_order_status: 'out for delivery', last_order_total: 'RM 63.70' },
        },
      ]),
    );
    await visitor.logIn('cust_1003');
    await expect.poll(() => open.chatku.seen.at(-1)?.body['user_id']).toBe('cust_1003');
    await visitor.get('/products/pelita-lamp');
    expect(await visitor.post('/orders', { product: 'pelita-lamp' })).toMatchObject({ status: 303 });
    await expect
      .poll(() => open.chatku.seen.at(-1)?.body['fields'])
      .toEqual({ last_order_id: 'KS-2042', last_order_status: 'received', last_order_total: 'RM 48.00' });
    for (const { headers } of open.chatku.seen) expect(headers.authorization).toBe(`Bearer ${API_KEY}`);
  });
});

describe('bad requests', () => {
  it('are refused by kind, and never with a 500', async () => {
    await visitor.get('/');
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const cases: [Promise<{ status: number }>, number][] = [
      [visitor.get('/nowhere'), 404],
      [visitor.get('//evil.example/'), 404],
      [visitor.get('/static/../package.json'), 404],
      [visitor.get('/static/..%2f..%2fpackage.json'), 404],
      [visitor.get('/products/%E0%A4%A'), 404],
      [visitor.get('/products/__proto__'), 404],
      [visitor.send('DELETE', '/'), 405],
      [visitor.get('/logout'), 405],
      [visitor.send('POST', '/login', { 'content-type': 'application/json' }, '{}'), 415],
      [visitor.send('POST', '/login', { ...form, 'content-encoding': 'gzip' }, 'x'), 415],
      [visitor.send('POST', '/login', {}, ''), 415],
      [visitor.send('POST', '/login', form, `customer=${'x'.repeat(9000)}`), 413],
      [visitor.send('POST', '/login', form, '%&=&&;%00=%ff'), 403],
      [visitor.post('/login', { customer: '' }), 404],
      [visitor.post('/login', { customer: '__proto__' }), 404],
    ];
    for (const [reply, status] of cases) expect((await reply).status).toBe(status);
    expect((await visitor.send('DELETE', '/orders')).headers['allow']).toBe('GET, POST');
    expect(open.lines).toEqual([]);
  });

  it('HEAD answers like GET, without a body', async () => {
    const { status, text, headers } = await visitor.send('HEAD', '/');
    expect({ status, text }).toEqual({ status: 200, text: '' });
    expect(Number(headers['content-length'])).toBeGreaterThan(1000);
  });

  it('a page that is not found shows no part of its address', async () => {
    const { text } = await visitor.get('/%3Cscript%3Ealert(1)%3C/script%3E?<b>');
    expect(text).not.toContain('alert(1)');
  });
});

describe('static files', () => {
  it('are served with their type and answered with 304 when nothing changed', async () => {
    for (const [name, type] of [
      ['shop.css', 'text/css; charset=utf-8'],
      ['break-it.js', 'text/javascript; charset=utf-8'],
      ['dusk-market.svg', 'image/svg+xml'],
      ['caprasimo.woff2', 'font/woff2'],
      ['figtree.woff2', 'font/woff2'],
    ] as const) {
      const { status, headers } = await visitor.get(`/static/${name}`);
      expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type });
      expect(headers).not.toHaveProperty('set-cookie');
      const etag = String(headers['etag']);
      expect(await visitor.get(`/static/${name}`, { 'if-none-match': etag })).toMatchObject({ status: 304, text: '' });
    }
    expect(await visitor.get('/static/chatbot.d.ts')).toMatchObject({ status: 404 });
  });
});

describe('closing', () => {
  it('does not wait for connections on which nothing was asked', async () => {
    const idle = connect(open.port, '127.0.0.1');
    await new Promise((resolve) => idle.once('connect', resolve));
    const ended = new Promise((resolve) => idle.once('close', resolve));
    await visitor.get('/health');
    await open.shop.close();
    await ended;
    await expect(visitor.get('/health')).rejects.toThrow();
  });

  it('answers a request that was begun before', async () => {
    await visitor.get('/login');
    const body = new URLSearchParams({ csrf: visitor.csrfToken, customer: 'cust_1001' }).toString();
    const socket = connect(open.port, '127.0.0.1');
    let received = '';
    socket.setEncoding('utf8').on('data', (piece: string) => {
      received += piece;
    });
    const ended = new Promise((resolve) => socket.once('close', resolve));
    socket.write(
      `POST /login HTTP/1.1\r\nhost: localhost:${open.port}\r\ncookie: ${visitor.cookie}\r\nexpect: 100-continue\r\n` +
        `content-type: application/x-www-form-urlencoded\r\ncontent-length: ${body.length}\r\n\r\n`,
    );
    // The server's "100 Continue" says that the request has begun.
    await expect.poll(() => received).toContain('100 Continue');
    const closed = open.shop.close();
    socket.write(body);
    await Promise.all([closed, ended]);
    expect(received).toMatch(/HTTP\/1\.1 303 .*connection: close/is);
  });
});
