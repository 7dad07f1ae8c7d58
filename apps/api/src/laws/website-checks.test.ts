import { createHmac } from 'node:crypto';
import { createIdentityToken } from '@chatku/crypto/token';
import { pathOf } from '@chatku/schemas';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { KeyRingService } from '../features/identity/index.js';
import { AuditService } from '../features/workspaces/index.js';
import { FarEnd } from '../platform/testing/far-end.js';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { tokenKeyOf } from './tokens.js';
import { World } from './world.js';

/* Find my key, and the check of the signing endpoint: websites on this machine, let through by the setting. */

let world: World;
let owner: ConsoleClient;
beforeAll(async () => {
  world = await World.start({ env: { CHATKU_OUTBOUND_ALLOW: '127.0.0.1' } });
});
// The limits are of the member: each law has one of its own.
beforeEach(async () => {
  owner = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
});
afterAll(() => world.stop());

type Pages = Readonly<Record<string, string | { status?: number; headers?: Record<string, string>; body?: string }>>;

/** A website of the bot. */
async function website(pages: Pages): Promise<FarEnd> {
  const site = await FarEnd.http((request, answer) => {
    const page = pages[request.url ?? ''];
    const {
      status = 200,
      headers = {},
      body = '',
    } = typeof page === 'string' ? { body: page } : (page ?? { status: 404, body: 'none' });
    answer.writeHead(status, headers).end(body);
  });
  await world.changeBot({ origins: [originOf(site)] });
  return site;
}
const originOf = (site: FarEnd): string => `http://127.0.0.1:${site.port}`;
const search = (body: object = {}) => owner.post(pathOf('search_keys', { bot_id: world.bot.id }), body);
const ring = () => world.harness.get(KeyRingService);
const hashKeyId = async () => (await ring().list(world.bot)).findLast(({ kind }) => kind === 'hash')?.id ?? '';
const encode = (text: string, encoding: BufferEncoding) => Buffer.from(text).toString(encoding);

