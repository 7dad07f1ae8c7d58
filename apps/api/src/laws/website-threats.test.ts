import { pathOf } from '@chatku/schemas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn } from '../testing/console-client.js';
import { Ear } from './ear.js';
import { withWidgetBuild } from './widget-build.js';
import { World } from './world.js';

/* Threats by websites and what stands in front of this one, each by its name in the list of threats. */

let world: World;
let base: string;
beforeAll(async () => {
  world = await withWidgetBuild(() => World.start());
  base = await world.harness.listen();
});
afterAll(() => world.stop());

/** Whether a page of this origin gets in, by a request and by the socket. */
async function getsIn(origin: string): Promise<{ http: number; socket: string | undefined }> {
  const answer = await world.page().call('post', 'guest', { origin }).send({});
  if (answer.status !== 200) expect(answer.body.code).toBe('origin_not_allowed');
  const page = world.page();
  const ear = await Ear.open(base, origin);
  page.token = page.secret;
  ear.hello(page, 'bm9uZQ');
  await ear.until(() => ear.frames.length > 0);
  return { http: answer.status, socket: ear.bye };
}
const IN = { http: 200, socket: 'session_revoked' };
const OUT = { http: 403, socket: 'origin_not_allowed' };

describe('foreign pages', () => {
  test('foreign origin: refused by every route of the widget and by the socket, readable and without a credential', async () => {
    await world.changeBot({ origins: ['https://shop.example.my', 'http://localhost:4000'], nullOriginAllowed: false });
    expect(await getsIn('https://shop.example.my')).toEqual(IN);
    expect(await getsIn('http://localhost:4000')).toEqual(IN);
    const foreign = [
      'https://evil.example',
      'http://shop.example.my',
      'https://shop.example.my:8443',
      'https://shop.example.my.evil.example',
      'https://shop.example.my@evil.example',
      'http://localhost:4001',
      'https://SHOP.example.my',
      'https://shop.example.my/',
    ];
    for (const origin of foreign) expect([origin, await getsIn(origin)]).toEqual([origin, OUT]);
    const page = await world.page().becomeUser('u-1');
    for (const [method, path] of [
      ['get', 'messages'],
      ['post', 'messages'],
      ['post', 'identify'],
      ['post', 'heartbeat'],
      ['post', 'logout'],
      ['post', 'link'],
      ['post', 'open'],
      ['post', 'seen'],
      ['patch', 'contact'],
    ] as const) {
      const request = page.call(method, path, { origin: 'https://evil.example' });
      const { status, body, headers } = await (method === 'get' ? request : request.send({}));
      expect([path, status, body.code]).toEqual([path, 403, 'origin_not_allowed']);
      expect(headers['access-control-allow-origin']).toBe('https://evil.example');
      expect(headers['access-control-allow-credentials']).toBeUndefined();
      expect(headers['vary']).toMatch(/origin/i);
    }
  });

  test('null origin: only by its own switch, even where any website may embed the bot', async () => {
    await world.changeBot({ origins: [], nullOriginAllowed: false });
    expect(await getsIn('https://any.example')).toEqual(IN);
    expect(await getsIn('null')).toEqual(OUT);
    await world.changeBot({ origins: ['https://shop.example.my'], nullOriginAllowed: true });
    expect(await getsIn('null')).toEqual(IN);
    expect(await getsIn('https://any.example')).toEqual(OUT);
  });

  test('evil-shop.my against *.shop.my: a wildcard stands for exactly one label', async () => {
    await world.changeBot({ origins: ['https://*.shop.my'], nullOriginAllowed: false });
    expect(await getsIn('https://kl.shop.my')).toEqual(IN);
    const others = [
      'https://evil-shop.my',
      'https://shop.my',
      'https://.shop.my',
      'https://a.b.shop.my',
      'https://kl.shop.my.evil.example',
      'https://evil.example/.shop.my',
      'https://evil.example#.shop.my',
      'https://kl.shop.my:8443',
      'http://kl.shop.my',
      'https://*.shop.my',
    ];
    for (const origin of others) expect([origin, await getsIn(origin)]).toEqual([origin, OUT]);
  });

  test('wildcard over a public suffix: refused where it is typed', async () => {
    const owner = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
    const path = pathOf('update_bot', { bot_id: world.bot.id });
    const { body: bot } = await owner.get(path).expect(200);
    const everybodys = [
      'https://*.my',
      'https://*.com.my',
      'https://*.co.uk',
      'https://*.github.io',
      'https://*.',
      'https://*',
      'https://*.*.shop.my',
      'https://shop.*.my',
      'https://*shop.my',
      'http://*.shop.my',
    ];
    for (const origin of everybodys) {
      const answer = await owner.patch(path, { version: bot.version, origins: [origin] });
      expect([origin, answer.status, answer.body.code]).toEqual([origin, 400, 'invalid_request']);
    }
    const { body: unchanged } = await owner.get(path).expect(200);
    expect(unchanged).toEqual(bot);
    await owner.patch(path, { version: bot.version, origins: ['https://*.shop.com.my'] }).expect(200);
  });
});

test('forged Host poisons the loader: neither it nor any header or query changes a byte of what websites load', async () => {
  const forged = {
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-port': '666',
    forwarded: 'host=evil.example;proto=https',
    'x-original-url': '/w/evil.js',
    origin: 'https://evil.example',
    referer: 'https://evil.example/',
    'accept-language': 'zh',
  };
  for (const file of [`${world.bot.id}.js`, `${world.bot.id}.json`, 'nobody.js', 'nobody.json']) {
    const poisoned = await world.harness.request.get(`/w/${file}?host=evil.example`).set(forged).expect(200);
    const clean = await world.harness.request.get(`/w/${file}`).expect(200);
    expect(poisoned.text).toBe(clean.text);
    expect(poisoned.headers['etag']).toBe(clean.headers['etag']);
    expect(poisoned.text + JSON.stringify(poisoned.headers)).not.toContain('evil');
  }
  const loader = await world.harness.request.get(`/w/${world.bot.id}.js`);
  expect(loader.text).toContain('"api":"http://localhost:3000"');
  expect(loader.text).toContain('"build":"abcdefghij"');
});

test('an unknown bot and one that is switched off get the same harmless stub', async () => {
  const unknown = await world.harness.request.get('/w/01890000-0000-7000-8000-000000000000.js').expect(200);
  await world.changeBot({ enabled: false });
  const off = await world.harness.request.get(`/w/${world.bot.id}.js`).expect(200);
  expect(off.text).toBe(unknown.text);
  expect(off.text).not.toContain(world.bot.id);
  await world.changeBot({ enabled: true });
});