describe('find my key', () => {
  test('finds it in a page and in a script of its own origin, and says neither the key nor what stands around it', async () => {
    const site = await website({
      '/': `<html><head><base href="/assets/"><script src="app.js?v=1#x"></script>
        <link rel="modulepreload" href="/lazy.js"><!-- <script src="/commented.js"></script> -->
        <script>const s = '<script src="/in-a-text.js">';</script></head><body>secret-neighbour</body></html>`,
      '/assets/app.js?v=1': `const secretNeighbour = 1; const k = "${world.key}";`,
      '/lazy.js': 'export {}',
      '/login?from=1': `<p>${world.key}</p>`,
    });
    const { body, text } = await search({ paths: ['/login?from=1'] }).expect(200);
    const key_id = await hashKeyId();
    expect(body.found).toEqual([
      { url: `${originOf(site)}/login`, key_id, form: 'plain' },
      { url: `${originOf(site)}/assets/app.js`, key_id, form: 'plain' },
    ]);
    expect(body).toMatchObject({ pages: 2, scripts: 2, complete: true, unread: [] });
    for (const secret of [world.key, 'eighbour']) expect(text).not.toContain(secret);
    expect(site.arrivals.map(({ url }) => url).sort()).toEqual([
      '/',
      '/assets/app.js?v=1',
      '/lazy.js',
      '/login?from=1',
    ]);
    for (const { headers } of site.arrivals) expect(headers).not.toHaveProperty('cookie');
  });

  test.each<[string, (key: string) => string]>([
    ['plain', (key) => key.toUpperCase()],
    ['hex', (key) => encode(key, 'hex')],
    ['base64', (key) => encode(key, 'base64')],
    ['base64', (key) => encode(`{"k":"${key}"}`, 'base64url')],
    ['base64', (key) => encode(`ab${key}cd`, 'base64')],
    ['url_encoded', (key) => [...Buffer.from(key)].map((byte) => `%${byte.toString(16)}`).join('')],
    ['escaped', (key) => [...key].map((one) => `\\u00${one.charCodeAt(0).toString(16)}`).join('')],
  ])('finds it written as %s', async (form, write) => {
    await website({ '/': `<script>x = "${write(world.key)}"</script>` });
    expect((await search().expect(200)).body.found).toMatchObject([{ key_id: await hashKeyId(), form }]);
  });

  test('finds keys of every kind and state, imported ones with odd characters too', async () => {
    const text = `an "imported" key & of <32> letters'`;
    const imported = await ring().import(world.bot, text, 'token');
    const retired = await ring().add(world.bot);
    const key = await ring().reveal(world.bot, retired.id);
    await ring().retire(world.bot, retired.id);
    await website({
      '/': `<meta content="${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')}">`,
      '/data.json': JSON.stringify({ text, key }),
    });
    const { body } = await search({ paths: ['/data.json'] }).expect(200);
    expect(body.found.map(({ key_id, form }: { key_id: string; form: string }) => [key_id, form])).toEqual([
      [imported.id, 'escaped'],
      [imported.id, 'escaped'],
      [retired.id, 'plain'],
    ]);
  });

  test('calls nobody but the exact origins: not where a page, a script or a redirect points', async () => {
    const elsewhere = await FarEnd.http();
    const site = await website({
      '/': `<script src="${originOf(elsewhere)}/x.js"></script><script src="//127.0.0.1:${elsewhere.port}/y.js"></script><script src="/moved.js"></script>`,
      '/moved.js': { status: 302, headers: { location: `${originOf(elsewhere)}/z.js` } },
    });
    const { body } = await search({ paths: ['//127.0.0.1/'] }).expect(200);
    expect(elsewhere.connections).toBe(0);
    expect(body.scripts).toBe(1);
    expect(body.unread).toContainEqual({ url: `${originOf(site)}/moved.js`, why: 'not_allowed' });
    await world.changeBot({ origins: ['https://*.shop.example.my'] });
    expect((await search().expect(409)).body.fix).toContain('wildcards');
    await world.changeBot({ origins: [] });
    await search().expect(409);
  });

  test('does not call into the network of its operator, whatever the origins say', async () => {
    const own = await World.start();
    try {
      const inner = await FarEnd.http();
      Object.assign(own.bot, { origins: [originOf(inner)] });
      await own.changeBot({ origins: [originOf(inner)] });
      const who = await signIn(own.harness, { workspaceId: own.bot.workspaceId });
      const { body } = await who.post(pathOf('search_keys', { bot_id: own.bot.id }), {}).expect(200);
      expect(body).toMatchObject({ found: [], unread: [{ url: `${originOf(inner)}/`, why: 'not_allowed' }] });
      expect(inner.connections).toBe(0);
    } finally {
      await own.stop();
    }
  });

  test('stops at its limits, and says so', async () => {
    const scripts = Array.from({ length: 40 }, (_, at) => `<script src="/s${at}.js"></script>`).join('');
    const site = await website({ '/': scripts, '/large': 'x'.repeat(5 * 1024 * 1024), '/gone': { status: 410 } });
    const { body } = await search({ paths: ['/large', '/gone'] }).expect(200);
    expect(body).toMatchObject({ pages: 3, scripts: 30, complete: false });
    expect(site.arrivals.filter(({ url }) => /^\/s\d/.test(url))).toHaveLength(30);
    expect(body.unread.slice(0, 2)).toEqual([
      { url: `${originOf(site)}/large`, why: 'too_large' },
      { url: `${originOf(site)}/gone`, why: 'error_status' },
    ]);
    await search({ paths: ['/a', '/b', '/c', '/d', '/e'] }).expect(400);
    await search({ paths: ['https://evil.example/'] }).expect(400);
  });

  test('is limited by member, and each search is audited', async () => {
    await website({ '/': 'x' });
    for (let i = 0; i < 6; i += 1) await search().expect(200);
    await search().expect(429);
    const [row] = await world.harness.get(AuditService).list(world.harness.reader, world.bot.workspaceId, 1);
    expect(row).toMatchObject({ action: 'key.searched-for', userId: owner.user.id, targetId: world.bot.id });
  });
});

describe('the signing endpoint', () => {
  const check = (url: string, method = 'GET') =>
    owner.post(pathOf('check_endpoint', { bot_id: world.bot.id }), { url, method });

  test('that signs for anyone is found out by what it signed', async () => {
    const key = await tokenKeyOf(world);
    const token = await createIdentityToken({
      userId: 'u-9',
      botId: world.bot.id,
      keyId: key.id,
      key: key.key,
      nowMs: world.harness.clock.nowMs(),
    });
    const site = await website({
      '/hash': JSON.stringify({ user_id: 42, identifier_hash: world.hash('42') }),
      '/token': JSON.stringify({ token }),
      '/asked?user_id=u-7': world.hash('u-7'),
      '/refused-yet-signed': { status: 403, body: JSON.stringify({ id: 'u-1', hash: world.hash('u-1') }) },
      '/in-a-redirect': { status: 302, headers: { location: `/login?id='u-1'&hash=${world.hash('u-1')}` } },
    });
    const expected = {
      '/hash': 'verifies',
      '/token': 'verifies',
      '/asked?user_id=u-7': 'verifies',
      '/refused-yet-signed': 'verifies',
      '/in-a-redirect': 'verifies',
    };
    for (const [path, finding] of Object.entries(expected)) {
      const { body, text } = await check(`${originOf(site)}${path}`).expect(200);
      expect([path, body.verdict, body.finding]).toEqual([path, 'signs_for_anyone', finding]);
      expect(text).not.toMatch(/[0-9a-f]{64}|eyJ/);
    }
  });

  test('that signs whatever id is posted is found out', async () => {
    const site = await FarEnd.http((_request, answer) => {
      const { user_id } = JSON.parse(site.arrivals.at(-1)?.body ?? '{}');
      answer.end(world.hash(user_id));
    });
    await world.changeBot({ origins: [originOf(site)] });
    expect((await check(`${originOf(site)}/sign`, 'POST').expect(200)).body).toMatchObject({ finding: 'verifies' });
    expect(site.arrivals[0]?.headers).not.toHaveProperty('cookie');
  });

  test('that refuses a stranger is fine, and what is neither, or only looks like a proof, is unsure', async () => {
    const digest = createHmac('sha256', 'another').update('x').digest('hex');
    const site = await website({
      '/401': { status: 401, body: '{"error":"sign in"}' },
      '/403': { status: 403 },
      '/to-login': { status: 302, headers: { location: '/login' } },
      '/elsewhere': { status: 302, headers: { location: '/start' } },
      '/page': '<h1>Welcome</h1>',
      '/to-login-with-state': { status: 302, headers: { location: `/login?state=${digest}` } },
      '/handed-on': { status: 302, headers: { location: `/start?auth=${digest}` } },
      '/digest': `<link href="/app.css?${digest}">`,
    });
    const verdicts: Record<string, string> = {};
    const paths = ['/401', '/403', '/to-login', '/elsewhere', '/page', '/none'];
    const withDigests = ['/to-login-with-state', '/handed-on', '/digest'];
    for (const path of [...paths, ...withDigests]) {
      const { body, text } = await check(`${originOf(site)}${path}`).expect(200);
      verdicts[path] = withDigests.includes(path) ? `${body.verdict}: ${body.finding}` : body.verdict;
      expect(text).not.toContain(digest);
    }
    expect(verdicts).toEqual({
      '/401': 'refuses',
      '/403': 'refuses',
      '/to-login': 'refuses',
      '/elsewhere': 'unsure',
      '/page': 'unsure',
      '/none': 'unsure',
      '/to-login-with-state': 'refuses: sent_to_login',
      '/handed-on': 'unsure: looks_like_proof',
      '/digest': 'unsure: looks_like_proof',
    });
    expect(site.arrivals).toHaveLength(9);
  });

  test('is asked only at an exact origin of the bot', async () => {
    const elsewhere = await FarEnd.http();
    await website({ '/': 'x' });
    for (const url of [
      `${originOf(elsewhere)}/sign`,
      'file:///etc/passwd',
      'x',
      `http://127.0.0.1:1@127.0.0.1:${elsewhere.port}/`,
    ]) {
      expect((await check(url).expect(400)).body.code).toBe('invalid_request');
    }
    expect(elsewhere.connections).toBe(0);
    await world.changeBot({ origins: [] });
    await check(`${originOf(elsewhere)}/sign`).expect(409);
  });
});
